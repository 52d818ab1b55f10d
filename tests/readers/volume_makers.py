"""Split archives for tests: zips as APPNOTE 8 has them, RAR volumes with stored members."""

import struct
import zipfile
import zlib

from tests.readers import makers

CSV = "姓名,手机\n王小明,13900139001\n".encode()
LONG = "客户王小明的手机是13900139001。\n".encode() * 400


def cut(data: bytes, count: int) -> list[bytes]:
    """Bytes in so many pieces of the same length, the last one shorter."""
    size = -(-len(data) // count)
    return [data[at : at + size] for at in range(0, len(data), size)]


def numbered(data: bytes, name: str, count: int = 3) -> dict[str, bytes]:
    """x.zip.001, x.zip.002 and so on."""
    return {f"{name}.{number:03}": piece for number, piece in enumerate(cut(data, count), 1)}


def split_zip(name: str, count: int = 3) -> dict[str, bytes]:
    """x.z01, x.z02, x.zip: a mark in front, and places that are told by disk and offset."""
    raw = b"PK\7\x08" + makers.zipped({"long.txt": LONG, "名单.csv": CSV}, compression=zipfile.ZIP_STORED)
    pieces = cut(raw[: raw.rindex(b"PK\5\6")], count)
    size = len(pieces[0])
    last = bytearray(pieces[-1])
    directory = raw.index(b"PK\1\2")
    assert directory // size == count - 1, "the directory stands on the last disk"
    out, at = bytearray(raw[: raw.rindex(b"PK\5\6")]), directory
    while out[at : at + 4] == b"PK\1\2":
        place = struct.unpack_from("<I", out, at + 42)[0] + 4
        struct.pack_into("<H", out, at + 34, place // size)
        struct.pack_into("<I", out, at + 42, place % size)
        at += 46 + sum(struct.unpack_from("<HHH", out, at + 28))
    last[directory % size :] = out[directory:]
    number = count - 1
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", number, number, 2, 2, at - directory, directory % size, 0)
    names = [f"{name}.z{n:02}" for n in range(1, count)]
    return {**dict(zip(names, pieces, strict=False)), f"{name}.zip": bytes(last) + end}


def rar5(pieces: list[bytes], crc: int, size: int, member: str) -> list[bytes]:
    """Volumes of a RAR 5 archive with one stored member."""

    def block(*fields: int, rest: bytes = b"") -> bytes:
        body = b"".join(map(_number, fields)) + rest
        counted = _number(len(body)) + body
        return struct.pack("<I", zlib.crc32(counted)) + counted

    made = []
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        main = block(1, 0, 1 | 2 * bool(index), *([index] if index else []))
        flags = 2 | 8 * bool(index) | 16 * (not last)
        check = struct.pack("<I", crc if last else zlib.crc32(piece))
        name = member.encode()
        rest = check + _number(0) + _number(1) + _number(len(name)) + name
        file = block(2, flags, len(piece), 4, size, 0o100644, rest=rest)
        made.append(b"Rar!\x1a\x07\x01\x00" + main + file + piece + block(5, 0, not last))
    return made


def rar4(pieces: list[bytes], crc: int, size: int, member: str) -> list[bytes]:
    """Volumes of a RAR 4 archive with one stored member."""

    def block(kind: int, flags: int, rest: bytes) -> bytes:
        body = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    made = []
    for index, piece in enumerate(pieces):
        last = index == len(pieces) - 1
        check = crc if last else zlib.crc32(piece)
        name = member.encode()
        fields = struct.pack("<IIBIIBBHI", len(piece), size, 3, check, 0, 29, 0x30, len(name), 0o100644)
        file = block(0x74, 0x8000 | bool(index) | 2 * (not last), fields + name)
        main = block(0x73, 1, b"\0" * 6)
        made.append(b"Rar!\x1a\x07\x00" + main + file + piece + block(0x7B, 0x4000 | (not last), b""))
    return made


def rar_set(make, names: list[str]) -> dict[str, bytes]:
    """The volumes of an archive with LONG in it, under some names."""
    return dict(zip(names, make(cut(LONG, len(names)), zlib.crc32(LONG), len(LONG), "long.txt"), strict=True))


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*out, value))
