"""HTML: the text a reader sees, and the attributes that carry data."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlp.model import Grid
from dlp.readers import encoding, loosehtml, pagehidden
from dlp.readers.source import Budget, Item, Part, Source, pieces

_SILENT = frozenset({"script", "style"})
_LINES = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre "
    "section tbody textarea tfoot thead title tr ul".split()
)
_ATTRIBUTES = ("value", "alt", "title", "placeholder", "content", "label", "summary", "aria-label")
_TEMPLATES = 100
_LINKS = ("mailto:", "tel:", "sms:")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The page as people see it as one part; comments, scripts and files inside it apart."""
    data = source.whole(budget.limits.member_bytes)
    yield from whole(encoding.decode(data, declared(data)), "html", source, budget)


def whole(markup: str, name: str, source: Source, budget: Budget) -> Iterator[Item]:
    """All that some HTML holds: what it shows under a name, then what it does not show."""
    yield from blocks(markup, Part(source.inner(name), budget))
    for label, text in (("comments", pagehidden.comments(markup)), ("scripts", pagehidden.scripts(markup))):
        if text.strip():
            part = Part(source.inner(label), budget)
            yield from blocks(text, part) if label == "comments" and "<" in text else part.blocks(text)
    yield from pagehidden.files(markup, source, budget)


def blocks(markup: str, part: Part) -> Iterator[Item]:
    """Blocks of the visible text of some HTML; each outermost table is a grid of its own."""
    if loosehtml.is_deep(markup):
        yield from part.blocks(loosehtml.text(markup))
        return
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
    templates = 0
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
            if (inner := _inner_page(node, tag)) and templates < _TEMPLATES:
                templates += 1
                stack.append(inner)


def _inner_page(node: LexborNode, tag: str) -> LexborNode | None:
    """The page inside an element that keeps it apart: a template's content, a frame's own document."""
    if tag == "template":
        markup = (node.html or "").partition(">")[2].rpartition("<")[0]
    else:
        markup = node.attributes.get("srcdoc") or "" if tag == "iframe" else ""
    return LexborHTMLParser(markup).root if markup.strip() else None


def _values(node: LexborNode) -> list[str]:
    """Attributes that people see or that carry an address or data."""
    attributes = node.attributes
    known = [attributes.get(name) for name in _ATTRIBUTES]
    own = [value for name, value in attributes.items() if name.startswith("data-") and _is_data(value)]
    return [value for value in (*known, *own, _link(attributes.get("href") or "")) if value]


def _is_data(value: str | None) -> bool:
    return bool(value) and any(c.isdigit() or c == "@" or c > "\x7f" for c in str(value))


def _link(link: str) -> str:
    """A link's address or number; of a link to a page, what it hands over."""
    if link.startswith(_LINKS):
        return unquote(link.partition(":")[2].partition("?")[0])
    return unquote(link) if "?" in link and link.lower().startswith(("http:", "https:")) else ""


def declared(data: bytes) -> str | None:
    """The charset that the page itself names, if any."""
    head = data[:4096].lower()
    _, found, rest = head.partition(b"charset=")
    if not found:
        _, found, rest = head.partition(b"?>")[0].partition(b"encoding=")
    name = rest.lstrip(b"\"' ")[:24]
    end = next((i for i, c in enumerate(name) if chr(c) in "\"' />;"), len(name))
    return name[:end].decode("ascii", "ignore") if found else None
