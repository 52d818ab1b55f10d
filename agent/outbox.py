"""A mail outbox as a folder of .eml files: what appears in it is about to be sent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from agent.watch import Happened
from dlp.model import Act, PlaceKind, Sighting
from dlp.pipeline import Pipeline


class Outboxes:
    """Makes sightings of what a watcher saw: messages in an outbox, files everywhere else."""

    def __init__(self, pipeline: Pipeline, outboxes: Iterable[Path], place: PlaceKind | None = None) -> None:
        self._pipeline, self._place = pipeline, place
        self._outboxes = tuple(folder.absolute() for folder in outboxes)

    def sighting(self, happened: Happened) -> Sighting:
        """The sighting of one thing that happened."""
        if any(happened.path.is_relative_to(folder) for folder in self._outboxes):
            return self._pipeline.sighting(happened.path, Act.SENT, PlaceKind.OUTBOX)
        return self._pipeline.sighting(happened.path, happened.act, self._place)
