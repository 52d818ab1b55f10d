"""How many bytes of messages there may be in memory at once."""

from __future__ import annotations

import asyncio

COPIES = 4
"""How often a message lies in memory at its worst: lines, whole, for the worker, for the next hop."""


class Room:
    """A number of bytes that messages share. What is larger than all of it waits until it has it alone."""

    def __init__(self, memory_mb: int) -> None:
        self._whole = self._free = (memory_mb << 20) // COPIES
        self._changed = asyncio.Condition()

    async def take(self, size: int) -> None:
        """Wait until there is room for a message."""
        size = min(size, self._whole)
        async with self._changed:
            await self._changed.wait_for(lambda: self._free >= size)
            self._free -= size

    async def give(self, size: int) -> None:
        """The message is gone."""
        async with self._changed:
            self._free += min(size, self._whole)
            self._changed.notify_all()
