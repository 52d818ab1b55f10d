"""Writing a compound file (MS-CFB, version 3): what an embedded document needs to be read as a file."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT, _DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: dict[str, _Entry] = field(default_factory=dict)
    number: int = 0
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = _END


def compound_file(streams: Mapping[tuple[str, ...], bytes]) -> bytes:
    """A compound file of these streams; the parts of a path before its last are storages."""
    root = _Entry("Root Entry", _ROOT)
    for path, data in streams.items():
        _place(root, path, data)
    entries = [root]
    _number(root, entries)
    body = _Body()
    root.data = b"".join(_small(entries, body))
    for entry in entries:
        if entry.kind == _ROOT or (entry.kind == _STREAM and len(entry.data) >= _CUTOFF):
            entry.start = body.add(entry.data)
    directory = body.add(b"".join(map(_packed, entries)))
    minis = body.add(_table(body.mini_chain))
    return body.finish(directory, minis)


def _place(root: _Entry, path: tuple[str, ...], data: bytes) -> None:
    at = root
    for name in path[:-1]:
        at = at.children.setdefault(name, _Entry(name, _STORAGE))
    at.children[path[-1]] = _Entry(path[-1], _STREAM, data)


def _number(storage: _Entry, entries: list[_Entry]) -> None:
    """Number the entries, and join the children of each storage to a search tree."""
    pending = [storage]
    while pending:
        storage = pending.pop()
        children = sorted(storage.children.values(), key=lambda e: (len(e.name), e.name.upper()))
        for child in children:
            child.number = len(entries)
            entries.append(child)
        storage.child = _tree(children)
        pending += [child for child in children if child.children]


def _tree(entries: list[_Entry]) -> int:
    if not entries:
        return _FREE
    middle = len(entries) // 2
    entries[middle].left = _tree(entries[:middle])
    entries[middle].right = _tree(entries[middle + 1 :])
    return entries[middle].number


def _small(entries: list[_Entry], body: _Body) -> list[bytes]:
    """The streams below the cutoff, padded, as the small sectors of the root."""
    out = []
    for entry in entries:
        if entry.kind == _STREAM and 0 < len(entry.data) < _CUTOFF:
            count = -(-len(entry.data) // _MINI)
            entry.start = len(body.mini_chain)
            body.mini_chain += [*range(entry.start + 1, entry.start + count), _END]
            out.append(entry.data.ljust(count * _MINI, b"\0"))
    return out


def _packed(entry: _Entry) -> bytes:
    name = (entry.name[:31] + "\0").encode("utf-16-le", "surrogatepass")[:64]
    head = name.ljust(64, b"\0") + struct.pack("<HBB", len(name), entry.kind, 1)
    return head + struct.pack("<III36xIQ", entry.left, entry.right, entry.child, entry.start, len(entry.data))


def _table(chain: list[int]) -> bytes:
    return struct.pack(f"<{len(chain)}I", *chain)


class _Body:
    """Sectors one after another, and the chains that join them."""

    def __init__(self) -> None:
        self._sectors: list[bytes] = []
        self._chain: list[int] = []
        self.mini_chain: list[int] = []

    def add(self, data: bytes) -> int:
        """Append a stream; the number of its first sector."""
        count = -(-len(data) // _SECTOR)
        if not count:
            return _END
        start = len(self._chain)
        self._sectors.append(data.ljust(count * _SECTOR, b"\0"))
        self._chain += [*range(start + 1, start + count), _END]
        return start

    def finish(self, directory: int, minis: int) -> bytes:
        """The whole file: header, sectors, and the tables of sectors behind them."""
        per = _SECTOR // 4
        used, fats, difats = len(self._chain), 0, 0
        while fats * per < used + fats + difats:
            fats += 1
            difats = max(0, -(-(fats - 109) // (per - 1)))
        chain = self._chain + [_FAT] * fats + [_DIFAT] * difats
        chain += [_FREE] * (fats * per - len(chain))
        numbers = list(range(used, used + fats))
        head = _MAGIC + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        counts = (0, fats, directory, 0, _CUTOFF, minis, 0 if minis == _END else -(-len(self.mini_chain) // per))
        head += struct.pack("<9I", *counts, used + fats if difats else _END, difats)
        head += _table((numbers + [_FREE] * 109)[:109])
        return head + b"".join(self._sectors) + _table(chain) + _overflow(numbers[109:], used + fats)


def _overflow(numbers: list[int], first: int) -> bytes:
    """The sectors that list tables beyond the 109 of the header."""
    per, out = _SECTOR // 4 - 1, b""
    for at in range(0, len(numbers), per):
        last = at + per >= len(numbers)
        following = _END if last else first + at // per + 1
        out += _table([*(numbers[at : at + per] + [_FREE] * per)[:per], following])
    return out
