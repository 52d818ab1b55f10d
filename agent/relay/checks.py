"""What no honest client sends: messages that the next server could read differently than we do.

A lone LF or CR, or a NUL, ends a line for some servers and not for others; with that a second
message can be smuggled through in one (RFC 5321, 2.3.8 and 4.1.1.4 forbid it).
"""

from __future__ import annotations

import re

_HEADERS_END = b"\r\n\r\n"
HEADERS = 256 << 10
"""So many bytes of headers a message has at most; Postfix cuts at 100 kB."""
HOPS = 50
"""With so many Received lines a message is going round in circles (RFC 5321, 6.3)."""
_RECEIVED = re.compile(rb"(?im)^received:")


def malformed(content: bytes) -> str:
    """The answer to a message that is not to be passed on, empty for one that may."""
    if not content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n"):
        return "554 5.6.0 Bare LF or CR in the message (RFC 5321, 2.3.8)"
    if b"\0" in content:
        return "554 5.6.0 NUL in the message"
    end = content.find(_HEADERS_END, 0, HEADERS + 1)
    if end < 0 and len(content) > HEADERS:
        return f"552 5.3.4 The headers are longer than {HEADERS} bytes"
    head = content[: end + 2] if end >= 0 else content
    if len(_RECEIVED.findall(head)) > HOPS:
        return "554 5.4.6 Too many hops: the message is going in circles"
    return ""
