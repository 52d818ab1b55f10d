"""Small changes to documents, of the kinds that parsers stumble over; the same seed makes the same documents."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence

MOST = 1 << 20
"""No document grows beyond this many bytes."""

_NUMBERS = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_WORDS = (b"\0" * 16, b"\xff" * 16, b"<" * 40, b"(" * 40, b"[" * 40, b"{" * 40, b"%n%s", b"-1", b"99999999999999999999", b"1e999",
          b"\xed\xa0\x80", "中文🀄".encode(), "中文".encode("gb18030"), b"\r\n\r\n", b"<!DOCTYPE x [", b"&#x0;", b"&#xD800;", b"../" * 8)  # fmt: skip

Change = Callable[[bytearray, random.Random], None]


def _flip(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _byte(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] = rng.choice((0, 0xFF, 0x20, 0x0A, rng.randrange(256)))


def _number(data: bytearray, rng: random.Random) -> None:
    """A length, a count or an offset that is something else."""
    size, form = rng.choice(((2, "H"), (4, "I"), (4, "I"), (8, "Q")))
    at = rng.randrange(max(1, len(data) - size + 1))
    value = rng.choice((*_NUMBERS, len(data), rng.getrandbits(8 * size))) & ((1 << 8 * size) - 1)
    data[at : at + size] = struct.pack(rng.choice("<>") + form, value)[: max(0, len(data) - at)]


def _digits(data: bytearray, rng: random.Random) -> None:
    """A number written in digits that is something else."""
    places = [n for n in range(min(len(data), 20_000)) if 0x30 <= data[n] <= 0x39]
    if places:
        at = rng.choice(places)
        data[at : at + 1] = str(rng.choice((*_NUMBERS, -1, rng.getrandbits(64)))).encode()


def _cut(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    del data[at : at + rng.choice((1, 4, 64, 512, len(data)))]


def _double(data: bytearray, rng: random.Random) -> None:
    at, size = rng.randrange(len(data)), rng.choice((1, 16, 512, 4096))
    data[at:at] = data[at : at + size] * rng.choice((1, 2, 20))


def _insert(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data))
    data[at:at] = rng.choice(_WORDS)


_CHANGES: tuple[Change, ...] = (_flip, _flip, _byte, _byte, _number, _number, _number, _digits, _cut, _double, _insert)


def mutated(seeds: Sequence[bytes], rng: random.Random) -> bytes:
    """One of the seeds, changed in a few places; a zip often inside of one of its members."""
    data = rng.choice(seeds)
    if data.startswith(b"PK\3\4") and rng.random() < 0.7:
        return _inside_zip(data, rng)
    if rng.random() < 0.1:
        other = rng.choice(seeds)
        data = data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]
    return _changed(data, rng)


def _changed(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if out:
            rng.choice(_CHANGES)(out, rng)
    return bytes(out[:MOST])


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as member:
        return member.read(MOST)


def _inside_zip(data: bytes, rng: random.Random) -> bytes:
    """The same archive with one member changed, so that its check sum is right and a parser sees it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(info, _member(archive, info)) for info in archive.infolist()[:200]]
    except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, OSError, EOFError):
        return _changed(data, rng)
    if not members:
        return _changed(data, rng)
    chosen, out = rng.randrange(len(members)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (info, content) in enumerate(members):
            fresh = zipfile.ZipInfo(info.filename)  # a fixed date: the same seed makes the same bytes
            archive.writestr(fresh, _changed(content, rng) if n == chosen else content)
    return out.getvalue()
