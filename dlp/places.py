"""Which place a path or a mail address belongs to, by the policy's places.yml.

Removable media are asked first, then applications' folders (found on this machine, or called so),
then the policy's own entries; what matches nothing is the workstation itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path, PurePath

import pathspec

from dlp import machine
from dlp.channels import Application, Found, discover
from dlp.hosts import Hosts, lookup
from dlp.machine import host
from dlp.model import Direction, Place, PlaceKind, Recipient, Text
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
    """Looks up places: removable media first, then applications, then the policy's own entries.

    mail: domains and what they are. applications: of channels.yml; where their folders are is asked
    of this machine once, when a place is first looked up.
    """

    def __init__(
        self,
        entries: list[Entry],
        homes: tuple[str, ...],
        mail: Mapping[str, PlaceKind],
        removable: tuple[str, ...],
        applications: tuple[Application, ...] = (),
    ) -> None:
        self._mail, self.applications = mail, applications
        self._home_patterns, self._homes = homes, [_home(pattern) for pattern in homes]
        self._removable = tuple(mount.rstrip("/\\") for mount in removable)
        media = [entry for entry in entries if entry.place.kind is PlaceKind.REMOVABLE]
        others = [entry for entry in entries if entry.place.kind is not PlaceKind.REMOVABLE]
        self._media, self._others = media, [*map(_called, applications), *others]
        self._directed = [(_spec([p]), direction) for app in applications for direction, p in app.directed]
        self.of_folder = lru_cache(maxsize=4096)(self._of_folder)

    @cached_property
    def found(self) -> list[Found]:
        """The folders of applications on this machine."""
        return discover(self.applications)

    @property
    def named(self) -> tuple[Place, ...]:
        """Every place that the policy names."""
        return tuple(dict.fromkeys(entry.place for entry in (*self._media, *self._others)))

    def homes_of(self, account: str) -> list[Path]:
        """The folders of an account that are there on this machine."""
        return [home for p in self._home_patterns if (home := Path(p.replace("{who}", account))).is_dir()]

    def of_path(self, path: Path) -> Place:
        """The place a file lies in: its folder's, or its own if it is a mailbox that an application keeps."""
        own = next((found.place for found in self._mailboxes if found.path == str(path)), None)
        return own or self.of_folder(str(path.parent))

    def who(self, path: Path) -> str:
        """The account whose folder a path lies in, the innermost one; empty if it lies in nobody's."""
        posix = path.as_posix()
        found = [match for home in self._homes for match in home.finditer(posix)]
        return max(found, key=lambda match: match.start())[1] if found else ""

    def direction(self, path: str) -> Direction:
        """The way that everything in an application's folder went, where channels.yml says so."""
        relative = _relative(str(PurePath(path).parent))
        found = (way for spec, way in self._directed if spec.match_file(relative))
        return next(found, Direction.UNKNOWN)

    def of_address(self, address: str) -> PlaceKind:
        """Company, partner, personal or other external mailbox; sub-domains count."""
        return lookup(address.rpartition("@")[2], self._mail) or PlaceKind.EXTERNAL_MAIL

    def recipients(self, addresses: tuple[str, ...]) -> tuple[Recipient, ...]:
        """Addresses with the kind of mailbox each is."""
        return tuple(Recipient(address, self.of_address(address)) for address in addresses)

    @cached_property
    def _mailboxes(self) -> list[Found]:
        return [found for found in self.found if found.place.kind is PlaceKind.OUTBOX]

    def kind_of(self, folder: str) -> PlaceKind:
        """The kind of place a folder is; unlike `of_folder` it asks nothing of the volume."""
        return self._known(folder).kind

    def _of_folder(self, folder: str) -> Place:
        place = self._known(folder)
        if place.encrypted is None:
            return replace(place, encrypted=host.volume_encrypted(folder))
        return place

    def _known(self, folder: str) -> Place:
        for mount in self._removable:
            if folder == mount or folder.startswith((mount + "/", mount + "\\")):
                return Place(PlaceKind.REMOVABLE, mount)
        found = self._found_around(folder)
        own = found.place if found and found.place.kind is not PlaceKind.WORKSTATION else None
        media, other = (_first(entries, folder) for entries in (self._media, self._others))
        return media or own or other or (found.place if found else Place(PlaceKind.WORKSTATION))

    def _found_around(self, folder: str) -> Found | None:
        """The application's folder that a folder lies in, the innermost one."""
        relative = _relative(folder)
        inside = (found for found in self.found if relative.startswith(_relative(found.path)))
        return max(inside, key=lambda found: len(found.path), default=None)


def load(
    file: Path,
    company: tuple[str, ...],
    partners: tuple[str, ...],
    applications: tuple[Application, ...] = (),
    hosts: Hosts | None = None,
) -> Places:
    """Read places.yml. company, partners: mail domains. Raises RuleError."""
    source = load_yaml(file)
    shape = check(source, PlacesShape, source.data)
    entries = [_entry(source, index, entry) for index, entry in enumerate(shape.places)]
    mail = dict(hosts.mail if hosts else {}) | dict.fromkeys(shape.personal_mail, PlaceKind.PERSONAL_MAIL)
    mail |= dict.fromkeys(partners, PlaceKind.PARTNER_MAIL) | dict.fromkeys(company, PlaceKind.COMPANY_MAIL)
    return Places(entries, tuple(shape.homes), mail, machine.removable_mounts(), applications)


def _entry(source: Yaml, index: int, shape: PlaceShape) -> Entry:
    if shape.kind not in list(PlaceKind):
        what = Text(f"没有“{shape.kind}”这种位置", f"there is no kind of place '{shape.kind}'")
        source.fail(what, ("places", index, "kind"), nearest(shape.kind, list(PlaceKind)))
    return Entry(Place(PlaceKind(shape.kind), shape.name.zh, shape.encrypted, shape.purpose), _spec(shape.paths))


def _called(application: Application) -> Entry:
    """An application's folders by what they are called."""
    return Entry(application.place, _spec(application.names))


def _first(entries: Iterable[Entry], folder: str) -> Place | None:
    relative = _relative(folder)
    return next((entry.place for entry in entries if entry.spec.match_file(relative)), None)


def _relative(folder: str) -> str:
    """A folder as patterns are matched against: without a first slash, in small letters, a slash behind."""
    return PurePath(shown_path(folder)).as_posix().replace("\\", "/").lower().strip("/") + "/"


def _spec(patterns: Iterable[str]) -> pathspec.PathSpec[pathspec.Pattern]:
    return pathspec.PathSpec.from_lines("gitignore", map(_pattern, patterns))


def _pattern(path: str) -> str:
    """A path that does not begin at the root may stand anywhere, also where it has several steps."""
    return path.lower() if path.startswith(("/", "**/")) else f"**/{path.lower()}"


def _home(pattern: str) -> re.Pattern[str]:
    before, _, after = pattern.partition("{who}")
    return re.compile(f"{re.escape(before)}([^/]+){re.escape(after)}", re.IGNORECASE)
