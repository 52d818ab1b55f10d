"""The list of withdrawn approvals: signed, carried offline, with a number that only grows.

Each list names everything withdrawn so far, so the newest alone counts and none can be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dlp.approvals.signed import Body

FORM = "kedun-revocations-1"


@dataclass(frozen=True, slots=True)
class Revocations:
    """A list: its number, when it was issued, and the ids of the approvals withdrawn."""

    number: int
    issued: datetime
    ids: frozenset[str]

    def body(self) -> dict[str, Any]:
        """What is signed."""
        return {"form": FORM, "number": self.number, "issued": self.issued.isoformat(), "ids": sorted(self.ids)}


def revocations_of(body: Body) -> Revocations:
    """A list from what was signed. Raises ValueError."""
    try:
        number, ids, issued = body["number"], body["ids"], datetime.fromisoformat(body["issued"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a list ({type(error).__name__})") from error
    texts = isinstance(ids, list) and all(isinstance(i, str) for i in ids)
    if body.get("form") != FORM or type(number) is not int or number < 1 or not texts or issued.tzinfo is None:
        raise ValueError("not a list of withdrawn approvals")
    return Revocations(number, issued, frozenset(ids))
