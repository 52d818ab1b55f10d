"""Whether an approval covers what is seen; if not, what is lacking.

The checks stand in order. Of several approvals the one counts that gets furthest: that is the
one somebody meant to use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from dlp.approvals.grant import Grant
from dlp.approvals.persons import compared
from dlp.model import Approval, PlaceKind, Recipient, Subjects

_ORDER = (
    Approval.NONE,
    Approval.BAD_SIGNATURE,
    Approval.OTHER_CONTENT,
    Approval.OTHER_RECIPIENT,
    Approval.OTHER_CHANNEL,
    Approval.OTHER_SENDER,
    Approval.PARTNER_AGREEMENT,
    Approval.REVOKED,
    Approval.EXPIRED,
    Approval.USED_UP,
    Approval.VALID,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to give away, and the world around it.

    digest: SHA-256 of the file or message; subjects: its customers; complete: it was fully read,
        so that the customers are all that are in it
    to: its recipients; kinds: every kind of place it touches; sent: it is on its way to them
    now: the time, or the newest time ever seen if that is later
    secret: the number of the key with which the persons' numbers were made
    is_sender: whether a name in an approval is the one who sends; agreed: whether an address is a
        partner's whose agreement holds on a day, None if it is no partner's
    """

    digest: str
    subjects: Subjects | None
    complete: bool
    to: tuple[Recipient, ...]
    kinds: frozenset[PlaceKind]
    sent: bool
    now: datetime
    secret: str
    revoked: AbstractSet[str]
    is_sender: Callable[[str], bool]
    agreed: Callable[[str, date], bool | None]

    @property
    def outside(self) -> tuple[Recipient, ...]:
        """The recipients that need approval: those outside, or all if all are colleagues."""
        return tuple(r for r in self.to if r.kind is not PlaceKind.COMPANY_MAIL) or self.to

    @property
    def channels(self) -> frozenset[PlaceKind]:
        """The kinds of place that need approval."""
        return frozenset(r.kind for r in self.outside) or self.kinds


Taken = Callable[[Grant], bool]
"""Notes a use of an approval; False if it is used up."""


def answer(asked: Asked, grants: Iterable[tuple[Grant, bool]], take: Taken) -> tuple[Approval, Grant | None]:
    """How the approvals stand to what is asked, and which of them says so.

    grants: approvals, and whether somebody who may has signed each
    """
    best: tuple[Approval, Grant | None] = (Approval.NONE, None)
    for grant, trusted in grants:
        found = _stands(asked, grant, trusted=trusted)
        if found is Approval.VALID and not take(grant):
            found = Approval.USED_UP
        if _ORDER.index(found) > _ORDER.index(best[0]):
            best = (found, grant)
        if found is Approval.VALID:
            break
    return best


def _stands(asked: Asked, grant: Grant, *, trusted: bool) -> Approval:
    about, content = _content(asked, grant)
    if not about:
        return Approval.NONE
    if not trusted:
        return Approval.BAD_SIGNATURE
    if not content:
        return Approval.OTHER_CONTENT
    return _terms(asked, grant)


def _content(asked: Asked, grant: Grant) -> tuple[bool, bool]:
    """Whether an approval is about this content at all, and whether all of it is approved.

    What could not be fully read is only covered as a whole file: nobody knows who is in the rest.
    """
    if asked.digest in grant.files:
        return True, True
    if not len(grant.persons.numbers) or grant.secret != asked.secret:
        return False, False
    some, all_ = compared(asked.subjects, grant.persons)
    return some, all_ and asked.complete


def _terms(asked: Asked, grant: Grant) -> Approval:
    """How the approval of this content stands to the rest."""
    today = asked.now.astimezone().date()
    addresses = [r.address.lower() for r in asked.outside]
    checks = (
        (Approval.OTHER_RECIPIENT, _recipients_fit(asked, grant, addresses)),
        (Approval.OTHER_CHANNEL, asked.channels <= grant.channels),
        (Approval.OTHER_SENDER, not grant.sender or asked.is_sender(grant.sender)),
        (Approval.PARTNER_AGREEMENT, all(_agreed(asked, grant, a, today) for a in addresses)),
        (Approval.REVOKED, grant.id not in asked.revoked),
        (Approval.EXPIRED, grant.first <= asked.now <= grant.until),
    )
    return next((lacking for lacking, holds in checks if not holds), Approval.VALID)


def _recipients_fit(asked: Asked, grant: Grant, addresses: list[str]) -> bool:
    """Whether everybody it goes to is named. A message without known recipients fits none that names some."""
    if not addresses:
        return not (asked.sent and grant.recipients)
    return all(a in grant.recipients or _domain(a) in grant.recipients for a in addresses)


def _agreed(asked: Asked, grant: Grant, address: str, today: date) -> bool:
    """A partner needs an agreement that holds; so does whoever is approved by domain only."""
    agreed = asked.agreed(address, today)
    return agreed if agreed is not None else address in grant.recipients or _domain(address) not in grant.recipients


def _domain(address: str) -> str:
    return "@" + address.rpartition("@")[2]
