"""Mail stores, archives and databases for tests, byte by byte, as small as they can be."""

import base64
import binascii
import io
import struct
import zlib

from tests.readers import makers

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[tuple[str, ...], bytes]) -> bytes:
    """A compound file: short streams in the mini stream, every folder a chain of right siblings."""
    mini, mini_table, short = _laid_out({path: data for path, data in streams.items() if len(data) < 4096}, 64)
    long = {path: data for path, data in streams.items() if len(data) >= 4096}
    mini_fat = _sectors(struct.pack(f"<{len(mini_table)}I", *mini_table), 512, b"\xff")
    directory_size = len(_directory(streams, dict.fromkeys(streams, 0), 0, 0))
    body, table, starts = _laid_out(
        {**long, ("", "mini"): mini, ("", "fat"): mini_fat, ("", "directory"): b"\0" * directory_size}, 512
    )
    directory = _directory(streams, {**starts, **short}, starts["", "mini"], len(mini))
    at = starts["", "directory"] * 512
    body = body[:at] + directory + body[at + len(directory) :]
    tables = next(n for n in range(1, 100) if (len(table) + n) <= n * 128)
    places = list(range(len(table), len(table) + tables))
    table += [FAT] * tables + [FREE] * (tables * 128 - len(table) - tables)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack(
        "<IIIIIIIII", 0, tables, starts["", "directory"], 0, 4096, starts["", "fat"], len(mini_fat) // 512, END, 0
    )
    return (
        (head + struct.pack(f"<{tables}I", *places)).ljust(512, b"\xff") + body + struct.pack(f"<{len(table)}I", *table)
    )


def _sectors(data: bytes, size: int, fill: bytes = b"\0") -> bytes:
    return data.ljust(max(1, -(-len(data) // size)) * size, fill)


def _laid_out(streams: dict[tuple[str, ...], bytes], size: int) -> tuple[bytes, list[int], dict[tuple[str, ...], int]]:
    """Streams one after another, the chain of each, and where each begins."""
    body, table, starts = b"", list[int](), dict[tuple[str, ...], int]()
    for path, data in streams.items():
        starts[path] = len(table)
        padded = _sectors(data, size)
        count = len(padded) // size
        table += [*range(len(table) + 1, len(table) + count), END]
        body += padded
    return body, table, starts


def _directory(
    streams: dict[tuple[str, ...], bytes], starts: dict[tuple[str, ...], int], mini: int, mini_size: int
) -> bytes:
    folders = {path[:n] for path in streams for n in range(1, len(path))}
    paths = sorted([*streams, *folders], key=lambda path: (len(path), path))
    numbers = {path: n for n, path in enumerate(paths, 1)}
    out = b""
    for path in [(), *paths]:
        children = [numbers[p] for p in paths if p[:-1] == path]
        siblings = [p for p in paths if path and p[:-1] == path[:-1] and numbers[p] > numbers[path]]
        kind = 5 if not path else 2 if path in streams else 1
        name = ((path[-1] if path else "Root Entry") + "\0").encode("utf-16-le")
        right, child = numbers[siblings[0]] if siblings else FREE, children[0] if children else FREE
        entry = name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name), kind, 1, FREE, right, child)
        start, size = (starts[path], len(streams[path])) if path in streams else (0, 0) if path else (mini, mini_size)
        out += entry.ljust(116, b"\0") + struct.pack("<IQ", start, size)
    return _sectors(out, 512)


def msg(
    texts: dict[int, str],
    *attachments: dict[tuple[str, ...], bytes],
    charset: str = "",
    numbers: dict[int, int] | None = None,
    recipients: tuple[str, ...] = (),
) -> bytes:
    """An Outlook item; with a charset its texts are 8-bit."""
    streams = item(texts, charset, numbers, 32)
    for n, address in enumerate(recipients):
        streams |= {
            (f"__recip_version1.0_#{n:08X}", *path): data
            for path, data in item({0x39FE: address}, charset, {}, 8).items()
        }
    for n, attachment in enumerate(attachments):
        streams |= {(f"__attach_version1.0_#{n:08X}", *path): data for path, data in attachment.items()}
    return compound(streams)


def item(
    texts: dict[int, str], charset: str = "", numbers: dict[int, int] | None = None, header: int = 8
) -> dict[tuple[str, ...], bytes]:
    """The streams of one storage of an item."""
    kind = "001E" if charset else "001F"
    streams = {(f"__substg1.0_{tag:04X}{kind}",): text.encode(charset or "utf-16-le") for tag, text in texts.items()}
    table = b"".join(struct.pack("<HHII4x", 3, tag, 6, value) for tag, value in (numbers or {}).items())
    streams["__properties_version1.0",] = b"\0" * header + table
    return streams


def attached(name: str, data: bytes) -> dict[tuple[str, ...], bytes]:
    return {**item({0x3707: name}, numbers={0x3705: 1}), ("__substg1.0_37010102",): data}


def attached_item(name: str, texts: dict[int, str]) -> dict[tuple[str, ...], bytes]:
    inner = {("__substg1.0_3701000D", *path): data for path, data in item(texts, header=24).items()}
    return {**item({0x3707: name}, numbers={0x3705: 5}), **inner}


def tnef(properties: dict[int, str], *attachments: tuple[str, bytes], charset: str = "gb18030") -> bytes:
    def attribute(level: int, number: int, data: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)

    def prop(tag: int, raw: bytes, kind: int = 0x1F) -> bytes:
        return struct.pack("<HHII", kind, tag, 1, len(raw)) + raw.ljust(-(-len(raw) // 4) * 4, b"\0")

    mapi = struct.pack("<I", len(properties)) + b"".join(
        prop(tag, text.encode("utf-16-le")) for tag, text in properties.items()
    )
    out = b"\x78\x9f\x3e\x22\1\0" + attribute(1, 0x69007, struct.pack("<II", 936, 0)) + attribute(1, 0x69003, mapi)
    for name, data in attachments:
        out += (
            attribute(2, 0x69002, b"\0" * 14)
            + attribute(2, 0x18010, name.encode(charset) + b"\0")
            + attribute(2, 0x6800F, data)
        )
    return out


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    length = bytes([len(body)]) if len(body) < 128 else bytes([0x82]) + struct.pack(">H", len(body))
    return bytes([tag]) + length + body


def cms(kind: int, content: bytes | None) -> bytes:
    """Signed data (2) around a content, or enveloped data (3)."""
    oid = bytes.fromhex("06092a864886f70d0107")
    inner = der(0x30, oid + b"\1", *([der(0xA0, der(4, content))] if content is not None else []))
    certificate = der(0xA0, der(0x30, der(12, "王芳".encode())))
    return der(0x30, oid + bytes([kind]), der(0xA0, der(0x30, der(2, b"\1"), der(0x31), inner, certificate)))


def rar4(name: str, data: bytes, *, flags: int = 0, method: int = 0x30, main: int = 0) -> bytes:
    def block(kind: int, flags: int, body: bytes) -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    raw = name.encode()
    body = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0, 29, method, len(raw), 0x20) + raw
    return (
        b"Rar!\x1a\x07\0"
        + block(0x73, main, b"\0" * 6)
        + block(0x74, 0x8000 | flags, body)
        + data
        + block(0x7B, 0x4000, b"")
    )


def rar5(name: str, data: bytes, *, extra: bytes = b"", flags: int = 0, first: bytes = b"") -> bytes:
    def block(body: bytes) -> bytes:
        sized = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    raw = name.encode()
    flags |= 2 | bool(extra)
    file = (
        b"".join(map(number, (2, flags, *([len(extra)] if extra else []), len(data), 0, len(data), 0, 0, 0, len(raw))))
        + raw
        + extra
    )
    return b"Rar!\x1a\x07\1\0" + first + block(b"\1\0\0") + block(file) + data + block(b"\5\0\0")


def number(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def dbf(
    fields: list[tuple[str, str, int]],
    rows: list[list[str]],
    charset: str = "gb18030",
    mark: int = 0x4D,
    version: int = 3,
) -> bytes:
    width = 1 + sum(size for _, _, size in fields)
    head = struct.pack("<BBBBIHH17xB2x", version, 124, 5, 6, len(rows), 33 + 32 * len(fields), width, mark)
    head += b"".join(
        name.encode(charset).ljust(11, b"\0") + kind.encode() + struct.pack("<4xBB14x", size, 0)
        for name, kind, size in fields
    )
    body = b"".join(
        b" " + b"".join(cell.encode(charset)[:size].ljust(size) for cell, (_, _, size) in zip(row, fields, strict=True))
        for row in rows
    )
    return head + b"\r" + body + b"\x1a"


def access(table: str, titles: list[str], rows: list[list[str]]) -> bytes:
    """A Jet 4 database with one table of text columns."""
    catalog = [("Id", 4, 4), ("Name", 10, 0), ("Type", 3, 2), ("Flags", 4, 4)]
    entry = _row([4, 1, 0], [table.encode("utf-16-le")], "<ihi")
    data = [_row([], [cell.encode("utf-16-le") for cell in row], "<") for row in rows]
    head = (b"\0\1\0\0Standard Jet DB\0\1").ljust(4096, b"\0")
    return (
        head
        + b"\0" * 4096
        + _definition(catalog)
        + _page(2, [entry])
        + _definition([(t, 10, 0) for t in titles])
        + _page(4, data)
    )


def _definition(columns: list[tuple[str, int, int]]) -> bytes:
    out = bytearray(b"\2\1".ljust(63, b"\0"))
    struct.pack_into("<H", out, 45, len(columns))
    fixed = variable = 0
    for n, (_, kind, size) in enumerate(columns):
        column = bytearray(25)
        struct.pack_into("<B4xHHH", column, 0, kind, n, variable, n)
        struct.pack_into("<B5xHH", column, 15, bool(size), fixed, size)
        fixed, variable = fixed + size, variable + (not size)
        out += column
    for name, _, _ in columns:
        raw = name.encode("utf-16-le")
        out += struct.pack("<H", len(raw)) + raw
    return bytes(out).ljust(4096, b"\0")


def _row(numbers: list[int], texts: list[bytes], layout: str) -> bytes:
    count = len(numbers) + len(texts)
    out = struct.pack("<H", count) + struct.pack(layout, *numbers)
    ends = []
    for text in texts:
        ends.append(len(out))
        out += text
    offsets = b"".join(struct.pack("<H", at) for at in [len(out), *reversed(ends)])
    return out + offsets + struct.pack("<H", len(texts)) + b"\xff" * (-(-count // 8))


def _page(owner: int, rows: list[bytes]) -> bytes:
    out, end, offsets = bytearray(4096), 4096, []
    for row in rows:
        end -= len(row)
        out[end : end + len(row)] = row
        offsets.append(end)
    struct.pack_into(f"<BBHIIH{len(rows)}H", out, 0, 1, 1, 0, owner, 0, len(rows), *offsets)
    return bytes(out)


def uu(name: str, data: bytes) -> bytes:
    lines = b"".join(binascii.b2a_uu(data[at : at + 45]) for at in range(0, len(data), 45))
    return b"begin 644 " + name.encode() + b"\n" + lines + b"`\nend\n"


def yenc(name: str, data: bytes) -> bytes:
    out = bytearray()
    for byte in data:
        code = byte + 42 & 255
        out += bytes([61, code + 64 & 255]) if code in (0, 10, 13, 61) else bytes([code])
    return (
        b"=ybegin line=128 size=%d name=%s\r\n" % (len(data), name.encode())
        + bytes(out)
        + b"\r\n=yend size=%d\r\n" % len(data)
    )


def mime(body: bytes, *headers: str) -> bytes:
    top = ("From: a@yunhai.example", "To: b@yunhai.example", "MIME-Version: 1.0", *headers)
    return "\r\n".join(top).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def folder(*messages: bytes) -> bytes:
    return b"".join(
        b"From a@yunhai.example Mon Jun 01 10:00:00 2009\n" + message.replace(b"\r\n", b"\n") + b"\n\n"
        for message in messages
    )


def jpeg(comment: bytes = b"", behind: bytes = b"") -> bytes:
    segment = b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment if comment else b""
    size = b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", 600, 800) + b"\1\1\x11\0"
    return (
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
        + segment
        + size
        + b"\xff\xda\0\x08\1\1\0\0\x3f\0\x12\xff\0\x34\xff\xd9"
        + behind
    )


def base64_lines(data: bytes) -> bytes:
    return base64.encodebytes(data)


def tar(members: dict[bytes, bytes]) -> bytes:
    """A tar whose names are bytes as they come."""
    out = io.BytesIO()
    for name, data in members.items():
        head = (
            name.ljust(100, b"\0")
            + b"0000644\0"
            + b"0000000\0" * 2
            + b"%011o\0" % len(data)
            + b"00000000000\0"
            + b" " * 8
            + b"0"
        )
        head = head.ljust(257, b"\0") + b"ustar\x0000"
        head = bytearray(head.ljust(512, b"\0"))
        head[148:156] = b"%06o\0 " % sum(head)
        out.write(bytes(head) + data.ljust(-(-len(data) // 512) * 512, b"\0"))
    return out.getvalue() + b"\0" * 1024


PICTURE = makers.png(600, 400)
