"""Asking the system's own programs: their output, or nothing where they are not there or refuse."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import time
from collections.abc import Sequence

SECONDS = 10
"""No answer is worth more: a program that hangs must not hang us."""

_MOST = 16 << 20
"""So many bytes of a file are read: a browser's settings take some megabytes."""

_PATH = os.pathsep.join(
    ("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/libexec/ApplicationFirewall")
    if os.name == "posix"
    else (os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32",)
)


def ask(command: Sequence[str], *, seconds: int = SECONDS, errors: bool = False) -> str | None:
    """What a program of the system prints; None where it cannot be asked or fails.

    Only the system's own folders are searched, so nobody can put another program before it, and it
    answers in English. errors: what it writes to standard error belongs to its answer.
    """
    program = shutil.which(command[0], path=_PATH)
    if program is None:
        return None
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    try:
        done = subprocess.run(
            [program, *command[1:]],
            capture_output=True,
            timeout=seconds,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    said = done.stdout + (done.stderr if errors else b"")
    return decoded(said) if done.returncode == 0 else None


def decoded(said: bytes) -> str:
    """What a program printed: UTF-8, or the code page of a Chinese Windows."""
    try:
        return said.decode("utf-8")
    except UnicodeDecodeError:
        return said.decode("gb18030", "replace")


def lately() -> int:
    """A number that changes every ten minutes: what was asked under it before need not be asked again."""
    return int(time.monotonic() // 600)


def read(file: str | os.PathLike[str]) -> str | None:
    """A small file as text; None where it cannot be read."""
    content = read_bytes(file)
    return None if content is None else content.decode("utf-8", "replace")


def read_bytes(file: str | os.PathLike[str]) -> bytes | None:
    """The first megabytes of a file; None where it cannot be read.

    Users may write what is read here: a pipe in the place of a file must not keep a service waiting.
    """
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as opened:
            return opened.read(_MOST)
    except OSError:
        return None
    finally:
        os.close(descriptor)
