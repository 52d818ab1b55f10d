"""Plain text in any encoding, and delimited tables, streamed in blocks."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from dlp.model import Grid, Reason
from dlp.readers import encoding
from dlp.readers.escapes import has_escapes, unescaped
from dlp.readers.source import BLOCK, Budget, Item, Part, Source, Stop, good_cut, pieces

_CHUNK = 1 << 18
_DELIMITERS = ("\t", ",", ";", "|")
_SAMPLE_LINES = 30
_NOT_BY_LINE = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_LEAST_ROWS = 2
_NUMBER = re.compile(r"\s*[+0-9][0-9 -]{5,24}[0-9Xx]\s*")
_QUOTED = re.compile(r'"(?:[^"]|""){0,2000}"')


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The text as one part; a delimited table becomes grid blocks."""
    part = Part(source.inner("text"), budget, lines=True)
    grid: Grid | None = None
    escaped: list[str] = []
    for number, text in enumerate(texts(source)):
        if number == 0 and not source.as_text:
            grid = find_grid(text, source.name)
        for piece in pieces(text):
            yield part.block(piece, Grid(grid.delimiter, grid.quoted, first_row=part.line) if grid else None)
        if not source.as_text:
            escaped += unescaped_lines(text)
    if escaped:
        yield from Part(source.inner("unescaped"), budget).blocks("".join(escaped))


def unescaped_lines(text: str) -> list[str]:
    """The lines of program text or settings that hold escaped characters, with these in place."""
    if not has_escapes(text):
        return []
    return [f"{unescaped(line)}\n" for line in text.splitlines() if has_escapes(line)]


def texts(source: Source) -> Iterator[str]:
    """The decoded text in pieces of whole lines. Raises Stop if it is no text."""
    return _whole_lines(_decoded(source))


def _whole_lines(texts: Iterator[str]) -> Iterator[str]:
    """The same text cut at line ends; an endless line is cut after some punctuation.

    A last line without an end stays with the lines above it: a table's titles may stand there.
    """
    whole = kept = ""
    for text in texts:
        if whole and text:
            yield whole
            whole = ""
        kept += text
        cut = kept.rfind("\n") + 1
        if cut == 0 and len(kept) >= 4 * BLOCK:
            cut = good_cut(kept, len(kept) - BLOCK - 1)
        whole, kept = whole + kept[:cut], kept[cut:]
    if whole or kept:
        yield whole + kept


def _decoded(source: Source) -> Iterator[str]:
    """The text in chunks. A file may begin as ASCII and go on in GB18030, or mix encodings."""
    name = encoding.detect(source.head(1 << 16))
    if name is None:
        raise Stop(Reason.UNSUPPORTED)
    if encoding.is_mixed(source.head(1 << 16), name):
        yield from _line_by_line(source, source.file.read(_CHUNK), name)
        return
    decoder = codecs.getincrementaldecoder(name)("strict")
    while chunk := source.file.read(_CHUNK):
        pending = decoder.getstate()[0] + chunk
        try:
            yield decoder.decode(chunk)
        except UnicodeDecodeError:
            found = encoding.detect(pending)
            if found in (None, name) or not encoding.fits(pending, str(found)):
                yield from _line_by_line(source, pending, name)
                return
            decoder = codecs.getincrementaldecoder(str(found))("strict")
            yield decoder.decode(pending)
    yield codecs.decode(decoder.getstate()[0], "utf-8", "replace")


def _line_by_line(source: Source, pending: bytes, name: str) -> Iterator[str]:
    """The rest of a file that fits no single encoding: each line in UTF-8, else in the one that most is in."""
    name = "gb18030" if name in _NOT_BY_LINE else name
    while pending:
        lines = pending.split(b"\n")
        chunk = source.file.read(_CHUNK)
        rest = lines.pop() if chunk else b""
        yield "\n".join(_line(line, name) for line in lines) + ("\n" if chunk and lines else "")
        pending = rest + chunk


def _line(line: bytes, name: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode(name, "replace")


def find_grid(text: str, name: str = "") -> Grid | None:
    """Whether a text is a delimited table: the same delimiter the same number of times a line."""
    sample = _QUOTED.sub("", text[:BLOCK]) if '"' in text[:BLOCK] else text[:BLOCK]
    lines = [line for line in sample.splitlines()[:_SAMPLE_LINES] if line.strip()]
    if len(lines) < 2 or lines[0].lstrip()[:1] in ("{", "[", "<"):
        return None
    for delimiter in _DELIMITERS:
        counts = [line.count(delimiter) for line in lines]
        usual, times = Counter(counts).most_common(1)[0]
        named = name.lower().endswith((".csv", ".tsv", ".tab")) and delimiter != "|"
        least = 1 if named or delimiter == "\t" or _is_list(lines, delimiter) else 2
        if usual >= least and times >= (0.6 if named else 0.9) * len(lines):
            return Grid(delimiter, quoted=delimiter != "|")
    return None


def _is_list(lines: list[str], delimiter: str) -> bool:
    """Whether lines of two cells are a table: one column below the first line is hardly anything but numbers."""
    rows = [line.split(delimiter) for line in lines[1:]]
    numbers = [sum(_NUMBER.fullmatch(cell) is not None for cell in column) for column in zip(*rows, strict=False)]
    return len(rows) >= _LEAST_ROWS and max(numbers, default=0) >= 0.8 * len(rows)
