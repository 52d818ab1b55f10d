"""Text that stands in pieces, each with its place on the page: OFD and XPS."""

from __future__ import annotations

from typing import NamedTuple

_WIDE = "\u2e80"
_GAP = 0.3
"""The part of the type size by which two pieces must be apart to be two words."""


class Placed(NamedTuple):
    """A piece of text: from the top and from the left, its type size, all in the page's unit.

    end: where it ends if that is known; it is estimated from the size if not.
    """

    y: float
    x: float
    text: str
    size: float
    end: float | None = None

    @property
    def right(self) -> float:
        """Where the piece ends: a Han character is as wide as high, others about half of it."""
        if self.end is not None:
            return self.end
        return self.x + self.size * sum(1.0 if c >= _WIDE else 0.5 for c in self.text)


def lines(texts: list[Placed], *, is_form: bool = False) -> str:
    """Text in the order of the file, that of a filled form from top to bottom; each base line is a line."""
    out: list[str] = []
    last: Placed | None = None
    for piece in _in_rows(texts) if is_form else texts:
        if last is not None:
            out.append(_between(last, piece))
        out.append(piece.text)
        last = piece
    return "".join([*out, "\n"]) if out else ""


def _between(last: Placed, piece: Placed) -> str:
    if abs(piece.y - last.y) > _near(last, piece):
        return "\n"
    apart = piece.x - last.right > _GAP * piece.size or piece.x < last.x
    return " " if apart and not last.text.endswith(" ") else ""


def _near(one: Placed, other: Placed) -> float:
    """How far apart base lines may be and still be one."""
    return 0.3 * max(one.size, other.size, 1.0)


def _in_rows(texts: list[Placed]) -> list[Placed]:
    """From top to bottom, and in rows from left to right; base lines close to each other are one row."""
    rows: list[Placed] = []
    first: Placed | None = None
    for piece in sorted(texts, key=lambda t: t.y):
        if first is None or piece.y - first.y > _near(first, piece):
            first = piece
        rows.append(piece._replace(y=first.y))
    return sorted(rows, key=lambda t: (t.y, t.x))
