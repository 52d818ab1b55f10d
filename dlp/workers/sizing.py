"""How many workers a machine bears."""

from __future__ import annotations

from dlp import machine

_EACH_MB = 768
"""What a worker may take at once: its own part of the engine, what it works on, and its reader's child."""
_RECOGNITION_MB = 1024
"""What the recognition of pictures takes besides, where it is on."""
_SHARED_MB = 512
"""What is loaded once, and what this process needs."""
_MOST = 16
"""More would wait for the one process that records."""


def suitable(asked: int = 0, *, ocr: bool = False) -> int:
    """How many workers to start: what is asked for, else a worker a core as far as free memory goes."""
    if asked:
        return asked
    each = _EACH_MB + (_RECOGNITION_MB if ocr else 0)
    by_memory = (machine.spare_memory_mb() - _SHARED_MB) // each
    return max(1, min(machine.cores(), by_memory, _MOST))
