"""What parent and child say to each other: frames of a JSON head and, for a block, its text.

The parent does not trust the child, which may have been taken over by a hostile document:
nothing is unpickled, and a frame that is not of the agreed form counts as a crash. So does one
that is too long, and so do more frames than a document may have: see `Meter`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any

from dlp.model import Block, Envelope, Grid, Locator, Reason, Unread
from dlp.readers.source import Figure, Item, Limits, Picture
from dlp.readers.volumes import Scheme, VolumeSet

_HEAD = struct.Struct("<I")

FRAME = 16 << 20
"""The longest frame that is taken, in bytes. Readers cut text into blocks of a sixtieth of that."""
_HEAD_BYTES = 4 << 20
_KEPT = 48 << 20
"""About how many bytes of names and reasons the parent keeps of one document."""
_OVERHEAD = 400
"""What a name costs besides its own bytes."""
_FRAME_OVERHEAD = 200
_WHOLE = 1 << 53


class BadFrame(ValueError):
    """The other side sent something that is not of the agreed form."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the parent asks for; the open file is handed over beside it.

    figure: set where the file is a picture whose text is to be recognised.
    passwords: the administrator's, and how many seconds of processor time trying them may take.
    volumes: set where it is one of several; if none is missing, all of them follow it.
    message: first byte and length of the one message that is asked for, where the file is a mailbox.
    """

    name: str
    as_text: bool
    limits: Limits
    figure: Figure | None = None
    volumes: VolumeSet | None = None
    passwords: tuple[str, ...] = field(default=(), repr=False)
    password_seconds: int = 10
    message: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The last frame of a document: its true type; of a picture, how many frames it has.

    encrypted: a password of the administrator's opened it.
    """

    type: str
    frames: int = 1
    encrypted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer to `ASK_WALLS`: the walls that the child has run against, by name."""

    walls: tuple[str, ...]


ASK_WALLS = b'"walls"'
"""What the parent sends instead of a request to hear which walls stand."""


@dataclass(slots=True)
class Meter:
    """What one document's frames have cost the parent. No reader that works as it should gets to its end.

    share: of what is allowed; the child stops itself a little before the parent stops it.
    text_bytes: of all blocks; kept: of what the parent keeps, names of parts and what is unread.
    """

    limits: Limits
    share: float = 1.0
    text_bytes: int = 0
    kept: int = 0
    _part: str = ""

    def take(self, frame: bytes, item: Item | Done | Standing) -> None:
        """Count a frame. Raises BadFrame when the child has sent more than any document may have."""
        self.text_bytes += len(frame) + _FRAME_OVERHEAD
        if isinstance(item, Picture):  # handed on at once
            self.kept += _OVERHEAD
        elif not isinstance(item, Block):
            self.kept += len(frame) + _OVERHEAD
        elif item.locator.part != self._part:
            self._part = item.locator.part
            self.kept += 4 * len(self._part) + _OVERHEAD
        if self.text_bytes > self.share * (8 * self.limits.text_characters + FRAME) or self.kept > self.share * _KEPT:
            raise BadFrame("too much")


def pack_request(request: Request) -> bytes:
    """A request as a frame."""
    given = {each.name: getattr(request, each.name) for each in fields(request)}
    given["limits"] = _plain(request.limits)
    for name in ("figure", "volumes"):
        given[name] = asdict(given[name]) if given[name] else None
    return json.dumps(given).encode()


@lru_cache(maxsize=8)
def _plain(limits: Limits) -> dict[str, Any]:
    """Limits as JSON has them; they are the same for thousands of documents."""
    return asdict(limits)


def unpack_request(frame: bytes) -> Request:
    """A frame as a request."""
    data = json.loads(frame)
    figure = Figure(**data["figure"]) if data["figure"] else None
    volumes = _volumes(data["volumes"]) if data["volumes"] else None
    words = tuple(data["passwords"])
    message = tuple(data["message"]) if data["message"] else None
    seconds = data["password_seconds"]
    return Request(data["name"], data["as_text"], Limits(**data["limits"]), figure, volumes, words, seconds, message)


def _volumes(data: dict[str, Any]) -> VolumeSet:
    return VolumeSet(Scheme(data["scheme"]), tuple(data["names"]), data["head"], tuple(data["missing"]))


def pack(item: Item | Done | Standing) -> bytes:
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
    elif isinstance(item, Standing):
        head = ["standing", list(item.walls)]
    elif isinstance(item, Picture):
        figure = item.figure
        head, text = ["picture", figure.part, figure.page, figure.sheet], item.data
    else:
        head = ["done", item.type, item.frames, item.encrypted]
    raw = json.dumps(head).encode()
    return _HEAD.pack(len(raw)) + raw + text


def unpack(frame: bytes) -> Item | Done | Standing:
    """A frame as an item. Raises BadFrame."""
    try:
        size = _HEAD.unpack_from(frame)[0]
        if size > _HEAD_BYTES:
            raise BadFrame("head")
        kind, *rest = json.loads(frame[4 : 4 + size])
        return _UNPACK[kind](rest, frame[4 + size :])
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, IndexError, RecursionError) as error:
        raise BadFrame(type(error).__name__) from None  # the error's text may hold what was in the document


def _block(rest: list[Any], text: bytes) -> Block:
    start, part, page, sheet, line, grid = rest
    locator = Locator(_word(part), page=_maybe(page), sheet=None if sheet is None else _word(sheet), line=_maybe(line))
    block = Block(text, locator, _number(start), _grid(grid) if grid else None)
    _ = block.text  # decoding proves that it is UTF-8
    return block


def _grid(shape: list[Any]) -> Grid:
    delimiter, quoted, row, column = shape
    if len(_word(delimiter)) != 1:
        raise BadFrame("delimiter")
    return Grid(delimiter, bool(quoted), _number(row), _number(column))


def _picture(rest: list[Any], data: bytes) -> Picture:
    part, page, sheet = rest
    return Picture(Figure(_word(part), _maybe(page), None if sheet is None else _word(sheet)), data)


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise BadFrame("word")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < _WHOLE:
        raise BadFrame("number")
    return value


def _maybe(value: Any) -> int | None:
    return None if value is None else _number(value)


_UNPACK: dict[str, Callable[[list[Any], bytes], Item | Done | Standing]] = {
    "block": _block,
    "unread": lambda rest, _: Unread(_word(rest[0]), Reason(rest[1]), _word(rest[2])),
    "envelope": lambda rest, _: Envelope(_word(rest[0]), tuple(map(_word, rest[1])), _word(rest[2])),
    "picture": _picture,
    "done": lambda rest, _: Done(_word(rest[0]), _number(rest[1]), bool(rest[2])),
    "standing": lambda rest, _: Standing(tuple(map(_word, rest[0]))),
}
