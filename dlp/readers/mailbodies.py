"""What a mail part holds: transfer encodings that may be damaged, files inside text, flowed and enriched text."""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp.readers.mailwords import loose_base64

_UU = re.compile(
    rb"(?m)^begin(?:-base64)? [0-7]{3,4} (?P<name>[^\r\n]+)\r?\n(?P<body>(?:(?!end[ \t]*\r?$|====\r?$)[^\n]*\n)*)(?P<end>end|====)?[^\n]*\n?"
)
_YENC = re.compile(rb"(?m)^=ybegin (?P<head>[^\r\n]*)\r?\n(?P<body>(?:(?!=yend )[^\n]*\n)*)(?P<end>=yend[^\n]*)?\n?")
_ENRICHED = re.compile(r"<<|<param>.*?</param>|</?[A-Za-z0-9-]{1,60}>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class File:
    """A file that stands inside a text body. `whole` says that it ends where it should."""

    name: bytes
    data: bytes
    whole: bool


def transfer_decoded(data: bytes, way: str) -> tuple[bytes, bool]:
    """A part's bytes and whether all of them decoded; an unknown way is taken for none."""
    if way == "base64":
        out, whole = loose_base64(data)
        if not whole and len(out) * 4 < len(data) * 2:  # it says base64 and is something else
            return data, False
        return out, whole
    if way == "quoted-printable":
        return quopri.decodestring(data), True
    if way in ("uuencode", "x-uuencode", "x-uue", "uue"):
        found = _UU.search(data)
        return _uu(found) if found else (data, False)
    return data, True


def files_in(data: bytes) -> tuple[bytes, list[File]]:
    """A text without the files that are written into it (uuencode, yEnc), and those files."""
    files: list[File] = []
    if b"begin" in data:
        data = _UU.sub(lambda found: _taken(found, files) or found[0], data)
    if b"=ybegin " in data:
        data = _YENC.sub(lambda found: _y_taken(found, files), data)
    return data, files


def _taken(found: re.Match[bytes], files: list[File]) -> bytes | None:
    out, whole = _uu(found)
    if not out:
        return None
    files.append(File(found["name"].strip(), out, whole))
    return b"\n"


def _uu(found: re.Match[bytes]) -> tuple[bytes, bool]:
    """A uuencoded file's bytes, and whether every line decoded and an end was there."""
    if found[0].startswith(b"begin-base64"):
        return loose_base64(found["body"])
    out, whole = [], found["end"] is not None
    for line in found["body"].splitlines():
        if not line or line in (b"`", b" "):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            length = ((line[0] - 32 & 63) * 4 + 5) // 3  # some writers leave rubbish behind a line
            try:
                out.append(binascii.a2b_uu(line[:length]))
            except binascii.Error:
                return b"".join(out), False
    return b"".join(out), whole


def _y_taken(found: re.Match[bytes], files: list[File]) -> bytes:
    head = found["head"]
    name = head.partition(b"name=")[2].strip()
    lines = found["body"].split(b"\n")
    packed = b"".join(line.rstrip(b"\r") for line in lines if not line.startswith(b"=ypart "))
    out, escaped = bytearray(), False
    for byte in packed:
        if byte == 0x3D and not escaped:
            escaped = True
            continue
        out.append((byte - (106 if escaped else 42)) & 0xFF)
        escaped = False
    files.append(File(name, bytes(out), found["end"] is not None and b" part=" not in b" " + head))
    return b"\n"


def unflowed(text: str, *, delete_space: bool) -> str:
    """Flowed text (RFC 3676) with its paragraphs on one line each."""
    return "".join(_unflowed(text.splitlines(), delete_space))


def _unflowed(lines: list[str], delete_space: bool) -> Iterator[str]:
    """Pieces of the text; a line that ends in a space goes on in the next of the same quote depth."""
    depth, open_line = 0, False
    for line in lines:
        body = line.lstrip(">")
        now = len(line) - len(body)
        if open_line and now != depth:
            yield "\n"
            open_line = False
        if not open_line:
            yield ">" * now
        body = body.removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        yield body[:-1] if soft and delete_space else body
        if not soft:
            yield "\n"
        depth, open_line = now, soft


def unenriched(text: str) -> str:
    """Enriched text (RFC 1896) without its commands."""
    return _ENRICHED.sub(lambda found: "<" if found[0] == "<<" else "", text)
