"""Looking up incidents: filters that each have an index to go by, and stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult

from dlp.ledger.writing import ALL

_GRAVEST = "ORDER BY rank DESC, persons DESC, last_seen DESC"

_SUMS = (
    "story, count(*) AS incidents, max(persons) AS persons, max(rank) AS rank, max(who) AS who, "
    "group_concat(DISTINCT place) AS places, group_concat(DISTINCT rule) AS rules, "
    "min(first_seen) AS first_seen, max(last_seen) AS last_seen"
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which incidents. since: ISO 8601 in UTC; limit: 0 for all."""

    since: str = ""
    department: str | None = None
    rule: str | None = None
    suppressed: bool = False
    state: str | None = None
    story: str | None = None
    limit: int = 0

    @property
    def conditions(self) -> tuple[str, tuple[str, ...]]:
        """The condition as SQL, and its values. `suppressed` is spelt out: partial indexes are chosen by it."""
        said = ["suppressed <> ''" if self.suppressed else "suppressed = ''"]
        given = {"last_seen >=": self.since or None, "department =": self.department, "rule =": self.rule}
        given |= {"state =": self.state, "story =": self.story}
        values = {name: value for name, value in given.items() if value is not None}
        return " AND ".join([*said, *(f"{name} ?" for name in values)]), tuple(values.values())


def chosen(connection: Connection, wanted: Filter) -> CursorResult[Any]:
    """The rows of incidents, the gravest first."""
    said, values = wanted.conditions
    return connection.exec_driver_sql(f"{ALL} WHERE {said} {_GRAVEST} LIMIT ?", (*values, wanted.limit or -1))


def grouped(connection: Connection, since: str, department: str | None, limit: int) -> Iterator[Mapping[str, Any]]:
    """Stories in sum."""
    said, values = Filter(since, department).conditions
    order = "GROUP BY story ORDER BY rank DESC, persons DESC, incidents DESC LIMIT ?"
    query = f"SELECT {_SUMS} FROM incidents WHERE {said} {order}"  # noqa: S608 - our own conditions
    for row in connection.exec_driver_sql(query, (*values, limit or -1)).mappings():
        split = {name: sorted(str(row[name]).split(",")) for name in ("places", "rules")}
        yield {**row, **split}
