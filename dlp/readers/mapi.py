"""Properties of Outlook items (MS-OXPROPS), as .msg files and winmail.dat hold them: text out of them.

An item is headers, bodies, and every other property that is text: a contact's telephone numbers
and an appointment's place are as much data as the body.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dlp.model import Reason, Unread
from dlp.readers import encoding, markup, rtfpack
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source

SUBJECT, BODY, HTML, RTF = 0x0037, 0x1000, 0x1013, 0x1009
CODE_PAGE, INTERNET_CODE_PAGE, LOCALE_CODE_PAGE = 0x3FFD, 0x3FDE, 0x66C3
FILE_LONG, FILE_SHORT, DISPLAY_NAME, FILE_DATA, FILE_METHOD = 0x3707, 0x3704, 0x3001, 0x3701, 0x3705
EMAIL, SMTP, SENDER_SMTP, SENDER_EMAIL, SENT_FOR_SMTP, SENT_FOR_EMAIL = 0x3003, 0x39FE, 0x5D01, 0x0C1F, 0x5D02, 0x0065
MESSAGE_ID = 0x1035

_HEADERS = (
    (SUBJECT, "Subject"), (0x0042, "From"), (SENT_FOR_EMAIL, "From"), (SENT_FOR_SMTP, "From"), (0x0C1A, "Sender"), (SENDER_EMAIL, "Sender"),
    (SENDER_SMTP, "Sender"), (0x0E04, "To"), (0x0E03, "Cc"), (0x0E02, "Bcc"), (0x0050, "Reply-To"), (0x007D, "Transport"),
)  # fmt: skip
_SILENT = frozenset({
    BODY, HTML, RTF, FILE_DATA, 0x001A, 0x003D, 0x0070, 0x0E1D, 0x0064, 0x0C1E, 0x3002, 0x0075, 0x0077, 0x5FF7, 0x3703, 0x370E, 0x370D,
    0x3712, 0x3FFA, 0x10F3, 0x0E28, 0x0E29, 0x6700, 0x4030, 0x4031, 0x4038, 0x4039, 0x1035, 0x1039, 0x1042, 0x36E4, 0x36E5,
})  # fmt: skip
"""Text that machines wrote for machines: classes, address types, identifiers."""
_TITLES = {
    0x3A08: "办公电话", 0x3A09: "住宅电话", 0x3A1C: "手机", 0x3A1B: "办公电话2", 0x3A24: "传真", 0x3A25: "住宅传真", 0x3A1A: "电话", 0x3A02: "助理电话",
    0x3A00: "账号", 0x3A16: "公司", 0x3A17: "职务", 0x3A18: "部门", 0x3A11: "姓", 0x3A06: "名", 0x3001: "姓名", 0x3003: "邮箱", 0x39FE: "邮箱",
    0x3A15: "地址", 0x3A29: "街道", 0x3A27: "城市", 0x3A28: "省", 0x3A2A: "邮编", 0x3A26: "国家",
}  # fmt: skip


class EightBit(bytes):
    """Text in the item's code page, as opposed to bytes that are no text."""


Properties = Mapping[int, Any]
"""Property number to value: str, bytes, int, or a list of the first two; named ones from 0x8000 on."""


def charset(properties: Properties) -> str | None:
    """The encoding of 8-bit text in an item, None if it does not say."""
    for number in (CODE_PAGE, LOCALE_CODE_PAGE, INTERNET_CODE_PAGE):
        page = properties.get(number)
        if isinstance(page, int) and page > 0:
            return encoding.normalise({65001: "utf-8", 936: "gb18030", 54936: "gb18030", 950: "big5", 20127: "ascii"}.get(page, f"cp{page}"))  # fmt: skip
    return None


def text_of(value: Any, charset: str | None = None) -> str:
    """A property as text, empty where it is none."""
    if isinstance(value, list):
        return "; ".join(text_of(item, charset) for item in value)
    if isinstance(value, bytes):
        return encoding.decode(value, charset).rstrip("\0") if value.strip(b"\0") else ""
    return value.rstrip("\0") if isinstance(value, str) else ""


def headers(properties: Properties, recipients: Sequence[Properties]) -> str:
    """What stands above a message, one line each: named headers, recipients, then all other text."""
    page = charset(properties)
    lines = [(title, text_of(properties.get(number), page)) for number, title in _HEADERS]
    for recipient in recipients:
        known = (text_of(recipient.get(number), page) for number in (DISPLAY_NAME, SMTP, EMAIL))
        lines.append(("Recipient", " ".join(dict.fromkeys(text for text in known if text and not text.lower().startswith("/o=")))))  # fmt: skip
    shown = {number for number, _ in _HEADERS}
    for number in sorted(properties):
        value = properties[number]
        if number not in shown and number not in _SILENT and isinstance(value, str | list | EightBit):
            lines.append((_TITLES.get(number, "Property"), text_of(value, page)))
    return "".join(f"{title}: {text.strip()}\n" for title, text in dict.fromkeys(lines) if text.strip())


def bodies(properties: Properties, source: Source, budget: Budget) -> Iterator[Item]:
    """The body in plain text and in HTML; the one in rich text where there is no HTML."""
    page = charset(properties)
    plain = text_of(properties.get(BODY), page)
    if plain.strip():
        yield from Part(source.inner("body"), budget, lines=True).blocks(plain.replace("\r\n", "\n"))
    html = properties.get(HTML)
    if html:
        text = html if isinstance(html, str) else encoding.decode(html, _html_charset(html, properties))
        yield from markup.whole(text, "body.html", source, budget)
    elif isinstance(packed := properties.get(RTF), bytes) and len(packed) > 16:
        yield from _rich(packed, source, budget)


def _html_charset(html: bytes, properties: Properties) -> str | None:
    page = properties.get(INTERNET_CODE_PAGE)
    return charset({CODE_PAGE: page}) if page else markup.declared(html)


def _rich(packed: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    data, whole = rtfpack.unpacked(packed)
    if not whole:
        yield Unread(source.inner("body.rtf"), Reason.CORRUPT, "rtf")
    if not data:
        return
    yield from read_member(source.member(io.BytesIO(data), "body.rtf", len(data)), budget)


def file_name(properties: Properties, page: str | None, number: int) -> str:
    """An attachment's name, a number where it has none."""
    names = (text_of(properties.get(field), page) for field in (FILE_LONG, FILE_SHORT, DISPLAY_NAME))
    return next((name.strip().replace("/", "_") for name in names if name.strip()), str(number))
