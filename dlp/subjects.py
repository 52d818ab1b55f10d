"""Putting hits together into people: law and policy count persons, not hits.

The hits of one record (a table row, a form, a paragraph) are shared out among its anchors,
the names and identity numbers in it; what is left over without an anchor stands for people
of its own. People of different records are one if they share a strong identifier.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dlp.model import Hit, Person

ANCHORS = frozenset({"PERSON", "CN_RESIDENT_ID"})
_MOST_OF_A_KIND = 3
"""How many telephones or cards of one kind one person is believed to have in one record."""

_SHARED = 16
"""A value that so many different people share is a switchboard's, not a person's."""

_SIGNATURE = 120
_ON_A_CARD = frozenset({"PERSON", "CN_MOBILE", "CN_LANDLINE", "ADDRESS", "EMAIL_ADDRESS"})

Key = tuple[str, int]
"""An entity and the fingerprint of a value."""


@dataclass(slots=True)
class Subject:
    """One person in one record: the values that seem to be his, and where they stand."""

    at: int
    line: int = 0
    values: dict[str, list[int]] = field(default_factory=dict)
    in_table: bool = False

    def add(self, hit: Hit, fingerprint: int) -> None:
        """Give a value to this person."""
        self.values.setdefault(hit.entity, []).append(fingerprint)
        self.in_table = self.in_table or hit.locator.row is not None

    def pairs(self) -> Iterable[Key]:
        """All values with their entities."""
        return ((entity, value) for entity, values in self.values.items() for value in values)


def assemble(record: Sequence[tuple[Hit, int]]) -> list[Subject]:
    """The people of one record who are not colleagues. record: hits in order of place."""
    hits = [(hit, fingerprint) for hit, fingerprint in record if not hit.staff]
    anchors = _anchors(hits)
    loose: list[Subject] = []
    places = [subject.at for subject in anchors]
    for hit, fingerprint in hits:
        if hit.entity not in ANCHORS:
            _share_out(hit, fingerprint, anchors, places, loose)
    return [*anchors, *loose]


def signers(subjects: Sequence[Subject], record: Sequence[tuple[Hit, int]], owner_name: int | None) -> list[Subject]:
    """The subjects that are a colleague's signature: a name or telephones next to his own address.

    owner_name: the fingerprint of the document's owner's name, if it is known; a subject
    with another name, or with an identity or card number, is no signature.
    """
    found = []
    for hit, _ in record:
        if hit.staff and hit.entity == "EMAIL_ADDRESS" and hit.locator.row is None and subjects:
            near = min(subjects, key=lambda subject: abs(subject.at - hit.start))
            if abs(near.at - hit.start) <= _SIGNATURE and _is_signature(near, owner_name):
                found.append(near)
    return found


def _is_signature(subject: Subject, owner_name: int | None) -> bool:
    if not subject.values.keys() <= _ON_A_CARD:
        return False
    return owner_name is None or subject.values.get("PERSON", [owner_name]) == [owner_name]


def _anchors(hits: Sequence[tuple[Hit, int]]) -> list[Subject]:
    """One subject for each name or identity number; a name and a number that follow are one."""
    anchors: list[Subject] = []
    known: dict[Key, Subject] = {}
    for hit, fingerprint in hits:
        if hit.entity not in ANCHORS or (hit.entity, fingerprint) in known:
            continue
        if not anchors or hit.entity in anchors[-1].values:
            anchors.append(Subject(hit.start, hit.line))
        anchors[-1].add(hit, fingerprint)
        known[hit.entity, fingerprint] = anchors[-1]
    return anchors


def _share_out(hit: Hit, fingerprint: int, anchors: list[Subject], places: list[int], loose: list[Subject]) -> None:
    """Give a value to the nearest anchor that has room for it, one on its own line first."""
    at = bisect_left(places, hit.start)
    near = sorted(anchors[max(0, at - 2) : at + 2], key=lambda s: (s.line != hit.line, abs(s.at - hit.start)))
    for subject in near:
        own = subject.values.get(hit.entity, [])
        if fingerprint in own:
            return
        if len(own) < _MOST_OF_A_KIND:
            subject.add(hit, fingerprint)
            return
    _add_loose(hit, fingerprint, loose)


def _add_loose(hit: Hit, fingerprint: int, loose: list[Subject]) -> None:
    """Without an anchor every other value of a kind is another person."""
    if not loose or hit.entity in loose[-1].values:
        loose.append(Subject(hit.start, hit.line))
    loose[-1].add(hit, fingerprint)


class People:
    """Distinct people. Those that share an identifier are one, unless something tells them apart.

    Two identity numbers are never one person, however much else they share (a family's
    telephone, an agent's card); nor are two names that share no identity number.
    """

    def __init__(self) -> None:
        self._parent: list[int] = []
        self._identity: list[int | None] = []
        self._name: list[int | None] = []
        self._known: dict[int, list[int]] = {}
        self._named: dict[int, list[int]] = {}
        self._in_text: set[int] = set()

    def add(self, person: Person, name_key: int | None = None, *, in_text: bool = False) -> None:
        """Record a person seen.

        name_key: a key for the name within its document. The same name, once with and once
        without an identity number, is one person if at least one stood in running text.
        """
        mine = self._new(person)
        if in_text:
            self._in_text.add(mine)
        for key in person.keys:
            self._meet(mine, key)
        if name_key is not None:
            self._meet(mine, name_key, by_name=True)

    def people(self) -> list[Person]:
        """Everybody, once, with all his identifiers."""
        keys: dict[int, set[int]] = {
            number: set() for number in range(len(self._parent)) if self._root(number) == number
        }
        for key, numbers in self._known.items():
            for number in numbers:
                keys[self._root(number)].add(key)
        return [Person(frozenset(found), self._identity[number], self._name[number]) for number, found in keys.items()]

    def __len__(self) -> int:
        return sum(number == parent for number, parent in enumerate(self._parent))

    def _new(self, person: Person) -> int:
        self._parent.append(len(self._parent))
        self._identity.append(person.identity)
        self._name.append(person.name)
        return len(self._parent) - 1

    def _meet(self, mine: int, key: int, *, by_name: bool = False) -> None:
        """Merge with everybody known by this key, where nothing speaks against it."""
        known = (self._named if by_name else self._known).setdefault(key, [])
        if len(known) >= _SHARED:
            return
        for number in known:
            other, own = self._root(number), self._root(mine)
            if other != own and self._is_one(own, other, by_name=by_name):
                self._merge(other, own)
        roots = {self._root(number) for number in known}
        if self._root(mine) not in roots:
            known.append(mine)

    def _is_one(self, a: int, b: int, *, by_name: bool) -> bool:
        if self._identity[a] is not None and self._identity[b] is not None:
            return self._identity[a] == self._identity[b]
        if by_name:
            told = self._identity[a] is not None or self._identity[b] is not None
            return told and not self._in_text.isdisjoint((a, b))
        return None in (self._name[a], self._name[b]) or self._name[a] == self._name[b]

    def _merge(self, into: int, other: int) -> None:
        self._parent[other] = into
        if self._identity[into] is None:
            self._identity[into] = self._identity[other]
        if self._name[into] is None:
            self._name[into] = self._name[other]

    def _root(self, number: int) -> int:
        root = number
        while root != self._parent[root]:
            root = self._parent[root]
        while self._parent[number] != root:
            self._parent[number], number = root, self._parent[number]
        return root
