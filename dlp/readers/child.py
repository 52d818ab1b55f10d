"""The child process in which every parser runs: bounded, without network use, without detectors.

Started by `dlp/readers/sandbox.py` with its memory in MiB and its channel. It takes open files
from the parent one after another and answers with items; it opens no path itself.
"""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import BinaryIO

from dlp import machine
from dlp.model import Block, Reason, Unread
from dlp.readers import wire
from dlp.readers.dispatch import read
from dlp.readers.joining import join_volumes
from dlp.readers.keys import Keys
from dlp.readers.segments import Segment, join
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Figure, Item, Picture, Source

_SHARE = 0.9
"""How much of what the parent takes of a document is sent."""


def main(arguments: list[str]) -> None:
    """Serve documents until the parent hangs up."""
    memory_mb, channel = arguments
    link = machine.join_link(channel)
    machine.confine(int(memory_mb))
    mimetypes.knownfiles.clear()  # the system's lists are behind the wall, and say nothing that readers need
    while True:
        try:
            asked = link.recv_bytes()
            if asked == wire.ASK_WALLS:
                link.send_bytes(wire.pack(wire.Standing(tuple(wall.value for wall in machine.standing()))))
                continue
            request = wire.unpack_request(asked)
            descriptors = [machine.receive_file(link) for _ in range(1 + _further(request))]
        except (EOFError, OSError):
            return
        serve(link, request, descriptors)


def _further(request: wire.Request) -> int:
    """How many files follow the first: all volumes of a set that is complete."""
    return len(request.volumes.names) if request.volumes and not request.volumes.missing else 0


def serve(link: Connection, request: wire.Request, descriptors: list[int]) -> None:
    """Read one document and send everything found in it."""
    machine.allow_cpu(request.limits.seconds)
    with ExitStack() as stack:
        file, *volumes = [stack.enter_context(os.fdopen(descriptor, "rb")) for descriptor in descriptors]
        if request.figure:
            _recognise(link, file, request, request.figure)
            return
        source = _source(file, request)
        unread: tuple[Unread, ...] = ()
        if request.volumes:
            joined = join_volumes(request.volumes, volumes, source)
            source, unread = joined.source or source, joined.unread
        if request.message:  # whoever wrote it may have made it look like something else; it goes out as a message
            source, kind = _message(file, request.name, request.message), "eml"
        else:
            kind = sniff(source)
        keys = Keys(request.passwords, request.password_seconds)
        for frame in frames(source, Budget(request.limits, keys=keys), kind, unread):
            link.send_bytes(frame)
        link.send_bytes(wire.pack(wire.Done(kind, encrypted="" in keys.opened)))


def frames(source: Source, budget: Budget, kind: str, unread: tuple[Unread, ...] = ()) -> Iterator[bytes]:
    """Everything found in a document as frames, up to what the parent takes of one document.

    unread: what is known to be out of reach already.
    """
    yield from map(wire.pack, unread)
    if source.size > budget.limits.file_bytes and kind != "text":
        yield wire.pack(Unread("", Reason.TOO_LARGE, kind))
        return
    meter = wire.Meter(budget.limits, share=_SHARE)
    for item in read(source, budget, kind):
        frame = _frame(item, kind)
        try:
            meter.take(frame, item)
        except wire.BadFrame:
            yield wire.pack(Unread("", Reason.TOO_LARGE, kind))
            return
        yield frame


def _frame(item: Item, kind: str) -> bytes:
    """An item as a frame, or a word that it was too long for one."""
    frame = wire.pack(item)
    if len(frame) <= wire.FRAME:
        return frame
    part = item.locator.part if isinstance(item, Block) else item.figure.part if isinstance(item, Picture) else ""
    return wire.pack(Unread(part[:1000], Reason.TOO_LARGE, kind))


def _recognise(link: Connection, file: BinaryIO, request: wire.Request, figure: Figure) -> None:
    """Send the text of one frame of a picture, and how many frames there are."""
    from dlp.readers.ocr.frames import Frame  # loads a neural network; no other document needs it

    data = file.read(request.limits.file_bytes + 1)
    source = Source(io.BytesIO(data), request.name, len(data), figure.part)
    frame = Frame(figure)
    for item in read(source, Budget(request.limits), "", frame.read):
        link.send_bytes(wire.pack(item))
    link.send_bytes(wire.pack(wire.Done("", frame.count)))


def _message(file: BinaryIO, name: str, piece: tuple[int, int]) -> Source:
    """One message of a mailbox as a file of its own."""
    start, length = piece
    return Source(join([Segment(file, start, length)]), name, length)


def _source(file: BinaryIO, request: wire.Request) -> Source:
    """The open file; a stream, which cannot be read twice, is taken into memory first."""
    if file.seekable():
        return Source(file, request.name, os.fstat(file.fileno()).st_size, as_text=request.as_text)
    data = file.read(request.limits.file_bytes + 1)
    return Source(io.BytesIO(data), request.name, len(data), as_text=request.as_text)
