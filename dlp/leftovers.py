"""Where deleted files live on: recycle bins and version folders, named in leftovers.yml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlp.model import Text
from dlp.schema import Strict, Words, check, load_yaml

NAME = "leftovers.yml"


class LeftoverShape(Strict):
    """One kind of leftover as written: folders to be looked for in every folder on the way up."""

    name: Words
    folders: list[str]


class LeftoversShape(Strict):
    """The file leftovers.yml."""

    leftovers: list[LeftoverShape]


@dataclass(frozen=True, slots=True)
class Leftover:
    """One kind of leftover."""

    name: Text
    folders: tuple[str, ...]


def load_leftovers(file: Path) -> tuple[Leftover, ...]:
    """Read leftovers.yml; no file means none are known. Raises RuleError."""
    if not file.exists():
        return ()
    source = load_yaml(file)
    shapes = check(source, LeftoversShape, source.data).leftovers
    return tuple(Leftover(shape.name.text, tuple(shape.folders)) for shape in shapes)


def beside(roots: Iterable[Path], leftovers: Iterable[Leftover]) -> Iterator[tuple[Leftover, Path]]:
    """The leftovers that are there for some folders: in them, or in any folder above, once each."""
    above = dict.fromkeys(folder for root in roots for folder in (root, *root.parents))
    found: set[Path] = set()
    for leftover in leftovers:
        for folder in above:
            for name in leftover.folders:
                path = folder / name
                if path not in found and _is_folder(path):
                    found.add(path)
                    yield leftover, path


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # not even that may be asked: it is there, and looking will say so
        return True
