"""Landlock (Linux 5.13 and later): a process gives up every path but those it names.

Files that are handed over open stay readable: paths are judged when they are opened. See
linux/landlock.h and landlock(7); the numbers are the same on all architectures.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FS_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many kinds of access to files each version of the interface knows; later ones as the last."""
_TCP = 0b11
_SCOPES = 0b11
_NET_SINCE, _SCOPES_SINCE = 4, 6


def version(libc: ctypes.CDLL | None = None) -> int:
    """The kernel's version of the interface, 0 where there is none."""
    libc = libc or ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(_CREATE, None, 0, _VERSION)))


def ruleset(abi: int) -> bytes:
    """`struct landlock_ruleset_attr`: everything that this version can take away."""
    files = (1 << _FS_RIGHTS.get(abi, max(_FS_RIGHTS.values()))) - 1
    if abi >= _SCOPES_SINCE:
        return struct.pack("=QQQ", files, _TCP, _SCOPES)
    return struct.pack("=QQ", files, _TCP) if abi >= _NET_SINCE else struct.pack("=Q", files)


def restrict(readable: Iterable[Path]) -> bool:
    """Keep reading of these files and folders, give up the rest for good; False where it cannot be had.

    The process must have set no_new_privs.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    abi = version(libc)
    if not abi:
        return False
    attributes = ruleset(abi)
    rules = libc.syscall(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            _allow(libc, rules, path)
        return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    """Keep a path readable; one that is not there needs no rule."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE
        libc.syscall(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
    finally:
        os.close(opened)
