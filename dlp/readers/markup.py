"""HTML: the text a reader sees, and the attributes that carry data."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlp.model import Grid
from dlp.readers import encoding
from dlp.readers.source import Budget, Item, Part, Source, pieces

_SILENT = frozenset({"script", "style", "noscript", "template"})
_LINES = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre "
    "section tbody textarea tfoot thead title tr ul".split()
)
_ATTRIBUTES = ("value", "alt", "title", "placeholder", "content")
_LINKS = ("mailto:", "tel:", "sms:")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The page's text as one part."""
    data = source.whole(budget.limits.member_bytes)
    yield from blocks(encoding.decode(data, declared(data)), Part(source.inner("html"), budget))


def blocks(markup: str, part: Part) -> Iterator[Item]:
    """Blocks of the visible text of some HTML; each outermost table is a grid of its own."""
    root = LexborHTMLParser(markup).root
    if root is None:
        return
    page = _Page()
    _walk(root, page)
    for text, is_table in page.finished():
        for piece in pieces(text):
            yield part.block(piece, Grid("\t") if is_table else None)


class _Page:
    """Collects text: block elements end lines; in a table rows end lines and cells end with a tab."""

    def __init__(self) -> None:
        self._done: list[tuple[str, bool]] = []
        self._out: list[str] = []
        self._tables = 0

    def text(self, text: str) -> None:
        """Some text as it stands in the page; its own line breaks mean nothing."""
        self._out.append(text.replace("\n", " ").replace("\t", " "))

    def open(self, tag: str) -> None:
        """An element begins."""
        if tag == "table":
            if self._tables == 0:
                self._flush(is_table=False)
            self._tables += 1
        elif tag in _LINES:
            self._break(tag)

    def close(self, tag: str) -> None:
        """An element ends."""
        if tag == "table":
            self._tables -= 1
            if self._tables == 0:
                self._flush(is_table=True)
        elif tag in ("td", "th"):
            self._out.append("\t" if self._tables == 1 else " ")
        elif tag in _LINES:
            self._break(tag)

    def finished(self) -> list[tuple[str, bool]]:
        """All text, piece by piece, and whether each is a table."""
        self._flush(is_table=False)
        return self._done

    def _break(self, tag: str) -> None:
        if self._tables:
            self._out.append("\n" if tag == "tr" and self._tables == 1 else " ")
        else:
            self._out.append("\n")

    def _flush(self, *, is_table: bool) -> None:
        lines = (
            "\t".join(" ".join(cell.split()) for cell in line.split("\t")) for line in "".join(self._out).split("\n")
        )
        text = "".join(f"{line.removesuffix(chr(9))}\n" for line in lines if line.strip())
        if text:
            self._done.append((text, is_table))
        self._out = []


def _walk(root: LexborNode, page: _Page) -> None:
    """Depth first without recursion: a page may be nested deeper than Python's stack."""
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            page.close(node)
            continue
        tag = str(node.tag)
        if tag == "-text":
            page.text(node.text(deep=False) or "")
        elif tag not in _SILENT:
            page.open(tag)
            for value in _values(node):
                page.text(f" {value} ")
            stack.append(tag)
            stack.extend(reversed(list(node.iter(include_text=True))))


def _values(node: LexborNode) -> list[str]:
    """Attributes that people see or that carry an address."""
    attributes = node.attributes
    link = attributes.get("href") or ""
    linked = link.partition(":")[2].partition("?")[0] if link.startswith(_LINKS) else ""
    return [value for value in (*(attributes.get(name) for name in _ATTRIBUTES), linked) if value]


def declared(data: bytes) -> str | None:
    """The charset that the page itself names, if any."""
    _, found, rest = data[:4096].lower().partition(b"charset=")
    name = rest.lstrip(b"\"' ")[:24]
    end = next((i for i, c in enumerate(name) if chr(c) in "\"' />;"), len(name))
    return name[:end].decode("ascii", "ignore") if found else None
