"""Lists in running text: whose value is whose, where the order says it.

"王小明、李小红、张伟强，电话依次为…、…、…" names three people and then their three numbers; "一家三口"
share one. What stands beside a name is no help there: the last name would get it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from dlp.model import Hit

ANCHORS = frozenset({"PERSON", "CN_RESIDENT_ID"})
"""What stands for a person: other values are somebody's."""

_HOUSEHOLD = 5
"""So many people at most are believed to share one value; more are the guests of a meeting."""

_NEXT = 2
"""How many characters part the names of a list at most, or a name from a value that is his alone."""

Key = tuple[str, int]
"""An entity and the fingerprint of a value."""

Owners = dict[Key, list[Key]]
"""Whose a value is: names or identity numbers."""

Value = tuple[Hit, int]
"""A hit and its fingerprint."""


def listed(hits: Sequence[Value]) -> Owners:
    """The owners that lists tell of. hits: those of one record, in order of place.

    As many values of a kind as there are names in the list before (or else behind) belong to these in
    turn; values and names that alternate, a value first, belong together; a single value a few words
    behind a short list of names is everybody's in it.
    """
    runs = [list(run) for _, run in groupby(_first(hits), key=lambda value: value[0].entity)]
    if max(map(len, runs), default=0) < 2:
        return _alternating(hits)
    owners: Owners = {}
    people: list[Value] = []
    for run in runs:
        if _is_in_turn(people, run):
            owners |= _paired(run, people)
        elif run[0][0].entity in ANCHORS:
            people = run
        elif _is_shared(people, run):
            owners[_key(run[0])] = [_key(person) for person in people]
    for run, behind in pairwise(runs):
        if _is_in_turn(behind, run) and not {_key(value) for value in run} & owners.keys():
            owners |= _paired(run, behind)
    return owners


def _first(hits: Sequence[Value]) -> Iterator[Value]:
    """Each value where it stands first."""
    seen: set[Key] = set()
    for value in hits:
        if _key(value) not in seen:
            seen.add(_key(value))
            yield value


def _key(value: Value) -> Key:
    return value[0].entity, value[1]


def _paired(values: Sequence[Value], people: Sequence[Value]) -> Owners:
    return {_key(value): [_key(person)] for value, person in zip(values, people, strict=True)}


def _is_in_turn(people: Sequence[Value], values: Sequence[Value]) -> bool:
    """Whether a list of people and a list of values are as long, and not of the same kind."""
    if len(people) != len(values) or len(people) < 2:
        return False
    kinds = people[0][0].entity, values[0][0].entity
    return kinds[0] in ANCHORS and kinds[1] not in {"PERSON", kinds[0]}


def _is_shared(people: Sequence[Value], values: Sequence[Value]) -> bool:
    """Whether one value stands behind a short list of names, but not at the last of them."""
    if len(values) != 1 or not 1 < len(people) <= _HOUSEHOLD or people[0][0].entity != "PERSON":
        return False
    if values[0][0].in_table:
        return False
    gaps = [after.start - before.end for (before, _), (after, _) in pairwise([*people, *values])]
    return gaps[-1] > _NEXT and all(gap <= _NEXT for gap in gaps[:-1]) and values[0][0].line == people[-1][0].line


def _alternating(hits: Sequence[Value]) -> Owners:
    """Values in front of names: telephone, name, telephone, name."""
    owners: Owners = {}
    values = list(_first(hits))
    people = [value for value in values if value[0].entity == "PERSON"]
    if len(people) < 2:
        return owners
    for kind in {hit.entity for hit, _ in values} - ANCHORS:
        both = [value for value in values if value[0].entity in ("PERSON", kind)]
        mine = both[::2]
        if both[1::2] == people and len(mine) == len(people) and all(hit.entity == kind for hit, _ in mine):
            owners |= _paired(mine, people)
    return owners
