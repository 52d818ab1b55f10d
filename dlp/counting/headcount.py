"""How many people a crowd is. The rule, which no order of rows can change (docs/entities.md):

1.  Every identity number is one person.
2.  A key that 16 or more different labels share is a switchboard's and joins nobody. Keys that
    nameless sightings tie together count as one key for this and for all that follows.
3.  Sightings with the same name and without number are one person if they share a key.
4.  Such a person is nobody new if he shares a key with an identity number that stands with his
    name somewhere; or if his document holds his name with a number, and one of the two stood in
    running text.
5.  Identity numbers that nowhere stand with a name, and persons without number who share keys
    with them, form circles; a circle is as many people as it has numbers, or names if these are more.
6.  Nameless sightings are nobody new if somebody above has their key; else those tied together
    are one person.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlp.counting.components import components
from dlp.counting.crowd import NAMED_IN_TEXT, NOBODY, NUMBERED, NUMBERED_IN_TEXT, ODD, Crowd
from dlp.counting.rows import Lookup, Mask, Rows, begins, mixed, table
from dlp.counting.spill import Scratch, Table
from dlp.counting.streams import fresh, kinds, totals, whole

SHARED = 16
"""A value that so many different people share is a switchboard's, not a person's."""


def headcount(crowd: Crowd) -> int:
    """The number of different people in a crowd. Raises SpillError."""
    crowd.close()
    numbered = kinds(crowd.numbered.chunks())
    if not crowd.named and not crowd.has_nameless:
        return numbered
    return numbered + _Without(crowd).count()


def _is_numbered(labels: Rows) -> Mask:
    return np.asarray(labels & ODD, np.bool_)


class _Without:
    """The people of a crowd who have no identity number, and are nobody who has one."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd, self._scratch = crowd, crowd.scratch
        self._same, self._near, self._switchboards = self._table(3), self._table(3), self._table(1)
        self._nameless = 0

    def _table(self, columns: int) -> Table:
        return Table(columns, self._scratch)

    def count(self) -> int:
        """Their number."""
        self._read_links()
        named = len(self._crowd.named)
        roots = components(self._sure(), self._scratch)
        told = self._table(1)
        self._by_name(roots, told)
        unsure = self._by_key(roots, told)
        circles = _Circles(unsure, told, self._scratch)
        return self._nameless + named - len(roots) - len(told) + circles.extra()

    def _read_links(self) -> None:
        """Go through the keys: who is the same by name and key, who is near whom, who is nameless."""
        links = self._crowd.links
        if self._crowd.has_nameless:
            links = _tied(links, self._scratch)
        for heads in whole(self._heads(links), SHARED + 1):
            switchboards, others = _parted(heads)
            self._switchboards.add(switchboards)
            self._nameless += _lonely(others)
            for near in _pairs(others):
                self._near.add(near)

    def _heads(self, links: Table) -> Iterator[Rows]:
        """The first row of each key and label; the others of a name are the same person."""
        head = np.empty((1, 3), np.uint64)
        for rows, first in fresh(links.chunks(), 2):
            heads = np.concatenate([head, rows[first]])
            more = ~first & (rows[:, 1] != NOBODY) & ~_is_numbered(rows[:, 1])
            own = heads[np.cumsum(first)[more]]
            self._same.add(table(rows[more, 0], own[:, 2], rows[more, 2]))
            head = heads[-1:]
            yield heads[1:]

    def _sure(self) -> Table:
        """Pairs of sightings that are the same person by name and key."""
        sure = self._table(2)
        for rows in _without(self._same, self._switchboards):
            sure.add(rows[:, 1:])
        self._same.clear()
        return sure

    def _by_name(self, roots: Table, told: Table) -> None:
        """Who has a number under the same name in his document."""
        nodes = self._table(1)
        key, numbered, in_text = np.uint64(0), False, False
        for rows in self._crowd.by_name.chunks():
            first = begins(rows)
            first[0] = rows[0, 0] != key
            group = np.cumsum(first)
            has = np.zeros((2, int(group[-1]) + 1), np.bool_)
            has[:, 0] = numbered, in_text
            has[0, group[rows[:, 1] <= NUMBERED]] = True
            has[1, group[rows[:, 1] == NUMBERED_IN_TEXT]] = True
            found = (has[0, group] & (rows[:, 1] == NAMED_IN_TEXT)) | (has[1, group] & (rows[:, 1] > NUMBERED))
            nodes.add(rows[found, 2:])
            key, numbered, in_text = rows[-1, 0], bool(has[0, -1]), bool(has[1, -1])
        lookup = Lookup(roots.chunks())
        for rows in nodes.chunks():
            told.add(_root(lookup, rows[:, 0])[:, None])

    def _by_key(self, roots: Table, told: Table) -> Table:
        """Who has a key of a number that stands with his name. The rest: (number, name, root)."""
        lookup, pairs, unsure = Lookup(roots.chunks()), self._table(4), self._table(3)
        for rows in self._near.chunks():
            number, name = rows[:, 1], rows[:, 2]
            pairs.add(table(_pair(number, name), _root(lookup, rows[:, 0]), number, name))
        self._near.clear()
        if not pairs:
            return unsure
        known = Lookup(self._known().chunks())
        for rows in pairs.chunks():
            found, _ = known.find(rows[:, 0])
            told.add(rows[found, 1:2])
            unsure.add(rows[~found][:, [2, 3, 1]])
        numbers = Lookup(rows for rows in self._with_name() if len(rows))
        left = self._table(3)
        for rows in unsure.chunks():
            has_name, _ = numbers.find(rows[:, 0])
            left.add(rows[~has_name][:, [2, 0, 1]])
        return left

    def _with_name(self) -> Iterator[Rows]:
        return (rows[rows[:, 1] != 0] for rows in self._crowd.numbered.chunks())

    def _known(self) -> Table:
        known = self._table(1)
        for rows in self._with_name():
            known.add(_pair(rows[:, 0], rows[:, 1])[:, None])
        return known


class _Circles:
    """Numbers without a name and names without a number that share keys.

    unsure: rows of (root, number, name)
    told: roots that are nobody new for another reason
    """

    def __init__(self, unsure: Table, told: Table, scratch: Scratch) -> None:
        self._scratch, self._unsure, self._told = scratch, unsure, told

    def extra(self) -> int:
        """How many more people the circles are than numbers, less the persons in them."""
        edges, members, persons = Table(2, self._scratch), Table(2, self._scratch), 0
        known = Lookup(self._told.chunks())
        for rows, first in fresh(self._unsure.chunks(), 1):
            found, _ = known.find(rows[:, 0])
            persons += int(first[~found].sum())
            left = rows[~found]
            edges.add(left[:, :2])
            members.add(left[:, [0, 2]])
            members.add(left[:, [1, 1]])
        of = Lookup(components(edges, self._scratch).chunks())
        circles = Table(2, self._scratch)
        for rows in members.chunks():
            circles.add(table(_root(of, rows[:, 0]), rows[:, 1]))
        weighed = ((rows[:, 0], np.where(_is_numbered(rows[:, 1]), -1, 1)) for rows in circles.chunks())
        return sum(int(more[more > 0].sum()) for _, more in totals(weighed)) - persons


def _pair(number: Rows, name: Rows) -> Rows:
    return mixed(number ^ mixed(name))


def _root(lookup: Lookup, nodes: Rows) -> Rows:
    """The least node of each node's component."""
    found, roots = lookup.find(nodes)
    return np.where(found, roots, nodes)


def _lonely(heads: Rows) -> int:
    """How many keys only nameless sightings have."""
    first = begins(heads)
    alone = first & np.append(first[1:], True)
    return int((alone & (heads[:, 1] == NOBODY)).sum()) if len(heads) else 0


def _pairs(heads: Rows) -> Iterator[Rows]:
    """For each key every number with every person without: (node of the person, number, name)."""
    for step in range(1, min(SHARED, len(heads))):
        same = heads[step:, 0] == heads[:-step, 0]
        if not same.any():
            return
        for a, b in ((heads[step:][same], heads[:-step][same]), (heads[:-step][same], heads[step:][same])):
            wanted = _is_numbered(a[:, 1]) & ~_is_numbered(b[:, 1]) & (b[:, 1] != NOBODY)
            yield table(b[wanted, 2], a[wanted, 1], b[wanted, 1])


def _parted(heads: Rows) -> tuple[Rows, Rows]:
    """The keys that too many different people share, and the rows of all other keys."""
    first = begins(heads)
    group = np.cumsum(first) - 1
    labels = np.bincount(group[heads[:, 1] != NOBODY], minlength=int(first.sum()))
    many = labels >= SHARED
    return heads[first][many, :1], heads[~many[group]]


def _switchboards(links: Table, scratch: Scratch) -> Table:
    """The keys that too many different people share."""
    found = Table(1, scratch)
    for heads in whole((rows[first] for rows, first in fresh(links.chunks(), 2)), SHARED + 1):
        found.add(_parted(heads)[0])
    return found


def _without(links: Table, keys: Table) -> Iterator[Rows]:
    """The rows of links that have none of some keys."""
    lookup = Lookup(keys.chunks())
    for rows in links.chunks():
        found, _ = lookup.find(rows[:, 0])
        yield rows[~found]


def _tied(links: Table, scratch: Scratch) -> Table:
    """Links without switchboards, where keys that nameless sightings tie together are one key."""
    switchboards = _switchboards(links, scratch)
    nameless, edges, out = Table(2, scratch), Table(2, scratch), Table(3, scratch)
    for rows in _without(links, switchboards):
        nameless.add(rows[rows[:, 1] == NOBODY][:, [2, 0]])
    last = np.empty((1, 2), np.uint64)
    for rows, first in fresh(nameless.chunks(), 1):
        joined = np.concatenate([last, rows])
        edges.add(table(joined[:-1, 1], joined[1:, 1])[~first])
        last = rows[-1:]
    lookup = Lookup(components(edges, scratch).chunks())
    for rows in _without(links, switchboards):
        out.add(table(_root(lookup, rows[:, 0]), rows[:, 1], rows[:, 2]))
    return out
