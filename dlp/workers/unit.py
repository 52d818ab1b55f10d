"""A unit of work: some paths to inspect. It is plain data, so that it can come from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dlp.mailboxes import called
from dlp.model import Act, Inspection, PlaceKind, Reason
from dlp.readers import Stored
from dlp.walk import Seen

if TYPE_CHECKING:
    from dlp.pipeline import Pipeline  # the process that hands units out never loads the engine

SIZE = 8
"""How many paths a unit has: few enough to share out evenly, many enough that handing out costs nothing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Paths as a walk met them, to be inspected in this order.

    place: the kind of place that all of them are taken for; None leaves that to the policy.
    act: what was seen to happen to them.
    """

    seen: tuple[Seen, ...]
    place: PlaceKind | None = None
    act: Act = Act.AT_REST

    def rest(self, done: int, missed: Reason | None) -> Unit:
        """What is left after so many paths. missed: why the next of them is not to be opened any more."""
        first, *others = self.seen[done:]
        return replace(self, seen=(replace(first, missed=missed) if missed else first, *others))

    def packed(self) -> bytes:
        """As JSON; a path whose bytes are no text survives it."""
        seen = [
            [str(each.path), each.missed.value if each.missed else None, each.volume_of, each.message]
            for each in self.seen
        ]
        place = self.place.value if self.place else None
        return json.dumps({"seen": seen, "place": place, "act": self.act.value}).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Unit:
        """The unit that was packed."""
        given = json.loads(data)
        seen = tuple(
            Seen(Path(path), Reason(missed) if missed else None, head, tuple(message) if message else None)
            for path, missed, head, message in given["seen"]
        )
        return cls(seen, PlaceKind(given["place"]) if given["place"] else None, Act(given["act"]))


def units(walk: Iterable[Seen], place: PlaceKind | None = None, size: int = SIZE) -> Iterator[Unit]:
    """A walk, cut into units."""
    seen = iter(walk)
    while some := tuple(islice(seen, size)):
        yield Unit(some, place)


def inspect(pipeline: Pipeline, seen: Seen, place: PlaceKind | None, act: Act = Act.AT_REST) -> Inspection:
    """Look at one path; what the walk could not reach is missed for the reason it gives."""
    sighting = pipeline.sighting(seen.path, act, place)
    stored = Stored(seen.path, *seen.message) if seen.message else None
    if stored:
        sighting = replace(sighting, path=called(seen.path, stored))
    if seen.missed:
        return pipeline.missed(sighting, seen.missed)
    if stored:
        return pipeline.inspect(sighting, stored)
    return pipeline.volume(sighting, seen.volume_of) if seen.volume_of else pipeline.inspect(sighting)
