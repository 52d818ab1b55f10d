"""A regular expression over characters, written anew over the bytes of their UTF-8 form.

Gates are searched for in bytes, by whichever engine is at hand; so that all of them understand
the same, every character beyond ASCII becomes the bytes it is encoded in. A search in valid
UTF-8 then matches exactly where the original matches in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ESCAPED = re.compile(r"\\(?:u|x(?=[89a-f]))([0-9a-f]{2,4})", re.IGNORECASE)
"""A character beyond ASCII written as its code."""

_TOKEN = re.compile(r"\\.|\[\^?(?:\\.|[^\]\\])+\]|[^\x00-\x7f]|\.", re.DOTALL)
_ITEM = re.compile(r"(\\?.)(?:-(\\?.))?", re.DOTALL)
_NAMED = {"d": [(48, 57)], "s": [(9, 13), (32, 32)], "t": [(9, 9)], "n": [(10, 10)], "r": [(13, 13)]}
_LAST = 0x10FFFF
_LENGTHS = (0x7F, 0x7FF, 0xFFFF, _LAST)
"""The last code point that takes one, two, three and four bytes."""

Range = tuple[int, int]


def to_bytes(expression: str) -> str:
    """The same expression over bytes, as text of ASCII alone (`\\xe5` stands for a byte).

    Understands literals, classes, `.`, groups, alternatives and repeats; `\\d` and `\\s` mean the
    ASCII ones.
    """
    plain = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), expression)
    return _TOKEN.sub(lambda match: _translate(match[0]), plain)


def _translate(part: str) -> str:
    if part.startswith("\\"):
        return part
    if part.isascii() and part.startswith("[") and not part.startswith("[^"):
        return part
    if part == ".":
        return _group(_complement([(10, 10)]))
    return _group(_ranges(part)) if part.startswith("[") else _group([(ord(part), ord(part))])


def _ranges(part: str) -> list[Range]:
    """The code points of a class such as `[^0-9中-文]`."""
    negated = part.startswith("[^")
    found: list[Range] = []
    for first, last in _ITEM.findall(part[2 if negated else 1 : -1]):
        if first[0] == "\\" and first[1:] in _NAMED:
            found += _NAMED[first[1:]]
        else:
            found.append((ord(first[-1]), ord((last or first)[-1])))
    return _complement(found) if negated else _united(found)


def _united(ranges: list[Range]) -> list[Range]:
    """The same code points in as few ranges as there can be."""
    united: list[Range] = []
    for first, last in sorted(ranges):
        if united and first <= united[-1][1] + 1:
            united[-1] = united[-1][0], max(last, united[-1][1])
        else:
            united.append((first, last))
    return united


def _complement(ranges: list[Range]) -> list[Range]:
    found, at = [], 0
    for first, last in sorted(ranges):
        if at < first:
            found.append((at, first - 1))
        at = max(at, last + 1)
    return [*found, (at, _LAST)] if at <= _LAST else found


def _group(ranges: list[Range]) -> str:
    """Alternatives that match one character of these ranges."""
    single = "".join(_span(first, min(last, 0x7F)) for first, last in ranges if first <= 0x7F)
    longer = [s for first, last in ranges if last > 0x7F for s in _sequences(max(first, 0x80), last)]
    parts = [f"[{single}]"] if single else []
    return "(?:" + "|".join(parts + longer) + ")"


def _sequences(first: int, last: int) -> Iterator[str]:
    """A range of code points beyond ASCII as byte sequences with a class for each byte."""
    for limit in _LENGTHS:
        if first <= limit < last:
            yield from _sequences(first, limit)
            first = limit + 1
    for bits in (6, 12, 18):  # cut where the leading bytes change, so that the rest runs freely
        low = (1 << bits) - 1
        if first & ~low != last & ~low:
            if first & low:
                yield from _sequences(first, first | low)
                yield from _sequences((first | low) + 1, last)
                return
            if last & low != low:
                yield from _sequences(first, (last & ~low) - 1)
                yield from _sequences(last & ~low, last)
                return
    ends = (_encode(first), _encode(last))
    if len(ends[0]) == len(ends[1]):
        yield "".join(_byte(a, b) for a, b in zip(*ends, strict=True))


def _encode(code: int) -> bytes:
    return chr(code).encode("utf-8", "surrogatepass")


def _byte(first: int, last: int) -> str:
    return f"\\x{first:02x}" if first == last else f"[\\x{first:02x}-\\x{last:02x}]"


def _span(first: int, last: int) -> str:
    return f"\\x{first:02x}-\\x{last:02x}"
