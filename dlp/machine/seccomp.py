"""A seccomp filter for readers: reading, memory and threads, and nothing else.

The filter is a program of the classic Berkeley Packet Filter (seccomp(2), bpf in
linux/filter.h) over `struct seccomp_data`: number, architecture, instruction pointer, six
64-bit arguments. A call that is refused fails with EPERM, so that a library which merely tries
something goes on; a call by another architecture's table ends the process.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterator, Sequence

from dlp.machine.syscalls import DENIED, JUDGED, NEWER

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
"""Numbers from here on are the x32 table, a way round any list of numbers."""
_O_TMPFILE = 0o20000000
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000 | _O_TMPFILE
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE; the same on both architectures."""
_CLONE_THREAD = 0x00010000
_IOCTLS = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what Python asks of any open file."""
_SECCOMP_SET_MODE_FILTER, _TSYNC = 1, 1
_SYSCALL = {"x86_64": 317, "aarch64": 277}

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand."""


def program(machine: str, pid: int) -> tuple[Instruction, ...]:
    """The filter for a machine (as `os.uname` names it) and the process it is for.

    Raises KeyError for a machine that has no table.
    """
    judged = JUDGED[machine]
    return (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, _AUDIT_ARCH[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *(((_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _KILL)) if machine == "x86_64" else ()),
        *_refuse(_AT_LEAST, NEWER, errno.ENOSYS),
        *(step for number in DENIED[machine].values() for step in _refuse(_EQUAL, number, errno.EPERM)),
        # clone3 and openat2 keep their flags in memory, which no filter sees; callers fall back on the older call
        *_refuse(_EQUAL, judged["clone3"], errno.ENOSYS),
        *_refuse(_EQUAL, judged["openat2"], errno.ENOSYS),
        *_opening(judged),
        *_when(judged["clone"], 0, ((_ANY_BIT, 1, 0, _CLONE_THREAD),)),
        *_when(judged["tgkill"], 0, ((_EQUAL, 1, 0, pid),)),
        *_when(judged["prlimit64"], 0, ((_EQUAL, 1, 0, 0),)),
        *_when(judged["ioctl"], 1, tuple(_one_of(_IOCTLS))),
        (_RETURN, 0, 0, _ALLOW),
    )


def _refuse(test: int, number: int, error: int) -> tuple[Instruction, Instruction]:
    return (test, 0, 1, number), (_RETURN, 0, 0, _FAIL | error)


def _opening(judged: dict[str, int]) -> Iterator[Instruction]:
    """Opening is for reading only: no bit that could write, make or cut a file."""
    reading = ((_AND, 0, 0, _WRITING), (_EQUAL, 1, 0, 0))
    if "open" in judged:
        yield from _when(judged["open"], 1, reading)
    yield from _when(judged["openat"], 2, reading)


def _one_of(values: Sequence[int]) -> Iterator[Instruction]:
    """Whether the value is one of several; each hit jumps over the rest and the refusal."""
    left = len(values)
    for value in values:
        yield (_EQUAL, left, 0, value)
        left -= 1


def _when(number: int, argument: int, condition: tuple[Instruction, ...]) -> Iterator[Instruction]:
    """A call that is allowed if its argument's low half fulfils the condition, else refused.

    The condition's last step jumps over the next instruction where it holds.
    """
    yield (_EQUAL, 0, len(condition) + 3, number)
    yield (_LOAD, 0, 0, _ARGUMENTS + 8 * argument)
    yield from condition
    yield (_RETURN, 0, 0, _FAIL | errno.EPERM)
    yield (_RETURN, 0, 0, _ALLOW)


def packed(steps: Sequence[Instruction]) -> bytes:
    """The program as an array of `struct sock_filter`."""
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install(machine: str, pid: int) -> bool:
    """Put the filter on every thread of this process, for good; False where it cannot be had.

    The process must have set no_new_privs.
    """
    if machine not in _SYSCALL:
        return False
    steps = program(machine, pid)
    given = _Program(len(steps), packed(steps))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(_SYSCALL[machine], _SECCOMP_SET_MODE_FILTER, _TSYNC, ctypes.byref(given)) == 0)
