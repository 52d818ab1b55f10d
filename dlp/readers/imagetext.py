"""Words inside pictures' files: JPEG comments, Exif and XMP, PNG text chunks, GIF comments; and where a picture ends."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

from dlp.readers import encoding

_TAG = re.compile(r"<[^>]*>")
_LONGEST = 1 << 20
_EXIF_TEXT = {0x010E, 0x013B, 0x8298, 0x9286, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F, 0x010D, 0x013C}
"""Description, artist, copyright, user comment, Windows' title, comment, author, keywords, subject, document, host."""
_EXIF_IFDS = (0x8769, 0x8825)
_JPEG, _PNG, _GIF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8"


def texts(data: bytes) -> tuple[list[str], int]:
    """All words, and the offset behind the picture; 0 where its end is not known."""
    found: list[str] = []
    end = 0
    if data.startswith(_JPEG):
        end = _jpeg(data, found)
    elif data.startswith(_PNG):
        end = _png(data, found)
    elif data.startswith(_GIF):
        end = _gif(data, found)
    elif data[:4] in (b"II*\0", b"MM\0*"):
        found += _exif(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
        found += _webp(data[:end])
    return [text for text in dict.fromkeys(map(_clean, found)) if text], end


def _clean(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())


def _jpeg(data: bytes, found: list[str]) -> int:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            return at + 2
        size = struct.unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + size]
        if marker == 0xFE:
            found.append(encoding.decode(body))
        elif marker == 0xE1:
            found += _app1(body)
        at += 2 + max(2, size)
        if marker == 0xDA:
            at = _behind_scan(data, at)
    return 0


def _behind_scan(data: bytes, at: int) -> int:
    """Where the compressed picture ends: a marker that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _app1(body: bytes) -> list[str]:
    if body.startswith(b"Exif\0\0"):
        return _exif(body[6:])
    if body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
        return [_xmp(body[29:])]
    return []


def _xmp(raw: bytes) -> str:
    """The character data of an XMP packet, without its tags."""
    return _TAG.sub(" ", encoding.decode(raw))


def _exif(tiff: bytes) -> list[str]:
    """The text fields of a TIFF structure, its sub-directories included."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return []
    found: list[str] = []
    waiting, seen = [struct.unpack_from(order + "I", tiff, 4)[0]], set[int]()
    while waiting and len(seen) < 16:
        at = waiting.pop()
        if at in seen or at + 2 > len(tiff):
            continue
        seen.add(at)
        count = struct.unpack_from(order + "H", tiff, at)[0]
        for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
            tag, form, size = struct.unpack_from(order + "HHI", tiff, entry)
            if tag in _EXIF_IFDS:
                waiting.append(struct.unpack_from(order + "I", tiff, entry + 8)[0])
            elif tag in _EXIF_TEXT or (form == 2 and size > 4):
                found.append(_field(tiff, order, tag, size, entry))
    return found


def _field(tiff: bytes, order: str, tag: int, size: int, entry: int) -> str:
    at = struct.unpack_from(order + "I", tiff, entry + 8)[0] if size > 4 else entry + 8
    raw = tiff[at : at + min(size, _LONGEST)]
    if tag >= 0x9C9B:
        return raw.decode("utf-16-le", "replace")
    if tag == 0x9286:  # the first 8 bytes name the encoding
        wide = raw.startswith(b"UNICODE\0")
        return raw[8:].decode("utf-16-le" if order == "<" else "utf-16-be", "replace") if wide else _plain(raw[8:])
    return _plain(raw)


def _plain(raw: bytes) -> str:
    raw = raw.rstrip(b"\0 ")
    return encoding.decode(raw) if raw and encoding.detect(raw) else ""


def _png(data: bytes, found: list[str]) -> int:
    at = 8
    while at + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        if name in (b"tEXt", b"zTXt", b"iTXt"):
            found += _png_text(name, body)
        elif name == b"eXIf":
            found += _exif(body)
        at += 12 + int(size)
        if name == b"IEND":
            return at
    return 0


def _png_text(name: bytes, body: bytes) -> Iterator[str]:
    keyword, _, rest = body.partition(b"\0")
    packed = name == b"zTXt"
    if name == b"iTXt":
        packed = rest[:1] == b"\1"
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif packed:
        rest = rest[1:]
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, _LONGEST)
        except zlib.error:
            return
    is_xmp = keyword == b"XML:com.adobe.xmp"
    text = _xmp(rest) if is_xmp else encoding.decode(rest)
    yield text if is_xmp else f"{keyword.decode('latin-1')}: {text}"


def _gif(data: bytes, found: list[str]) -> int:
    if len(data) < 13:
        return 0
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while at < len(data):
        mark = data[at]
        if mark == 0x3B:
            return at + 1
        if mark == 0x21 and at + 2 < len(data):
            body, behind = _sub_blocks(data, at + 2)
            if data[at + 1] == 0xFE:
                found.append(encoding.decode(body))
            at = behind
        elif mark == 0x2C and at + 10 < len(data):
            flags = data[at + 9]
            at = _sub_blocks(data, at + 11 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))[1]
        else:
            return 0
    return 0


def _sub_blocks(data: bytes, at: int) -> tuple[bytes, int]:
    out = []
    while at < len(data) and data[at]:
        out.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(out), at + 1


def _webp(data: bytes) -> list[str]:
    at, found = 12, list[str]()
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if name == b"EXIF":
            found += _exif(body.removeprefix(b"Exif\0\0"))
        elif name == b"XMP ":
            found.append(_xmp(body))
        at += 8 + size + size % 2
    return found
