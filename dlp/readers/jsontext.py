"""JSON and lines of JSON: keys label the values, a list of flat objects is a table.

Escapes are undone, so that a number or a name written as \\uXXXX is seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dlp.model import Grid
from dlp.readers import encoding, plain
from dlp.readers.source import BLOCK, Budget, Item, Part, Source

_WHOLE = 32 << 20
"""A larger file is read as the text it is: its tree would take too much memory."""
_FIELDS = 200
_CELL = str.maketrans({"\t": " ", "\r": None, "\n": "\v"})


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """The document as one part; what does not parse is read as plain text."""
    values = _values(source) if source.size <= _WHOLE and not source.as_text else None
    if values is None:
        yield from plain.read(source, budget)
        return
    part = Part(source.inner("json"), budget)
    if isinstance(values, list) and (titles := _titles(values)):
        yield from _table(values, titles, part)
    else:
        yield from _tree(values, part)


def _values(source: Source) -> Any:
    """The value, a list of them for lines of JSON, None where it is neither."""
    text = encoding.decode(source.whole(source.size)).lstrip("\ufeff")
    try:
        return json.loads(text, strict=False, **_PARSE)
    except RecursionError:
        return None
    except ValueError:
        return _lines(text)


def _lines(text: str) -> list[Any] | None:
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        return [json.loads(line, strict=False, **_PARSE) for line in lines] if len(lines) > 1 else None
    except (ValueError, RecursionError):
        return None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; of a key that stands in it twice, both values are kept."""
    made = dict(pairs)
    if len(made) < len(pairs):
        for key in made:
            values = [value for name, value in pairs if name == key]
            made[key] = values if len(values) > 1 else values[0]
    return made


_PARSE: dict[str, Any] = {"parse_int": str, "parse_float": str, "object_pairs_hook": _object}


def _titles(rows: list[Any]) -> list[str]:
    """The keys of a list of flat objects, empty where it is no such list."""
    if len(rows) < 2 or not all(isinstance(row, dict) for row in rows):
        return []
    titles = list(dict.fromkeys(key for row in rows for key in row))
    flat = not any(isinstance(value, dict | list) for row in rows for value in row.values())
    return titles if flat and 0 < len(titles) <= _FIELDS else []


def _table(rows: list[dict[str, Any]], titles: list[str], part: Part) -> Iterator[Item]:
    lines, size, first = ["\t".join(map(_cell, titles))], 0, 1
    for number, row in enumerate(rows, 2):
        line = "\t".join(_cell(row.get(title)) for title in titles).rstrip("\t")
        lines.append(line)
        size += len(line) + 1
        if size > BLOCK:
            yield part.block("\n".join(lines) + "\n", Grid("\t", first_row=first))
            lines, size, first = [], 0, number + 1
    if lines:
        yield part.block("\n".join(lines) + "\n", Grid("\t", first_row=first))


def _cell(value: Any) -> str:
    return _scalar(value).translate(_CELL)


def _scalar(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _tree(value: Any, part: Part) -> Iterator[Item]:
    """`key: value` lines, deeper ones indented, a blank line after each object of a list."""
    out: list[str] = []
    size = 0
    for line in _told(value):
        out.append(f"{line}\n")
        size += len(line) + 1
        if size > BLOCK:
            yield part.block("".join(out))
            out, size = [], 0
    if out:
        yield from part.blocks("".join(out))


def _told(value: Any) -> Iterator[str]:
    """Depth first without recursion; the stack holds what is still to be told."""
    stack: list[tuple[str, Any, int]] = [("", value, 0)]
    while stack:
        key, item, depth = stack.pop()
        label = f"{'  ' * min(depth, 8)}{key}: " if key else "  " * min(depth, 8)
        if isinstance(item, dict):
            if key:
                yield label.rstrip()
            elif depth:
                yield ""
            stack.extend((str(k), v, depth + bool(key)) for k, v in reversed(item.items()))
        elif isinstance(item, list):
            if key:
                yield (
                    label.rstrip()
                    if any(isinstance(v, dict | list) for v in item)
                    else label + ", ".join(map(_scalar, item))
                )
            if not key or any(isinstance(v, dict | list) for v in item):
                stack.extend(("", v, depth + 1) for v in reversed(item))
        else:
            yield label + _scalar(item)
