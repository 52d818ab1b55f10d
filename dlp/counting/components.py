"""Connected components of a graph larger than memory.

Large-star and small-star in turn (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii:
Connected Components in MapReduce and Beyond, SoCC 2014): every step is a sorted pass over the
edges, and after about log n of them each node hangs directly on the least one of its component.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlp.counting.rows import Rows, begins, mixed, table
from dlp.counting.spill import Scratch, Table


def components(edges: Table, scratch: Scratch) -> Table:
    """For each node that has an edge, but the least of a component: (node, least node).

    edges: rows of two nodes; emptied. Which node comes first in a row does not matter.
    Raises SpillError.
    """
    stars = edges
    while True:
        before = _sum(stars)
        stars = _small_star(_large_star(stars, scratch), scratch)
        if _sum(stars) == before:
            return stars


def _large_star(edges: Table, scratch: Scratch) -> Table:
    """Hang the greater neighbours of every node on its least neighbour, or on itself."""
    both, out = Table(2, scratch), Table(2, scratch)
    for rows in edges.chunks():
        parted = rows[rows[:, 0] != rows[:, 1]]
        both.add(parted)
        both.add(parted[:, ::-1])
    edges.clear()
    for rows, least in _with_least(both.chunks()):
        greater = rows[:, 1] > rows[:, 0]
        out.add(table(rows[greater, 1], least[greater]))
    return out


def _small_star(edges: Table, scratch: Scratch) -> Table:
    """Hang every node and its lesser neighbours on the least of these. Rows are (greater, lesser)."""
    out = Table(2, scratch)
    for rows, least in _with_least(edges.chunks()):
        out.add(table(rows[:, 0], least))
        other = rows[:, 1] != least
        out.add(table(rows[other, 1], least[other]))
    edges.clear()
    return out


def _with_least(chunks: Iterator[Rows]) -> Iterator[tuple[Rows, Rows]]:
    """Each piece of sorted edges, with the least of a row's node and all that node's neighbours."""
    node = least = np.uint64(0)
    for rows in chunks:
        first = begins(rows)
        leasts = np.minimum(rows[first, 0], rows[first, 1])
        if rows[0, 0] == node:
            leasts[0] = least
        node, least = rows[-1, 0], leasts[-1]
        yield rows, leasts[np.cumsum(first) - 1]


def _sum(edges: Table) -> tuple[int, int]:
    """A number of rows and a checksum that does not depend on how they come in pieces."""
    number, total = 0, 0
    for rows in edges.chunks():
        number += len(rows)
        total += int(mixed(mixed(rows[:, 0]) + rows[:, 1]).sum())
    return number, total & 0xFFFFFFFFFFFFFFFF
