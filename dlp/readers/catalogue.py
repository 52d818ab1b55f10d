"""What this installation reads, with which libraries: found in the readers themselves and in what is installed.

No list of formats is kept by hand, so that a new reader appears by itself: the types come from
the table of readers, the libraries from what a reader imports, the extras from the package's
own metadata.
"""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from dlp.readers import dispatch, sniff

_PACKAGE = "kedun"
_ROOM = "dlp.readers"
_COMMON = frozenset({"dispatch", "sniff", "source", "encoding", "opinion", "wire", "package", "zipdirectory"})
"""Modules that every reader stands on; what they import is no reader's own library."""
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class State(StrEnum):
    """Whether a type's text is read here."""

    READ = "read"
    MISSING = "missing"
    RECOGNISED = "recognised"


@dataclass(frozen=True, slots=True)
class Library:
    """A distribution that a reader uses: its version, empty if it is not installed, and the extra that brings it."""

    name: str
    version: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A true type: its reader (empty if there is none), what that uses, and the first line of what it says of itself."""

    type: str
    reader: str
    state: State
    libraries: tuple[Library, ...]
    about: str = ""


def formats() -> tuple[Format, ...]:
    """Every type that is recognised, those with a reader first."""
    known = tuple(_format(kind, reader) for kind, reader in dispatch.readers().items())
    rest = sorted(sniff.KINDS - {item.type for item in known} - {"empty"})
    return (*known, *(Format(kind, "", State.RECOGNISED, ()) for kind in rest))


def _format(kind: str, reader: str) -> Format:
    libraries = _libraries(reader)
    state = State.READ
    if reader == "image" and not any(library.extra for library in libraries):
        state = State.RECOGNISED  # without text recognition a picture's size is all that is known
    elif any(library.extra and not library.version for library in libraries):
        state = State.MISSING
    return Format(kind, reader, state, libraries, _about(reader))


def extras() -> dict[str, tuple[Library, ...]]:
    """The optional parts of this installation, by name, and the libraries they bring."""
    found: dict[str, list[Library]] = {}
    for name, extra in _optional().items():
        found.setdefault(extra, []).append(Library(name, _version(name), extra))
    return {extra: tuple(libraries) for extra, libraries in sorted(found.items())}


@cache
def _libraries(reader: str) -> tuple[Library, ...]:
    names = {name for module in _reachable(reader) for name in _imports(module)}
    foreign = {name for name in names if name not in sys.stdlib_module_names and name != "dlp"}
    owners = {_distribution(name) for name in foreign}
    return tuple(Library(name, _version(name), _optional().get(name, "")) for name in sorted(owners))


def _reachable(reader: str) -> Iterator[str]:
    """A reader and the modules of this room that it stands on."""
    seen, waiting = set(_COMMON), [reader]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            yield module
            waiting += _neighbours(module)


@cache
def _tree(module: str) -> ast.Module:
    spec = importlib.util.find_spec(f"{_ROOM}.{module}")
    source = Path(spec.origin).read_text(encoding="utf-8") if spec and spec.origin else ""
    return ast.parse(source)


def _neighbours(module: str) -> list[str]:
    found = []
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module == _ROOM:
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{_ROOM}."):
            found.append(node.module.removeprefix(f"{_ROOM}.").partition(".")[0])
    return found


def _imports(module: str) -> Iterator[str]:
    """The first words of everything that a module imports, inside functions too."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def _about(reader: str) -> str:
    return (ast.get_docstring(_tree(reader)) or "").partition("\n")[0]


def _distribution(module: str) -> str:
    """The distribution that a module belongs to; a missing one goes by what the extras bring, else by its own name."""
    owners = _owners().get(module)
    if owners:
        return _plain(owners[0])
    wanted = _plain(module)
    return next((name for name in _optional() if name in (wanted, f"{wanted}-python")), wanted)


@cache
def _owners() -> Mapping[str, list[str]]:
    return importlib.metadata.packages_distributions()


@cache
def _optional() -> dict[str, str]:
    """The extra that brings each optional distribution."""
    try:
        demands = importlib.metadata.requires(_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    found = ((_NAME.match(demand), _EXTRA.search(demand)) for demand in demands)
    return {_plain(name[0]): extra[1] for name, extra in found if name and extra}


def _plain(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""
