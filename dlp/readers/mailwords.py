"""Header values as people read them: encoded words (RFC 2047), parameters (RFC 2231), raw bytes."""

from __future__ import annotations

import binascii
import email.message
import email.utils
import quopri
import re

from dlp.readers import encoding

_WORD = re.compile(r"=\?([^?\s]+)\?([BbQq])\?([^?]*)\?=")
_BETWEEN = re.compile(r"\?=[ \t\r\n]+=\?")


def decoded(value: str) -> str:
    """A header value as people read it; raw bytes are taken for what they look like."""
    plain = _raw(value)
    joined = _BETWEEN.sub("?==?", plain)
    out: list[str] = []
    waiting, charset, at = b"", "", 0
    for word in _WORD.finditer(joined):
        between, name = joined[at : word.start()], word[1].partition("*")[0].lower()
        if waiting and (between or name != charset):  # a character may be cut in two by adjacent words
            out.append(encoding.decode(waiting, charset))
            waiting = b""
        out.append(between)
        waiting, charset, at = waiting + _bytes(word[2], word[3]), name, word.end()
    out.append(encoding.decode(waiting, charset) if waiting else "")
    out.append(joined[at:])
    return " ".join("".join(out).split())


def _raw(value: str) -> str:
    if any("\udc80" <= c <= "\udcff" for c in value):
        return encoding.decode(value.encode("utf-8", "surrogateescape"))
    return value


def _bytes(way: str, text: str) -> bytes:
    if way in "Qq":
        return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)
    return loose_base64(text.encode("utf-8", "replace"))[0]


def loose_base64(data: bytes) -> tuple[bytes, bool]:
    """What decodes, and whether all of it did: foreign characters, or a group that is cut off, say no."""
    packed = data.translate(None, b" \t\r\n\0")
    kept = re.sub(rb"[^A-Za-z0-9+/=]", b"", packed)
    whole = len(kept) == len(packed)
    out = []
    for run in re.split(rb"=+", kept):
        cut = len(run) % 4
        whole = whole and cut != 1
        out.append(binascii.a2b_base64(run[: len(run) - 1] if cut == 1 else run + b"=" * (-len(run) % 4)))
    return b"".join(out), whole


def parameter(message: email.message.Message, name: str, header: str) -> str | None:
    """A parameter of a header, written in whichever way, None where there is none."""
    raw = next((text for key, text in message.raw_items() if key.lower() == header), None)
    if raw is None:
        return None
    alone = email.message.Message()
    alone[header] = " ".join(_raw(raw).splitlines())
    try:
        value = alone.get_param(name, None, header)
    except (LookupError, UnicodeError, ValueError):
        return None
    if isinstance(value, tuple):
        charset, _, text = value
        return encoding.decode(text.encode("latin-1", "replace"), charset or "utf-8")
    return decoded(email.utils.unquote(value)) if isinstance(value, str) else None
