"""Putting hits together into people: law and policy count persons, not hits.

The hits of one record (a table row, a form, a paragraph) are shared out among its anchors,
the names and identity numbers in it; what is left over without an anchor stands for people
of its own. Who of different records is one person, `dlp.counting` finds out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from dlp.lists import ANCHORS, Key, Owners, listed
from dlp.model import Hit

MOST_OF_A_KIND = 3
"""How many telephones or cards of one kind one person is believed to have in one record."""

_SIGNATURE = 120
_ON_A_CARD = frozenset(
    "PERSON CN_MOBILE CN_LANDLINE PHONE_NUMBER ADDRESS EMAIL_ADDRESS ORGANIZATION WECHAT_ID QQ_NUMBER".split()
)


@dataclass(slots=True)
class Subject:
    """One person in one record: the values that seem to be his, and where they stand."""

    at: int
    line: int = 0
    values: dict[str, list[int]] = field(default_factory=dict)
    in_table: bool = False

    def add(self, hit: Hit, fingerprint: int) -> None:
        """Give a value to this person, once."""
        own = self.values.setdefault(hit.entity, [])
        if fingerprint not in own:
            own.append(fingerprint)
        self.in_table = self.in_table or hit.in_table


def assemble(record: Sequence[tuple[Hit, int]]) -> list[Subject]:
    """The people of one record who are not colleagues. record: hits in order of place."""
    hits = [(hit, fingerprint) for hit, fingerprint in record if not hit.staff]
    owners = listed(hits)
    anchors, known = _anchors(hits, owners)
    loose: list[Subject] = []
    places = [subject.at for subject in anchors]
    for hit, fingerprint in hits:
        if hit.entity in ANCHORS:
            continue
        told = owners.pop((hit.entity, fingerprint), [])  # where it stands again, it may be somebody else's too
        for owner in told:
            known[owner].add(hit, fingerprint)
        if not told:
            _share_out(hit, fingerprint, anchors, places, loose)
    return [*anchors, *loose]


def signers(subjects: Sequence[Subject], record: Sequence[tuple[Hit, int]], owner_name: int | None) -> list[Subject]:
    """The subjects that are a colleague's signature: a name or telephones next to his own address.

    owner_name: the fingerprint of the document's owner's name, if it is known; a subject
    with another name, or with an identity or card number, is no signature.
    """
    found = []
    for hit, _ in record:
        if hit.staff and hit.entity == "EMAIL_ADDRESS" and not hit.in_table and subjects:
            near = min(subjects, key=lambda subject: abs(subject.at - hit.start))
            if abs(near.at - hit.start) <= _SIGNATURE and _is_signature(near, owner_name):
                found.append(near)
    return found


def _is_signature(subject: Subject, owner_name: int | None) -> bool:
    if not subject.values.keys() <= _ON_A_CARD:
        return False
    return owner_name is None or subject.values.get("PERSON", [owner_name]) == [owner_name]


def _anchors(hits: Sequence[tuple[Hit, int]], owners: Owners) -> tuple[list[Subject], dict[Key, Subject]]:
    """One subject for each name or identity number, and whose each is.

    A name and a number that follow are one, unless lists of both say otherwise.
    """
    anchors: list[Subject] = []
    known: dict[Key, Subject] = {}
    seen: set[Key] = set()
    for hit, fingerprint in hits:
        key = hit.entity, fingerprint
        if hit.entity not in ANCHORS or key in seen:
            continue
        seen.add(key)
        same = (key, *owners.get(key, ()))
        subject = next((known[each] for each in same if each in known), None)
        if subject is None and (not anchors or key in owners or hit.entity in anchors[-1].values):
            anchors.append(Subject(hit.start, hit.line))
        subject = subject or anchors[-1]
        subject.add(hit, fingerprint)
        known |= dict.fromkeys(same, subject)
    return anchors, known


def _share_out(hit: Hit, fingerprint: int, anchors: list[Subject], places: list[int], loose: list[Subject]) -> None:
    """Give a value to the nearest anchor that has room for it, one on its own line first."""
    at = bisect_left(places, hit.start)
    near = sorted(anchors[max(0, at - 2) : at + 2], key=lambda s: (s.line != hit.line, abs(s.at - hit.start)))
    for subject in near:
        own = subject.values.get(hit.entity, [])
        if fingerprint in own:
            return
        if len(own) < MOST_OF_A_KIND:
            subject.add(hit, fingerprint)
            return
    _add_loose(hit, fingerprint, loose)


def _add_loose(hit: Hit, fingerprint: int, loose: list[Subject]) -> None:
    """Without an anchor every other value of a kind is another person."""
    if not loose or hit.entity in loose[-1].values:
        loose.append(Subject(hit.start, hit.line))
    loose[-1].add(hit, fingerprint)
