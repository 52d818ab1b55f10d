"""The parent's side of text recognition: pictures go to a second child, with limits of its own.

The parsers' child keeps its small limits and never loads a neural network; what a hostile
picture does to the second child costs that picture only.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from dlp.model import Block, Reason, Unread
from dlp.readers import wire
from dlp.readers.sandbox import Failed, Sandbox
from dlp.readers.source import Figure, Item, Limits, Picture

_IDLE = 20
"""After so many documents without a picture the child ends: it holds some 400 MB."""


class Recogniser:
    """Recognises the pictures of one document after another; its child starts with the first picture."""

    def __init__(self, limits: Limits) -> None:
        own = replace(
            limits, seconds=limits.ocr_seconds, memory_mb=limits.ocr_memory_mb, file_bytes=limits.member_bytes
        )
        self._sandbox = Sandbox(own)
        self._allowed = self._left = float(limits.ocr_document_seconds)
        self._most_frames = limits.members
        self._idle = 0

    def begin(self) -> None:
        """Another document: its seconds count from nothing. A child that is not needed is ended."""
        self._left = self._allowed
        self._idle += 1
        if self._idle > _IDLE:
            self.close()

    def close(self) -> None:
        """End the child at once."""
        self._sandbox.close()

    def read(self, picture: Picture) -> Iterator[Block | Unread]:
        """The text of every frame; whatever was not recognised is unread."""
        self._idle = 0
        frame, frames = 0, 1
        while frame < min(frames, self._most_frames):
            if self._left <= 0:
                yield Unread(picture.figure.part, Reason.TIMEOUT)
                return
            for item in self._timed(picture.data, replace(picture.figure, frame=frame)):
                if isinstance(item, wire.Done):
                    frames = item.frames
                elif isinstance(item, Block | Unread):
                    yield item
            frame += 1
        if frames > frame:
            yield Unread(picture.figure.part, Reason.TOO_LARGE)

    def _timed(self, data: bytes, figure: Figure) -> Iterator[Item | wire.Done]:
        """What the child says of one frame. Only waiting for it counts."""
        with _fed(data) as descriptor:
            items = self._sandbox.read(descriptor, "", figure=figure)
            while True:
                began = time.monotonic()
                try:
                    item = next(items, None)
                except Failed as failed:
                    item = Unread(figure.part, failed.reason)
                self._left -= time.monotonic() - began
                if item is None:
                    return
                yield item


@contextmanager
def _fed(data: bytes) -> Iterator[int]:
    """The read end of a pipe that gives these bytes, so that no picture touches a disk.

    A thread writes them, because a child that does not read must not hold us up; it ends when
    the last reader is gone.
    """
    source, sink = os.pipe()
    threading.Thread(target=_feed, args=(sink, data), daemon=True).start()
    try:
        yield source
    finally:
        os.close(source)


def _feed(sink: int, data: bytes) -> None:
    with contextlib.suppress(OSError), os.fdopen(sink, "wb") as file:
        file.write(data)
