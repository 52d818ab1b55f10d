"""What parent and child say to each other: frames of a JSON head and, for a block, its text.

The parent does not trust the child, which may have been taken over by a hostile document:
nothing is unpickled, and a frame that is not of the agreed form counts as a crash.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from dlp.model import Block, Envelope, Grid, Locator, Reason, Unread
from dlp.readers.source import Figure, Item, Limits, Picture

_HEAD = struct.Struct("<I")


class BadFrame(ValueError):
    """The other side sent something that is not of the agreed form."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks for; the open file is handed over beside it.

    figure: set where the file is a picture whose text is to be recognised.
    """

    name: str
    as_text: bool
    limits: Limits
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The last frame of a document: its true type; of a picture, how many frames it has."""

    type: str
    frames: int = 1


def pack_request(request: Request) -> bytes:
    """A request as a frame."""
    return json.dumps(asdict(request)).encode()


def unpack_request(frame: bytes) -> Request:
    """A frame as a request."""
    data = json.loads(frame)
    figure = Figure(**data["figure"]) if data["figure"] else None
    return Request(data["name"], data["as_text"], Limits(**data["limits"]), figure)


def pack(item: Item | Done) -> bytes:
    """An item as a frame."""
    text = b""
    if isinstance(item, Block):
        place, grid = item.locator, item.grid
        head: list[Any] = ["block", item.start, place.part, place.page, place.sheet, place.line]
        head.append([grid.delimiter, grid.quoted, grid.first_row, grid.first_column] if grid else None)
        text = item.utf8
    elif isinstance(item, Unread):
        head = ["unread", item.part, item.reason.value, item.type]
    elif isinstance(item, Envelope):
        head = ["envelope", item.sender, list(item.recipients), item.message_id]
    elif isinstance(item, Picture):
        figure = item.figure
        head, text = ["picture", figure.part, figure.page, figure.sheet], item.data
    else:
        head = ["done", item.type, item.frames]
    raw = json.dumps(head).encode()
    return _HEAD.pack(len(raw)) + raw + text


def unpack(frame: bytes) -> Item | Done:
    """A frame as an item. Raises BadFrame."""
    try:
        size = _HEAD.unpack_from(frame)[0]
        kind, *rest = json.loads(frame[4 : 4 + size])
        return _UNPACK[kind](rest, frame[4 + size :])
    except (ValueError, KeyError, TypeError, struct.error, IndexError) as error:
        raise BadFrame(type(error).__name__) from error


def _block(rest: list[Any], text: bytes) -> Block:
    start, part, page, sheet, line, grid = rest
    locator = Locator(str(part), page=_whole(page), sheet=None if sheet is None else str(sheet), line=_whole(line))
    shape = Grid(str(grid[0]), bool(grid[1]), int(grid[2]), int(grid[3])) if grid else None
    block = Block(text, locator, int(start), shape)
    _ = block.text  # decoding proves that it is UTF-8
    return block


def _picture(rest: list[Any], data: bytes) -> Picture:
    part, page, sheet = rest
    return Picture(Figure(str(part), _whole(page), None if sheet is None else str(sheet)), data)


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)


_UNPACK: dict[str, Callable[[list[Any], bytes], Item | Done]] = {
    "block": _block,
    "unread": lambda rest, _: Unread(str(rest[0]), Reason(rest[1]), str(rest[2])),
    "envelope": lambda rest, _: Envelope(str(rest[0]), tuple(map(str, rest[1])), str(rest[2])),
    "picture": _picture,
    "done": lambda rest, _: Done(str(rest[0]), int(rest[1])),
}
