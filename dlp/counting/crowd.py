"""What is known of the people in a document or in many: sightings of persons, as rows.

A sighting is one person in one record: perhaps an identity number, perhaps a name, and keys
(values that identify). Labels tell people apart: an identity number, else a name, else nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dlp.counting.rows import Mask, Rows, mixed, table
from dlp.counting.spill import Scratch, Table

ODD = np.uint64(1)
NOBODY = np.uint64(0)
"""The label of a sighting with neither identity number nor name."""

NUMBERED_IN_TEXT, NUMBERED, NAMED_IN_TEXT, NAMED = range(4)
"""Kinds of sightings with a name: with an identity number or without, in running text or not."""


@dataclass(frozen=True)
class Sightings:
    """Persons seen, column by column. 0 stands for no identity number and for no name.

    `of`, `keys`: the place of a sighting in the other columns, and a key that it has.
    """

    identity: Rows
    name: Rows
    in_text: Mask
    of: np.ndarray[tuple[int], np.dtype[np.intp]]
    keys: Rows

    def only(self, wanted: Mask) -> Sightings:
        """Some of the persons."""
        place, theirs = np.cumsum(wanted) - 1, wanted[self.of]
        return Sightings(
            self.identity[wanted],
            self.name[wanted],
            self.in_text[wanted],
            place[self.of[theirs]],
            self.keys[theirs],
        )


class Crowd:
    """Sightings of persons, in bounded memory. Raises SpillError from every method.

    links: (key, label, node) for each key of each sighting; nodes of identity numbers are the
        numbers themselves, made odd; the others are a hash of name and keys, made even
    numbered: (identity number, a name it stands with or 0)
    named: the nodes of sightings with a name and without identity number
    by_name: (name within its document, kind, node)
    """

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.links, self.numbered = Table(3, scratch), Table(2, scratch)
        self.named, self.by_name = Table(1, scratch), Table(3, scratch)
        self.has_nameless = False
        self._salt = np.uint64(secrets.randbits(64))
        self._names_join = False

    @property
    def tables(self) -> tuple[Table, ...]:
        """All that is held."""
        return self.links, self.numbered, self.named, self.by_name

    def add(self, seen: Sightings) -> None:
        """Take sightings of one document. A name joins within this crowd only."""
        numbered, named = seen.identity != 0, seen.name != 0
        identity, name = seen.identity | ODD, np.where(named, seen.name & ~ODD, NOBODY)
        node = np.where(numbered, identity, _hashed(seen, name))
        label = np.where(numbered, identity, name)
        self.links.add(table(seen.keys, label[seen.of], node[seen.of]))
        self.numbered.add(table(identity[numbered], name[numbered]))
        self.named.add(node[named & ~numbered, None])
        self.has_nameless = self.has_nameless or not bool((named | numbered).all())
        kind = np.where(numbered, NUMBERED, NAMED).astype(np.uint64) - seen.in_text
        self.by_name.add(table(mixed(name[named] ^ self._salt), kind[named], node[named]))
        self._names_join = self._names_join or bool((named & seen.in_text).any())

    def close(self) -> None:
        """No more sightings come: drop what cannot matter."""
        if not self._names_join or not self.numbered:
            self.by_name.clear()

    def absorb(self, other: Crowd) -> None:
        """Take over the people of another document; its names keep to themselves. It is empty afterwards."""
        other.close()
        for mine, its in zip(self.tables, other.tables, strict=True):
            mine.absorb(its)
        self.has_nameless = self.has_nameless or other.has_nameless
        self._names_join = self._names_join or other._names_join

    def rows(self) -> Iterator[tuple[int, Rows]]:
        """Everybody in pieces, each with the number of its table, for `put` in another process."""
        self.close()
        for number, each in enumerate(self.tables):
            for piece in each.chunks():
                if len(piece):
                    yield number, piece

    def put(self, number: int, piece: Rows) -> None:
        """Take a piece that `rows` of another crowd gave out; `flags` are to follow."""
        self.tables[number].add(piece)

    @property
    def flags(self) -> tuple[bool, bool]:
        """What is known of all together: whether somebody is nameless, and whether names join."""
        return self.has_nameless, self._names_join

    @flags.setter
    def flags(self, given: tuple[bool, bool]) -> None:
        self.has_nameless, self._names_join = given

    def clear(self) -> None:
        """Forget everybody."""
        for each in self.tables:
            each.clear()

    def as_one(self, name: int) -> Crowd:
        """All of them as a single person of that name; his identity number, if there is one, is the least."""
        identity = next((int(rows[0, 0]) for rows in self.numbered.chunks() if len(rows)), 0)
        one = Crowd(self.scratch)
        who = np.array([identity], np.uint64), np.array([name], np.uint64)
        one.add(Sightings(*who, np.zeros(1, np.bool_), np.empty(0, np.intp), np.empty(0, np.uint64)))
        label = who[0] if identity else who[1] & ~ODD
        node = label if identity else next(one.named.chunks())[:, 0]
        for rows in self.links.chunks():
            one.links.add(table(rows[:, 0], np.repeat(label, len(rows)), np.repeat(node, len(rows))))
        return one


def _hashed(seen: Sightings, name: Rows) -> Rows:
    """A node for each sighting: equal for equal names and keys, in whatever order."""
    node = mixed(mixed(name))
    np.add.at(node, seen.of, mixed(seen.keys))
    return mixed(node) & ~ODD
