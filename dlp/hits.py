"""Hits of a table's rows as columns: a row of customers is a handful of hits, and most are only counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NoReturn, overload

import numpy as np
import numpy.typing as npt

from dlp.grid import Numbers
from dlp.model import Hit


@dataclass(frozen=True, slots=True, repr=False)
class HitRun:
    """Hits of one kind in rows of a table, in order of place. `hit` gives any of them.

    normals, records, specimen: as in `Hit`, one entry for each.
    """

    entity: str
    normals: Sequence[str]
    records: Numbers
    specimen: npt.NDArray[np.bool_]
    staff: bool
    hit: Callable[[int], Hit]

    def __len__(self) -> int:
        return len(self.normals)

    def __reduce__(self) -> NoReturn:
        raise TypeError("hits hold raw values and are never serialised")


class TableHits(Sequence[Hit]):
    """The hits of a table block, in order.

    runs, single: those of whole columns, and the others; order: their order among each other, as
        numbers that count through the runs and then the single ones.
    """

    def __init__(self, runs: Sequence[HitRun], single: Sequence[Hit], order: Numbers) -> None:
        self.runs, self.single, self.order = runs, single, order
        self._ends = list(accumulate(map(len, runs)))

    def __len__(self) -> int:
        return len(self.order)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> list[Hit]: ...
    def __getitem__(self, at: int | slice) -> Hit | list[Hit]:
        if isinstance(at, slice):
            return [self._hit(number) for number in self.order[at].tolist()]
        return self._hit(int(self.order[at]))

    def _hit(self, number: int) -> Hit:
        run = bisect_right(self._ends, number)
        place = number - (self._ends[run - 1] if run else 0)
        return self.runs[run].hit(place) if run < len(self.runs) else self.single[place]

    def __repr__(self) -> str:
        return f"<TableHits {len(self)}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("hits hold raw values and are never serialised")
