"""The rule of docs/entities.md in plain sets and a graph search, for data small enough to look at."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

SHARED = 16


@dataclass(frozen=True)
class Seen:
    """One person in one record of a document. 0 is no identity number, and no name."""

    document: int
    identity: int
    name: int
    keys: frozenset[int]
    in_text: bool = False

    @property
    def label(self):
        return ("number", self.identity) if self.identity else ("name", self.name) if self.name else None


def groups(nodes: Iterable[Hashable], edges: Iterable[tuple[Hashable, Hashable]]) -> list[set]:
    near = defaultdict(set)
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    left, found = set(nodes), []
    while left:
        group, open_ = set(), [left.pop()]
        while open_:
            node = open_.pop()
            if node not in group:
                group.add(node)
                open_ += near[node]
        left -= group
        found.append(group)
    return found


def tied(all_seen):
    """For each key the circle of keys that nameless sightings tie it to; None for a switchboard's."""
    labels = defaultdict(set)
    for seen in all_seen:
        for key in seen.keys:
            labels[key].add(seen.label)
    good = {key for key, found in labels.items() if len(found - {None}) < SHARED}
    edges = [(a, b) for s in all_seen if s.label is None for a in s.keys & good for b in s.keys & good]
    circles = groups(good, edges)
    many = [c for c in circles if len(set().union(*(labels[key] for key in c)) - {None}) >= SHARED]
    return {key: frozenset(circle) for circle in circles if circle not in many for key in circle}


def count(all_seen: Iterable[Seen]) -> int:
    all_seen = list(all_seen)
    circle_of = tied(all_seen)
    keys = {seen: {circle_of[k] for k in seen.keys if k in circle_of} for seen in all_seen}
    numbered = {s.identity for s in all_seen if s.identity}
    names = {i: {s.name for s in all_seen if s.identity == i and s.name} for i in numbered}
    has = {i: set().union(*(keys[s] for s in all_seen if s.identity == i)) for i in numbered}

    plain = {(s.name, s.keys) for s in all_seen if s.name and not s.identity}
    touch = {p: {circle_of[k] for k in p[1] if k in circle_of} for p in plain}
    persons = groups(plain, [(a, b) for a in plain for b in plain if a[0] == b[0] and touch[a] & touch[b]])
    alone, edges = [], []
    for index, person in enumerate(persons):
        name = next(iter(person))[0]
        own = set().union(*(touch[p] for p in person))
        near = {i for i in numbered if has[i] & own}
        if any(name in names[i] for i in near) or any(by_name(s, all_seen) for s in all_seen if is_of(s, person)):
            continue
        alone.append(("person", index, name))
        edges += [(("person", index, name), ("number", i)) for i in near if not names[i]]
    circles = groups(alone, edges)
    extra = sum(max(0, len({n[2] for n in c if n[0] == "person"}) - sum(n[0] == "number" for n in c)) for c in circles)

    taken = set().union(*(keys[s] for s in all_seen if s.label))
    nameless = set().union(*(keys[s] for s in all_seen if not s.label)) - taken
    return len(numbered) + extra + len(nameless)


def is_of(seen, person):
    return not seen.identity and (seen.name, seen.keys) in person


def by_name(seen, all_seen):
    same = (s for s in all_seen if s.identity and (s.document, s.name) == (seen.document, seen.name))
    return any(s.in_text or seen.in_text for s in same)
