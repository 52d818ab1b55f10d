"""A grant: who may give which content to whom, for what, by which channel, until when, how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dlp.approvals.persons import NOBODY, Persons
from dlp.approvals.signed import Body
from dlp.model import PlaceKind

FORM = "kedun-approval-1"


@dataclass(frozen=True, slots=True)
class Grant:
    """An approval's content.

    files: SHA-256 of files that may go as they are; persons: those who may be in what goes
    people: how many customers the approver was shown; secret: the number of the company's key
        with which the persons' numbers were made
    recipients: addresses, or a partner's domain with an @ before it
    sender: the only one who may use it, as account or address; empty for anybody
    uses: how often
    """

    id: str
    issued: datetime
    first: datetime
    until: datetime
    approver: str
    purpose: str
    files: frozenset[str]
    persons: Persons
    people: int
    secret: str
    recipients: frozenset[str]
    channels: frozenset[PlaceKind]
    sender: str
    uses: int

    def body(self) -> dict[str, Any]:
        """What is signed."""
        return {
            "form": FORM,
            "id": self.id,
            "issued": self.issued.isoformat(),
            "from": self.first.isoformat(),
            "until": self.until.isoformat(),
            "approver": self.approver,
            "purpose": self.purpose,
            "content": {
                "files": sorted(self.files),
                "customers": self.people,
                "persons": self.persons.encoded(),
                "secret": self.secret,
            },
            "recipients": sorted(self.recipients),
            "channels": sorted(kind.value for kind in self.channels),
            "sender": self.sender,
            "uses": self.uses,
        }


def grant_of(body: Body) -> Grant:
    """A grant from what was signed. Raises ValueError: it is no grant, or says impossible things."""
    try:
        return _grant(body)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a grant ({type(error).__name__})") from error


def _grant(body: Body) -> Grant:
    if body["form"] != FORM:
        raise ValueError("not a grant")
    content: Mapping[str, Any] = body["content"]
    return Grant(
        _text(body["id"]),
        _moment(body["issued"]),
        _moment(body["from"]),
        _moment(body["until"]),
        _text(body["approver"]),
        _text(body["purpose"]),
        frozenset(map(_text, content["files"])),
        Persons.decoded(content["persons"]) if content["persons"] else NOBODY,
        _number(content["customers"]),
        _text(content["secret"]),
        frozenset(_text(r).lower() for r in body["recipients"]),
        frozenset(PlaceKind(c) for c in body["channels"]),
        _text(body["sender"]),
        _number(body["uses"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("not a count")
    return value


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment
