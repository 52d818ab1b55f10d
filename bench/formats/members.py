"""What is in an archive, unpacked by 7-Zip or bsdtar into a folder that goes away."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST = 40
"""Members of an archive that are judged at most."""
_LARGEST = 16 << 20
_PATIENCE = 10
_BOUNDS = ("prlimit", f"--fsize={64 << 20}", "--cpu=8")
_UNPACKERS = (
    ("7zz", "x", "-y", "-p", "-bd", "-o{folder}", "{file}"),
    ("bsdtar", "-x", "--no-same-owner", "--no-same-permissions", "-f", "{file}", "-C", "{folder}"),
)


@contextmanager
def unpacked(path: Path) -> Iterator[list[Path]]:
    """The first members of an archive; none where no program here can unpack it.

    A copy is unpacked: 7-Zip would take in volumes that lie beside the file, which its reader does not get.
    """
    with tempfile.TemporaryDirectory(prefix="kedun-bench-") as folder:
        alone, inside = Path(folder) / "alone", Path(folder) / "inside"
        alone.mkdir()
        inside.mkdir()
        copy = shutil.copyfile(path, alone / path.name)
        for command in _UNPACKERS:
            _run([word.format(folder=inside, file=copy) for word in command])
            found = _ordinary(inside)
            if found:
                break
        yield found


def _run(command: list[str]) -> None:
    if shutil.which(command[0]) is None or shutil.which(_BOUNDS[0]) is None:
        return
    try:
        subprocess.run(
            [*_BOUNDS, *command], capture_output=True, timeout=_PATIENCE, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return


def _ordinary(folder: Path) -> list[Path]:
    """Files that are really there: links, which an archive can point anywhere, are not followed."""
    inside = (path for path in sorted(folder.rglob("*")) if not path.is_symlink() and path.is_file())
    return [path for path in inside if 0 < path.stat().st_size <= _LARGEST][:MOST]
