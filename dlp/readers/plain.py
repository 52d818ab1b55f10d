"""Plain text in any encoding, and delimited tables, streamed in blocks."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from dlp.model import Grid, Reason
from dlp.readers import encoding
from dlp.readers.source import BLOCK, Budget, Item, Part, Source, Stop, good_cut, pieces

_CHUNK = 1 << 18
_DELIMITERS = ("\t", ",", ";", "|")
_SAMPLE_LINES = 30
_QUOTED = re.compile(r'"(?:[^"]|""){0,2000}"')


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The text as one part; a delimited table becomes grid blocks."""
    part = Part(source.inner("text"), budget, lines=True)
    texts = _whole_lines(_decoded(source))
    grid: Grid | None = None
    for number, text in enumerate(texts):
        if number == 0 and not source.as_text:
            grid = find_grid(text, source.name)
        for piece in pieces(text):
            yield part.block(piece, Grid(grid.delimiter, grid.quoted, first_row=part.line) if grid else None)


def _whole_lines(texts: Iterator[str]) -> Iterator[str]:
    """The same text cut at line ends; an endless line is cut after some punctuation."""
    kept = ""
    for text in texts:
        kept += text
        cut = kept.rfind("\n") + 1
        if cut == 0 and len(kept) >= 4 * BLOCK:
            cut = good_cut(kept, len(kept) - BLOCK - 1)
        if cut:
            yield kept[:cut]
            kept = kept[cut:]
    if kept:
        yield kept


def _decoded(source: Source) -> Iterator[str]:
    """The text in chunks. A file may begin as ASCII and go on in GB18030, or mix encodings."""
    name = encoding.detect(source.head(1 << 16))
    if name is None:
        raise Stop(Reason.UNSUPPORTED)
    if encoding.is_mixed(source.head(1 << 16), name):
        yield from _line_by_line(source, source.file.read(_CHUNK))
        return
    decoder = codecs.getincrementaldecoder(name)("strict")
    while chunk := source.file.read(_CHUNK):
        pending = decoder.getstate()[0] + chunk
        try:
            yield decoder.decode(chunk)
        except UnicodeDecodeError:
            found = encoding.detect(pending)
            if found in (None, name) or not encoding.fits(pending, str(found)):
                yield from _line_by_line(source, pending)
                return
            decoder = codecs.getincrementaldecoder(str(found))("strict")
            yield decoder.decode(pending)
    yield codecs.decode(decoder.getstate()[0], "utf-8", "replace")


def _line_by_line(source: Source, pending: bytes) -> Iterator[str]:
    """The rest of a file that fits no single encoding: each line in UTF-8 or else GB18030."""
    while pending:
        lines = pending.split(b"\n")
        chunk = source.file.read(_CHUNK)
        rest = lines.pop() if chunk else b""
        yield "\n".join(map(_line, lines)) + ("\n" if chunk and lines else "")
        pending = rest + chunk


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")


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
        least = 1 if named or delimiter == "\t" else 2
        if usual >= least and times >= (0.6 if named else 0.9) * len(lines):
            return Grid(delimiter, quoted=delimiter != "|")
    return None
