"""A file that lies in memory alone: what must never be on a disk can still be handed to a reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILES_IN_MEMORY = hasattr(os, "memfd_create")
"""Whether this system has them (Linux)."""


@contextmanager
def in_memory(data: bytes) -> Iterator[Path]:
    """A path, for this process alone, of a file in memory that holds the data. Raises OSError."""
    descriptor = os.memfd_create("message", os.MFD_CLOEXEC)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)
