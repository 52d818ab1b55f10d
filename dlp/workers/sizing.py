"""How many workers a machine bears."""

from __future__ import annotations

from dlp import machine

_FIRST_MB = 1024
"""What the first worker may take at once: the engine, its own working memory and that of its reader's child."""
_MORE_MB = 768
_MOST = 16
"""More would wait for the one process that records."""


def suitable(asked: int = 0) -> int:
    """How many workers to start: what is asked for, else a worker a core as far as free memory goes."""
    if asked:
        return asked
    by_memory = 1 + max(0, machine.spare_memory_mb() - _FIRST_MB) // _MORE_MB
    return max(1, min(machine.cores(), by_memory, _MOST))
