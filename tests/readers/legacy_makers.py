"""Old binary documents for tests, made from scratch after their published formats."""

import struct
import zlib

from dlp.readers.cfbwrite import compound_file

BODY, FOOTNOTES, HEADERS, MACROS, COMMENTS, ENDNOTES, TEXTBOXES, HEADER_TEXTBOXES = range(8)


def word97(
    parts: dict[int, str],
    *,
    compressed: bool = False,
    flags: int = 0,
    streams: dict[tuple[str, ...], bytes] | None = None,
    row_marks: bool = True,
) -> bytes:
    """A Word 97 document of one piece. A \\x1c in the text is the mark that ends a table row."""
    text = "".join(parts.get(n, "") for n in range(8))
    shown = text.replace("\x1c", "\x07")
    raw = shown.encode("cp1252") if compressed else shown.encode("utf-16-le")
    width, start = (1, 0x600) if compressed else (2, 0x600)
    piece = struct.pack("<HIH", 0, 0x40000000 | start * 2 if compressed else start, 0)
    length = len(raw) // width
    plc = struct.pack("<II", 0, length) + piece
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    page = (start + len(raw) + 511) // 512
    papx = struct.pack("<III", start, start + len(raw), page)
    table = clx + papx
    fib = bytearray(start)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x0804, 0, flags | 0x200)
    struct.pack_into("<8i", fib, 0x4C, *(len(parts.get(n, "").encode("utf-16-le")) // 2 for n in range(8)))
    struct.pack_into("<II", fib, 0x1A2, 0, len(clx))
    struct.pack_into("<II", fib, 0x102, len(clx), len(papx))
    ends = [n for n, c in enumerate(text) if c == "\x1c"] if row_marks else []
    word = bytes(fib) + raw.ljust(page * 512 - start, b"\0") + _formatted_page(start, width, ends, len(text))
    return compound_file({("WordDocument",): word, ("1Table",): table, **(streams or {})})


def _formatted_page(start: int, width: int, ends: list[int], length: int) -> bytes:
    """Paragraph properties: those that end at a row mark have sprmPFTtp."""
    bounds = sorted({0, length, *ends, *(end + 1 for end in ends)})
    runs = len(bounds) - 1
    page = bytearray(512)
    struct.pack_into(f"<{runs + 1}I", page, 0, *(start + b * width for b in bounds))
    properties = bytes([0, 3, 0, 0]) + struct.pack("<HB", 0x2417, 1)
    page[400 : 400 + len(properties)] = properties
    for n, begin in enumerate(bounds[:-1]):
        page[4 * (runs + 1) + 13 * n] = 200 if begin in ends else 0
    page[511] = runs
    return bytes(page)


def word6(text: str, language: int, encoding: str) -> bytes:
    """A Word 6 or 95 document: 8-bit text in the code page of its language."""
    raw = text.encode(encoding)
    fib = bytearray(0x300)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5DC, 0x65, 0, language, 0, 0)
    struct.pack_into("<II", fib, 0x18, 0x300, 0x300 + len(raw))
    struct.pack_into("<i", fib, 0x34, len(raw))
    return compound_file({("WordDocument",): bytes(fib) + raw})


def record(kind: int, content: bytes, *, instance: int = 0, holds: bool = False) -> bytes:
    """A PowerPoint record."""
    return struct.pack("<HHI", instance << 4 | (0xF if holds else 0), kind, len(content)) + content


def powerpoint(
    outlines: list[str], boxes: list[str], *, token: int = 0xE391C05F, stored: bytes = b"", pictures: bytes = b""
) -> bytes:
    """Slides whose placeholders stand in the outline and whose text boxes stand in the slides, last one first."""
    listed = b"".join(
        record(0x03F3, struct.pack("<I16x", n + 1)) + record(0x0FA0, text.encode("utf-16-le"))
        for n, text in enumerate(outlines)
    )
    data = record(0x03E8, record(0x0FF0, listed, holds=True), holds=True)
    offsets = [0] * len(boxes)
    for n in reversed(range(len(boxes))):
        offsets[n] = len(data)
        data += record(0x03EE, record(0x0FA8, boxes[n].encode("latin-1")), holds=True)
    if stored:
        data += record(0x1011, struct.pack("<I", len(stored)) + zlib.compress(stored), instance=1)
    data += record(0x1772, struct.pack(f"<I{len(boxes)}I", len(boxes) << 20 | 1, *offsets))
    user = record(0x0FF6, struct.pack("<II", 0x14, token))
    return compound_file({("PowerPoint Document",): data, ("Current User",): user, ("Pictures",): pictures})


def packaged(name: str, data: bytes) -> bytes:
    """An Ole10Native stream, as a file that was dragged into a document is kept."""
    label = name.encode("gb18030") + b"\0"
    body = b"\x02\0" + label + label + b"\0\0\x03\0" + struct.pack("<I", len(label)) + label
    body += struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body


def picture(data: bytes, kind: int = 0xF01E, instance: int = 0x6E0) -> bytes:
    """A picture record of a drawing (MS-ODRAW)."""
    body = b"\x11" * 16 + b"\xff" + data
    return struct.pack("<HHI", instance << 4, kind, len(body)) + body
