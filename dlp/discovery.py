"""Finding the folders that applications use on this machine, by the steps of rules/channels.yml.

Nothing here knows an application. A step is data: a path with words in braces, or a JSON, INI or
property-list file or a registry key that names the folder, so a folder that was moved is found too.
"""

from __future__ import annotations

import configparser
import glob
import json
import plistlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from xml.parsers.expat import ExpatError

from dlp.machine import host
from dlp.machine.asking import read, read_bytes

_HEADLESS = "before the first section"


@dataclass(frozen=True, slots=True)
class Step:
    """One way to find a folder; exactly one of the first five is given.

    key: where in a JSON (`a.b`, `*` for any) or property-list file, or in each section of an INI
    file, the folder's path stands. value: the registry's. below: what is added to it, with `*`.
    words: text in the value that stands for another, such as `MyDocument:`.
    """

    path: str = ""
    json: str = ""
    ini: str = ""
    plist: str = ""
    registry: str = ""
    key: str = ""
    value: str = ""
    below: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is asked of a machine: which system it is, its homes, their folders, its registry."""

    system: str = host.SYSTEM
    homes: Callable[[], Iterable[Path]] = host.homes
    folders: Callable[[Path], Mapping[str, str]] = host.known_folders
    registry: Callable[[Path, str, str], list[str]] = host.registry


def find(steps: Iterable[Step], ground: Ground) -> Iterator[str]:
    """Every folder (or file, such as a mailbox) that the steps lead to, in every home; it is there."""
    for home in ground.homes():
        words = ground.folders(home)
        for step in steps:
            for named in _named(step, home, words, ground):
                yield from _there(named, step.below)


def _named(step: Step, home: Path, words: Mapping[str, str], ground: Ground) -> Iterator[str]:
    """The folders a step names, before what lies below them."""
    if step.path:
        yield from _globbed(filled(step.path, words))
    elif step.registry:
        for text in ground.registry(home, step.registry, step.value):
            yield from filter(None, [_replaced(text, step.words, words)])
    else:
        file = filled(step.json or step.ini or step.plist, words)
        for each in _globbed(file):
            for text in _values(step, each):
                yield _absolute(_replaced(text, step.words, words), each)


def filled(template: str, words: Mapping[str, str]) -> str:
    """A template with its words filled in; empty where this system has no such folder."""
    if any(word not in words for word in re.findall(r"\{(\w+)\}", template)):
        return ""
    return re.sub(r"\{(\w+)\}", lambda match: words[match[1]].rstrip("/\\"), template)


def _replaced(text: str, own: Mapping[str, str], words: Mapping[str, str]) -> str:
    for said, meant in own.items():
        text = text.replace(said, filled(meant, words))
    return text


def _absolute(text: str, file: str) -> str:
    """A path from a file; a relative one is relative to the file's folder."""
    known = PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()
    return text if known else str(Path(file).parent / text)


def _globbed(template: str) -> list[str]:
    found = (glob.glob(each, include_hidden=True) for each in lettered(template) if each)  # noqa: PTH207 - absolute patterns
    return sorted(chain.from_iterable(found))


def lettered(template: str) -> list[str]:
    """A template that begins with drives such as `[D-F]:`, once for each of them; a glob cannot."""
    drives = re.match(r"\[([A-Z])-([A-Z])\]:", template)
    if drives is None:
        return [template]
    letters = range(ord(drives[1]), ord(drives[2]) + 1)
    return [f"{chr(letter)}:{template[drives.end() :]}" for letter in letters]


def _there(folder: str, below: str) -> list[str]:
    return _globbed(f"{glob.escape(folder.rstrip('/'))}/{below}" if below else glob.escape(folder))


def _values(step: Step, file: str) -> Iterator[str]:
    """The texts that stand under the step's key; none where the file is not what it should be."""
    if step.ini:
        yield from _of_ini(read(file) or "", step.key)
        return
    try:
        content = read_bytes(file) or b""
        data = plistlib.loads(content) if step.plist else json.loads(content)
    except (ValueError, ArithmeticError, LookupError, RecursionError, ExpatError, plistlib.InvalidFileException):
        return
    yield from _of_tree(data, step.key.split("."))


def _of_ini(text: str, key: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(f"[{_HEADLESS}]\n{text}")
    except configparser.Error:
        return
    for section in parser.sections():
        if parser.has_option(section, key):
            yield parser.get(section, key).strip("\"'")


def _of_tree(data: Any, keys: list[str]) -> Iterator[str]:
    if not keys:
        if isinstance(data, str) and data:
            yield data
    elif keys[0] == "*" and isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _of_tree(each, keys[1:])
    elif isinstance(data, dict) and keys[0] in data:
        yield from _of_tree(data[keys[0]], keys[1:])
