"""Rich Text Format (RTF 1.9.1): text in any code page, tables, notes, links, pictures, embedded objects.

A mail body that was made from HTML (MS-OXRTFEX) is turned back into it and read as such.
"""

from __future__ import annotations

import binascii
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dlp.model import Reason, Unread
from dlp.readers import compound, docrows, encoding, markup
from dlp.readers.source import Budget, Item, Part, Source, Stop

_TOKEN = re.compile(
    rb"\\bin(?P<bin>\d{1,9}) ?|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARSETS = {
    77: "mac-roman", 78: "cp932", 79: "cp949", 80: "gb18030", 81: "big5hkscs", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 10000: "mac-roman", 10008: "gb18030", 65001: "utf-8"}
_CHARACTERS = {
    "par": "\r", "line": "\n", "sect": "\r", "page": "\r", "column": "\r", "tab": "\t", "cell": "\x07", "nestcell": " ", "row": "\x1c", "nestrow": " ",
    "emdash": "—", "endash": "–", "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_PARTS = {
    "header": "headers", "headerl": "headers", "headerr": "headers", "headerf": "headers", "footer": "headers", "footerl": "headers", "footerr": "headers",
    "footerf": "headers", "footnote": "footnotes", "annotation": "comments", "atnauthor": "comments", "atnid": "comments", "title": "properties",
    "subject": "properties", "author": "properties", "manager": "properties", "company": "properties", "operator": "properties", "category": "properties",
    "keywords": "properties", "comment": "properties", "doccomm": "properties", "hlinkbase": "properties", "propname": "properties", "staticval": "properties",
    "fldinst": "", "shptxt": "", "ud": "", "htmltag": "html", "mhtmltag": "silent", "bkmkstart": "silent", "bkmkend": "silent", "sv": "drawing", "sn": "silent",
}  # fmt: skip
_SILENT = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator latentstyles xmlnstbl filetbl revtbl themedata colorschememapping datastore "
    "nonshppict upr pgptbl private listtext pntext pntxta pntxtb ftnsep ftnsepc aftnsep aftnsepc passwordhash protusertbl oldcprops oldpprops blipuid "
    "panose falt fontemb fontfile objclass objname objtime ffname factoidname wgrffmtfilter mmathPr xe tc".split()
)
_STARRED = frozenset(
    {"shppict", "shpinst", "shpgrp", "do", "dptxbxtext", "background", "docvar", "userprops", "objalias"}
)
_HARMLESS = frozenset({"silent", "drawing"})
_DEPTH = 10_000


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits: where its text goes, in which code pages, how many characters follow \\u."""

    to: str = "body"
    page: str = ""
    wide: str = ""
    is_wide: bool = False
    after: int = 1
    in_table: bool = False
    font: int = -1


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Body, notes, headers and properties as parts, then objects and pictures as members."""
    data = source.whole(budget.limits.member_bytes)
    document = _Document(data)
    document.parse()
    if document.is_html:
        html = docrows.joined("".join(document.texts.get("body", [])))
        yield from markup.blocks(html, Part(source.inner("html"), budget))
    for name, pieces in document.texts.items():
        if name not in _HARMLESS and not (name == "body" and document.is_html):
            yield from docrows.blocks(docrows.joined("".join(pieces)), Part(source.inner(name), budget))
    yield from _members(document, source, budget)
    if not data.rstrip(b"\0\r\n\t ").endswith(b"}"):
        yield Unread(source.part, Reason.CORRUPT, "rtf")


def _members(document: _Document, source: Source, budget: Budget) -> Iterator[Item]:
    for number, (kind, raw) in enumerate(document.binaries, 1):
        if kind == "objdata":
            name, data = _embedded(raw)
            yield from compound.hand_over(data, f"object:{name or number}", source, budget)
        elif raw:
            yield from compound.hand_over(raw, f"picture:{number}", source, budget)


def _embedded(raw: bytes) -> tuple[str, bytes]:
    """Name and bytes of an embedded object (MS-OLEDS 2.2.5); everything where it has no such head."""
    at, strings = 8, []
    try:
        for _ in range(3):
            size = struct.unpack_from("<I", raw, at)[0]
            strings.append(raw[at + 4 : at + 4 + size].rstrip(b"\0"))
            at += 4 + size
        size = struct.unpack_from("<I", raw, at)[0]
    except struct.error:
        return "", raw
    data = raw[at + 4 : at + 4 + size]
    return compound.native(struct.pack("<I", len(data)) + data) if strings[0] == b"Package" else ("", data)


class _Document:
    """Walks over the tokens once. Character data waits as bytes until the code page changes."""

    def __init__(self, data: bytes) -> None:
        self.texts: dict[str, list[str]] = {}
        self.binaries: list[tuple[str, bytes]] = []
        self.is_html = False
        self._data = data
        self._state = _State()
        self._stack: list[_State] = []
        self._pending = bytearray()
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._hex: list[bytes] = []
        self._skip = 0
        self._starred = self._opened = False

    def parse(self) -> None:
        """Take the document apart."""
        at, data = 0, self._data
        while match := _TOKEN.search(data, at):
            at = match.end()
            kind = match.lastgroup
            opened, self._opened = self._opened, match[0] == b"{"
            if kind == "text":
                self._text(match[0])
            elif kind == "hex":
                self._text(bytes([int(match["hex"], 16)]), escaped=True)
            elif kind == "brace":
                self._brace(match[0])
            elif kind == "bin":
                size = int(match["bin"])
                self._binary(data[at : at + size])
                at += size
            elif kind == "symbol":
                self._symbol(match["symbol"], opened=opened)
            else:
                self._word(match["word"].decode(), int(match["number"]) if match["number"] else None)
        self._flush()
        self._end_binary()

    def _text(self, raw: bytes, *, escaped: bool = False) -> None:
        """Characters; the first ones after \\u only repeat what it said."""
        self._starred = False
        if self._skip:
            taken = 1 if escaped else min(self._skip, len(raw))
            self._skip -= taken
            raw = raw[taken:]
        if self._state.to in ("pict", "objdata"):
            self._hex.append(raw)
        elif self._state.to != "silent" or self._state.font >= 0:
            self._pending += raw

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip, self._starred = 0, False
        if brace == b"{":
            if len(self._stack) >= _DEPTH:
                raise Stop(Reason.TOO_DEEP)
            self._stack.append(self._state)
        elif self._stack:
            was, self._state = self._state, self._stack.pop()
            if was.to in ("pict", "objdata") and self._state.to != was.to:
                self._end_binary(was.to)
            elif was.to != self._state.to and was.to not in _HARMLESS:
                self._say("\n" if was.to != "html" else "", was.to)

    def _symbol(self, symbol: bytes, *, opened: bool) -> None:
        if symbol == b"*":
            self._starred = opened  # elsewhere than at a group's start it hides nothing (RTF 1.9.1, destinations)
        elif symbol in b"\\{}":
            self._text(symbol)
        elif symbol in b"\r\n":
            self._word("par", None)
        else:
            self._flush()
            self._say({b"~": "\xa0", b"_": "-"}.get(symbol, ""))

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if self._skip and word != "u":
            self._skip -= 1
        if word == "u" and number is not None:
            self._unicode(number)
        elif word in _CHARACTERS:
            self._flush()
            self._say(" " if word == "par" and self._state.in_table and not self.is_html else _CHARACTERS[word])
        elif not self._destination(word, starred=starred):
            self._property(word, number)

    def _unicode(self, number: int) -> None:
        """A UTF-16 code unit; two of them may make one character, which is joined at the end."""
        self._flush()
        self._say(chr(number & 0xFFFF))
        self._skip = self._state.after

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Whether the word says where the group's text goes."""
        if self._state.to in ("silent", "fonttbl") and word not in ("pict", "objdata", "ud"):
            return False
        if word in ("pict", "objdata", "fonttbl"):
            to = word
        elif word in _PARTS and (starred or word not in ("comment", "title")):
            to = _PARTS[word] or self._part()
        elif word in _SILENT or (starred and word not in _STARRED):
            to = "silent"
        elif word == "title":
            to = "properties"
        else:
            return False
        self._flush()
        self._state = replace(self._state, to=to)
        if word == "fldinst":
            self._say(" ")
        return True

    def _part(self) -> str:
        return "body" if self._state.to in ("silent", "drawing", "properties") else self._state.to

    def _property(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "uc" and number is not None:
            self._state = replace(state, after=max(0, min(number, 16)))
        elif word == "f" and number is not None:
            self._font(number)
        elif word == "af" and number is not None and state.is_wide:
            self._flush()
            self._state = replace(state, wide=self._fonts.get(number, ""))
        elif word in ("dbch", "loch", "hich"):
            self._flush()
            self._state = replace(state, is_wide=word == "dbch")
        elif word in ("intbl", "pard"):
            self._state = replace(state, in_table=word == "intbl")
        elif word == "plain":
            self._flush()
            self._state = replace(state, page="", wide="", is_wide=False)
        elif word == "htmlrtf":
            self._flush()
            self._state = replace(state, to="silent" if number != 0 else "body")
        elif word == "fromhtml":
            self.is_html = True
        else:
            self._declaration(word, number)

    def _font(self, number: int) -> None:
        self._flush()
        if self._state.to == "fonttbl":
            self._state = replace(self._state, font=number)
        else:
            self._state = replace(self._state, page=self._fonts.get(number, ""))

    def _declaration(self, word: str, number: int | None) -> None:
        if number is None:
            return
        if word == "ansicpg":
            self._page = _PAGES.get(number) or encoding.normalise(f"cp{number}") or "cp1252"
        elif word == "fcharset" and self._state.to == "fonttbl" and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]
        elif word == "cpg" and self._state.to == "fonttbl" and number:
            self._fonts[self._state.font] = _PAGES.get(number) or encoding.normalise(f"cp{number}") or ""

    def _flush(self) -> None:
        """The waiting bytes as characters of the code page that holds here."""
        if not self._pending:
            return
        raw, self._pending = bytes(self._pending), bytearray()
        if self._state.to in ("silent", "fonttbl"):
            return
        if raw.isascii():
            self._say(raw.decode("ascii"))
            return
        pages = (self._state.wide if self._state.is_wide else self._state.page, self._state.page, self._page)
        self._say(_decoded(raw, [page for page in pages if page]))

    def _say(self, text: str, to: str = "") -> None:
        to = to or self._state.to
        if text and to not in ("silent", "fonttbl", "pict", "objdata"):
            self.texts.setdefault("body" if to == "html" else to, []).append(text)

    def _binary(self, raw: bytes) -> None:
        if self._state.to in ("pict", "objdata"):
            self._hex.append(binascii.hexlify(raw))

    def _end_binary(self, kind: str = "pict") -> None:
        digits = re.sub(rb"[^0-9a-fA-F]+", b"", b"".join(self._hex))
        self._hex = []
        if digits:
            self.binaries.append((kind, binascii.unhexlify(digits[: len(digits) // 2 * 2])))


def _decoded(raw: bytes, pages: list[str]) -> str:
    """Bytes by the first code page in which they are valid; detected where they are in none."""
    for page in pages:
        try:
            return raw.decode(page)
        except (UnicodeDecodeError, LookupError):
            continue
    return encoding.decode(raw, pages[0] if pages else None)
