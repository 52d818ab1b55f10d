"""The parent's side of other people's Python readers: one warm process, ended where it takes too long."""

from __future__ import annotations

import json
import selectors
import subprocess
from pathlib import Path
from typing import IO, Self

from bench.formats.programs import PATIENCE

_ROOT = Path(__file__).parents[2]


class Peers:
    """A process with the judges' libraries. Use as a context manager."""

    def __init__(self, python: str) -> None:
        self._python = python
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process; the next question starts another."""
        if self._child:
            self._child.kill()
            self._child.communicate()
        self._child = None

    def answer(self, judge: str, path: Path) -> set[str] | None:
        """The words that a library finds in a file; None if it fails, dies or takes too long."""
        child = self._running()
        try:
            _pipe(child.stdin).write(json.dumps({"judge": judge, "path": str(path.resolve())}).encode() + b"\n")
            _pipe(child.stdin).flush()
            said = json.loads(self._line(child))
        except (OSError, ValueError):
            self.close()
            return None
        found = said.get("words")
        return None if found is None else set(found)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(
                [self._python, "-m", "bench.formats.peer"],
                cwd=_ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._child

    @staticmethod
    def _line(child: subprocess.Popen[bytes]) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(_pipe(child.stdout), selectors.EVENT_READ)
            if not selector.select(PATIENCE):
                raise TimeoutError
        return _pipe(child.stdout).readline()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError
    return pipe
