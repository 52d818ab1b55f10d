"""Whose signature counts: approvers.yml of the policy, with the public key of each approver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from dlp.approvals.keys import key_id
from dlp.model import Text
from dlp.schema import Strict, Words, Yaml, check, load_yaml

NAME = "approvers.yml"


class ApproverShape(Strict):
    """One approver as written; the days say when his key began and ceased to count."""

    name: Words
    public_key: str = Field(pattern=r"^[0-9a-f]{64}$")
    from_: str | None = Field(default=None, alias="from")
    until: str | None = None


class ApproversShape(Strict):
    """The file approvers.yml."""

    approvers: list[ApproverShape]


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may approve. What he signs counts if it was issued within his days."""

    name: Text
    public: bytes
    first: date
    last: date

    def may_sign(self, on: date) -> bool:
        """Whether his signature of a day counts."""
        return self.first <= on <= self.last


Approvers = dict[str, Approver]
"""Approvers by their keys' numbers."""


def load_approvers(file: Path) -> Approvers:
    """The approvers of a policy; no file means none, and then no approval counts. Raises RuleError."""
    if not file.exists():
        return {}
    source = load_yaml(file)
    shapes = check(source, ApproversShape, source.data).approvers
    known: Approvers = {}
    for index, shape in enumerate(shapes):
        public = bytes.fromhex(shape.public_key)
        if key_id(public) in known:
            source.fail(Text("公钥重复", "this key stands twice"), ("approvers", index, "public_key"))
        first, last = (_day(source, index, key, day) for key, day in (("from", shape.from_), ("until", shape.until)))
        known[key_id(public)] = Approver(shape.name.text, public, first or date.min, last or date.max)
    return known


def _day(source: Yaml, index: int, key: str, written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        what, fix = Text("日期写法不对", "this is not a date"), Text('请写成 "2026-01-31"', 'write "2026-01-31"')
        source.fail(what, ("approvers", index, key), fix)
