"""The child process in which every parser runs: bounded, without network use, without detectors.

Started as `python -I -m dlp.readers.child CHANNEL MEMORY_MB`. It takes open files from the
parent one after another and answers with items; it opens no path itself.
"""

from __future__ import annotations

import io
import os
import sys
from multiprocessing.connection import Connection
from typing import BinaryIO

from dlp import machine
from dlp.model import Reason, Unread
from dlp.readers import wire
from dlp.readers.dispatch import read
from dlp.readers.sniff import sniff
from dlp.readers.source import Budget, Figure, Source


def main(arguments: list[str]) -> None:
    """Serve documents until the parent hangs up."""
    memory_mb, channel = arguments
    link = machine.join_link(channel)
    machine.confine(int(memory_mb))
    while True:
        try:
            request = wire.unpack_request(link.recv_bytes())
            descriptor = machine.receive_file(link)
        except (EOFError, OSError):
            return
        serve(link, request, descriptor)


def serve(link: Connection, request: wire.Request, descriptor: int) -> None:
    """Read one document and send everything found in it."""
    machine.allow_cpu(request.limits.seconds)
    with os.fdopen(descriptor, "rb") as file:
        if request.figure:
            _recognise(link, file, request, request.figure)
            return
        source = _source(file, request)
        kind = _kind(source)
        if source.size > request.limits.file_bytes and kind != "text":
            link.send_bytes(wire.pack(Unread("", Reason.TOO_LARGE, kind)))
        else:
            for item in read(source, Budget(request.limits), kind):
                link.send_bytes(wire.pack(item))
        link.send_bytes(wire.pack(wire.Done(kind)))


def _recognise(link: Connection, file: BinaryIO, request: wire.Request, figure: Figure) -> None:
    """Send the text of one frame of a picture, and how many frames there are."""
    from dlp.readers.ocr.frames import Frame  # loads a neural network; no other document needs it

    data = file.read(request.limits.file_bytes + 1)
    source = Source(io.BytesIO(data), request.name, len(data), figure.part)
    frame = Frame(figure)
    for item in read(source, Budget(request.limits), "", frame.read):
        link.send_bytes(wire.pack(item))
    link.send_bytes(wire.pack(wire.Done("", frame.count)))


def _source(file: BinaryIO, request: wire.Request) -> Source:
    """The open file; a stream, which cannot be read twice, is taken into memory first."""
    if file.seekable():
        return Source(file, request.name, os.fstat(file.fileno()).st_size, as_text=request.as_text)
    data = file.read(request.limits.file_bytes + 1)
    return Source(io.BytesIO(data), request.name, len(data), as_text=request.as_text)


def _kind(source: Source) -> str:
    try:
        return sniff(source)
    except (OSError, ValueError, MemoryError):
        return "unknown"


if __name__ == "__main__":
    main(sys.argv[1:])
