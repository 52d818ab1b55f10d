"""Which place a path or a mail address belongs to, by the policy's places.yml.

The first entry that matches wins; what matches nothing is the workstation itself. Removable
media that the system knows of are asked first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

import pathspec

from dlp import machine
from dlp.model import Place, PlaceKind, Recipient, Text
from dlp.record import shown_path
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest


class PlaceShape(Strict):
    """One entry of places.yml as written."""

    kind: str
    name: Words
    paths: list[str]
    encrypted: bool | None = None
    purpose: str = ""


class PlacesShape(Strict):
    """The file places.yml."""

    places: list[PlaceShape]
    homes: list[str]
    personal_mail: list[str]


@dataclass(frozen=True)
class Entry:
    """One place and the paths that belong to it."""

    place: Place
    spec: pathspec.PathSpec[pathspec.Pattern]


class Places:
    """Looks up places. `company` and `partners` are mail domains."""

    def __init__(
        self, entries: list[Entry], homes: tuple[str, ...], mail: dict[str, PlaceKind], removable: tuple[str, ...]
    ) -> None:
        self._entries, self._mail = entries, mail
        self._home_patterns, self._homes = homes, [_home(pattern) for pattern in homes]
        self._removable = tuple(mount.rstrip("/\\") for mount in removable)
        self.of_folder = lru_cache(maxsize=4096)(self._of_folder)

    @property
    def named(self) -> tuple[Place, ...]:
        """Every place that the policy names."""
        return tuple(entry.place for entry in self._entries)

    def homes_of(self, account: str) -> list[Path]:
        """The folders of an account that are there on this machine."""
        return [home for p in self._home_patterns if (home := Path(p.replace("{who}", account))).is_dir()]

    def of_path(self, path: Path) -> Place:
        """The place a file lies in; only its folder matters."""
        return self.of_folder(str(path.parent))

    def who(self, path: Path) -> str:
        """The account whose folder a path lies in, the innermost one; empty if it lies in nobody's."""
        posix = path.as_posix()
        found = [match for home in self._homes for match in home.finditer(posix)]
        return max(found, key=lambda match: match.start())[1] if found else ""

    def of_address(self, address: str) -> PlaceKind:
        """Company, partner, personal or other external mailbox; sub-domains count."""
        labels = address.rpartition("@")[2].lower().strip(".").split(".")
        domains = (".".join(labels[i:]) for i in range(len(labels)))
        return next((self._mail[d] for d in domains if d in self._mail), PlaceKind.EXTERNAL_MAIL)

    def recipients(self, addresses: tuple[str, ...]) -> tuple[Recipient, ...]:
        """Addresses with the kind of mailbox each is."""
        return tuple(Recipient(address, self.of_address(address)) for address in addresses)

    def _of_folder(self, folder: str) -> Place:
        for mount in self._removable:
            if folder == mount or folder.startswith((mount + "/", mount + "\\")):
                return Place(PlaceKind.REMOVABLE, mount)
        relative = PurePath(shown_path(folder)).as_posix().lower().lstrip("/") + "/"
        found = next((entry.place for entry in self._entries if entry.spec.match_file(relative)), None)
        return found or Place(PlaceKind.WORKSTATION)


def load(file: Path, company: tuple[str, ...], partners: tuple[str, ...]) -> Places:
    """Read places.yml. Raises RuleError."""
    source = load_yaml(file)
    shape = check(source, PlacesShape, source.data)
    entries = [_entry(source, index, entry) for index, entry in enumerate(shape.places)]
    mail = dict.fromkeys(shape.personal_mail, PlaceKind.PERSONAL_MAIL)
    mail |= dict.fromkeys(partners, PlaceKind.PARTNER_MAIL) | dict.fromkeys(company, PlaceKind.COMPANY_MAIL)
    return Places(entries, tuple(shape.homes), mail, machine.removable_mounts())


def _entry(source: Yaml, index: int, shape: PlaceShape) -> Entry:
    if shape.kind not in list(PlaceKind):
        what = Text(f"没有“{shape.kind}”这种位置", f"there is no kind of place '{shape.kind}'")
        source.fail(what, ("places", index, "kind"), nearest(shape.kind, list(PlaceKind)))
    spec = pathspec.PathSpec.from_lines("gitignore", map(_pattern, shape.paths))
    return Entry(Place(PlaceKind(shape.kind), shape.name.zh, shape.encrypted, shape.purpose), spec)


def _pattern(path: str) -> str:
    """A path that does not begin at the root may stand anywhere, also where it has several steps."""
    return path.lower() if path.startswith(("/", "**/")) else f"**/{path.lower()}"


def _home(pattern: str) -> re.Pattern[str]:
    before, _, after = pattern.partition("{who}")
    return re.compile(f"{re.escape(before)}([^/]+){re.escape(after)}", re.IGNORECASE)
