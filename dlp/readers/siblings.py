"""The parent's side of split archives: which files of a folder are volumes of one, and all of them opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dlp import machine
from dlp.readers import volumes
from dlp.readers.volumes import HEAD, VolumeSet

FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""How files of strangers are opened: a pipe must not hold us up."""


def of_file(path: Path) -> VolumeSet | None:
    """The set that a file is a volume of, None if it stands for itself. Looks into the folder only where it may be one."""
    if not any(True for _ in volumes.readings(path.name)) or not _has_company(path):
        return None
    try:
        names = [name for name in os.listdir(path.parent) if any(True for _ in volumes.readings(name))]  # noqa: PTH208
    except OSError:
        return None
    return next((found for found in in_folder(path.parent, names) if path.name in found.names), None)


def _has_company(path: Path) -> bool:
    """Whether a plain .zip or .rar has a further volume beside it, which is asked of each of them."""
    ending = path.suffix.lower()
    if volumes.may_belong(path.name) or ending not in (".zip", ".rar") or volumes.named_so(path.name):
        return True
    beside = (".z01", ".Z01") if ending == ".zip" else (".r00", ".R00")
    return any(path.with_suffix(other).exists() for other in beside)


def in_folder(folder: Path, names: Iterable[str]) -> Iterator[VolumeSet]:
    """The sets that files of a folder make, by their names and first bytes. A set with a gap counts too."""
    for found in volumes.sets(names):
        try:
            looked = {name: _look(folder / name) for name in found.names}
        except OSError:
            continue
        heads = {name: head for name, (head, _) in looked.items()}
        if volumes.is_joinable(found, heads, {name: size for name, (_, size) in looked.items()}):
            yield found


def further_volumes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """By the name of each further volume in a folder, that of the file with which it is read."""
    candidates = [name for name in names if any(True for _ in volumes.readings(name))]
    if not any(volumes.may_belong(name) for name in candidates):
        return {}
    complete = (found for found in in_folder(folder, candidates) if not found.missing)
    return {name: found.head for found in complete for name in found.names if name != found.head}


def volume_head(path: Path) -> str:
    """The name of the file with which a file is read, if it is a further volume of a split archive; else empty."""
    if not volumes.may_belong(path.name):
        return ""
    found = of_file(path)
    return found.head if found and not found.missing and found.head != path.name else ""


def _look(path: Path) -> tuple[bytes, int]:
    """A volume's first bytes and its size. Raises OSError: it is no regular file, or not on this machine."""
    if machine.is_elsewhere(path.stat()):
        raise FileNotFoundError
    descriptor = os.open(path, FLAGS)
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise IsADirectoryError
        return os.read(descriptor, HEAD), state.st_size
    finally:
        os.close(descriptor)


@contextmanager
def opened(folder: Path, found: VolumeSet) -> Iterator[tuple[int, ...]]:
    """All volumes of a set, open, in its order; none of one with a gap. Raises OSError."""
    with ExitStack() as stack:
        descriptors = []
        for name in () if found.missing else found.names:
            descriptors.append(os.open(folder / name, FLAGS))
            stack.callback(os.close, descriptors[-1])
        yield tuple(descriptors)
