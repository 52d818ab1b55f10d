"""Windows: the Job Object that a reader lives in, as the system's structures have it.

See winnt.h: JOBOBJECT_BASIC_LIMIT_INFORMATION, IO_COUNTERS, JOBOBJECT_EXTENDED_LIMIT_INFORMATION.
Fixed-width types are used, so that the layout is the same wherever this is looked at.
"""

from __future__ import annotations

import ctypes

EXTENDED_LIMITS, BASIC_UI_LIMITS = 9, 4
"""Information classes of SetInformationJobObject."""
ACTIVE_PROCESS, PROCESS_MEMORY, JOB_MEMORY = 0x8, 0x100, 0x200
DIE_ON_UNHANDLED_EXCEPTION, KILL_ON_JOB_CLOSE = 0x400, 0x2000
UI_ALL = 0xFF
"""No handles of other processes, clipboard, desktops, atoms, display or system settings, no shutdown."""
_MIB = 1 << 20


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limits(memory_mb: int, processes: int = 1) -> Limits:
    """Bounded memory, so many processes, and an end when the last handle to the job is closed."""
    made = Limits()
    made.BasicLimitInformation.LimitFlags = (
        ACTIVE_PROCESS | PROCESS_MEMORY | JOB_MEMORY | DIE_ON_UNHANDLED_EXCEPTION | KILL_ON_JOB_CLOSE
    )
    made.BasicLimitInformation.ActiveProcessLimit = processes
    made.ProcessMemoryLimit = made.JobMemoryLimit = memory_mb * _MIB
    return made


def unlimited() -> Limits:
    """No bounds, but the same end when the last handle to the job is closed."""
    made = Limits()
    made.BasicLimitInformation.LimitFlags = KILL_ON_JOB_CLOSE
    return made
