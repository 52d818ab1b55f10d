"""Times in which we cannot have seen anything: sleep, a stopped process, a clock that was set."""

from __future__ import annotations

import time
from collections.abc import Callable

JUMP = 30.0
"""Seconds by which the clock of the wall and that of the machine may part, and a turn of the loop may take."""


class Clock:
    """Compares two clocks each time it is asked. A machine that sleeps stops one of them, or neither."""

    def __init__(
        self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic, jump: float = JUMP
    ) -> None:
        self._wall, self._steady, self._jump = wall, steady, jump
        self._last = wall(), steady()

    def missing(self) -> tuple[str, float] | None:
        """Why something may have been missed since the last question, and when that began (seconds since 1970)."""
        (wall, steady), (began, before) = (self._wall(), self._steady()), self._last
        self._last = wall, steady
        passed = steady - before
        apart = (wall - began) - passed
        if apart > self._jump:
            return "sleep", began
        if apart < -self._jump:
            return "clock_set_back", wall
        return ("stalled", began) if passed > self._jump else None
