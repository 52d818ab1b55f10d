"""What the machine has to spare for work on many files at once."""

from __future__ import annotations

import os

import psutil

_MIB = 1 << 20

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Keeps numeric libraries from starting threads: each worker is one core's, and may be forked."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spare_memory_mb() -> int:
    """How much memory programs can take without swapping, in MiB."""
    return int(psutil.virtual_memory().available) // _MIB
