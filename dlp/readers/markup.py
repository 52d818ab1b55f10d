"""HTML: the text a reader sees, and the attributes that carry data."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from dlp.readers import encoding
from dlp.readers.plain import find_grid
from dlp.readers.source import Budget, Item, Part, Source, pieces

_SILENT = frozenset({"script", "style", "noscript", "template"})
_LINES = frozenset(
    "address article aside blockquote br caption dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre "
    "section table tbody textarea tfoot thead title tr ul".split()
)
_ATTRIBUTES = ("value", "alt", "title", "placeholder", "content")
_LINKS = ("mailto:", "tel:", "sms:")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The page's text as one part."""
    data = source.whole(budget.limits.member_bytes)
    yield from blocks(encoding.decode(data, _declared(data)), Part(source.inner("html"), budget))


def blocks(markup: str, part: Part) -> Iterator[Item]:
    """Blocks of the visible text of some HTML."""
    text = visible(markup)
    grid = find_grid(text)
    for piece in pieces(text):
        yield part.block(piece, grid)


def visible(markup: str) -> str:
    """Text nodes in order: block elements end lines, table cells are parted by tabs."""
    root = LexborHTMLParser(markup).root
    out: list[str] = []
    if root is not None:
        _walk(root, out)
    lines = (" ".join(cell.split(" ")).strip(" \r") for cell in "".join(out).split("\n"))
    return "\n".join(line.strip("\t") if not line.strip() else line for line in lines if line.strip())


def _walk(root: LexborNode, out: list[str]) -> None:
    """Depth first without recursion: a page may be nested deeper than Python's stack."""
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        tag = node.tag
        if tag == "-text":
            out.append((node.text(deep=False) or "").replace("\n", " ").replace("\t", " "))
        elif tag not in _SILENT:
            _open(node, str(tag), out)
            stack.append(_close(str(tag)))
            stack.extend(reversed(list(node.iter(include_text=True))))


def _open(node: LexborNode, tag: str, out: list[str]) -> None:
    if tag in _LINES:
        out.append("\n")
    attributes = node.attributes
    values = [attributes.get(name) for name in _ATTRIBUTES]
    link = attributes.get("href") or ""
    if link.startswith(_LINKS):
        values.append(link.partition(":")[2].partition("?")[0])
    out.extend(f" {value} " for value in values if value)


def _close(tag: str) -> str:
    if tag in ("td", "th"):
        return "\t"
    return "\n" if tag in _LINES else ""


def _declared(data: bytes) -> str | None:
    """The charset that the page itself names, if any."""
    _, found, rest = data[:4096].lower().partition(b"charset=")
    name = rest.lstrip(b"\"' ")[:24]
    end = next((i for i, c in enumerate(name) if chr(c) in "\"' />;"), len(name))
    return name[:end].decode("ascii", "ignore") if found else None
