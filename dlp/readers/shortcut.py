"""Windows shortcuts (MS-SHLLINK): where they lead, and the words people gave them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.model import Reason
from dlp.readers import encoding
from dlp.readers.source import Budget, Item, Part, Source, Stop

_HEADER = 0x4C
_IDS, _INFO, _WIDE = 0x1, 0x2, 0x80
_STRINGS = ((0x4, "Name"), (0x8, "Path"), (0x10, "Folder"), (0x20, "Arguments"), (0x40, "Icon"))


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The target and the strings, one a line. Raises Stop where it is cut off."""
    data = source.whole(1 << 20)
    try:
        text = "".join(f"{name}: {value}\n" for name, value in _values(data) if value)
    except (struct.error, IndexError) as error:
        raise Stop(Reason.CORRUPT) from error
    if text:
        yield Part(source.inner("shortcut"), budget).block(text)


def _values(data: bytes) -> Iterator[tuple[str, str]]:
    flags, at = struct.unpack_from("<I", data, 0x14)[0], _HEADER
    if flags & _IDS:
        at += 2 + struct.unpack_from("<H", data, at)[0]
    if flags & _INFO:
        size = struct.unpack_from("<I", data, at)[0]
        yield "Target", _target(data[at : at + size])
        at += size
    for flag, name in _STRINGS:
        if flags & flag:
            size = struct.unpack_from("<H", data, at)[0] * (2 if flags & _WIDE else 1)
            raw = data[at + 2 : at + 2 + size]
            yield name, raw.decode("utf-16-le", "replace") if flags & _WIDE else encoding.decode(raw)
            at += 2 + size


def _target(info: bytes) -> str:
    """The local path of a link, in whichever form it stands there."""
    head, has, _, local, _, rest = struct.unpack_from("<IIIIII", info, 4)
    if not has & 1:
        return ""
    if head >= 0x24:
        at = struct.unpack_from("<I", info, 0x1C)[0]
        return info[at:].decode("utf-16-le", "replace").partition("\0")[0]
    base = info[local:].partition(b"\0")[0] + info[rest:].partition(b"\0")[0]
    return encoding.decode(base)
