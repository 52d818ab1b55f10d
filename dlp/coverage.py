"""What is looked at and what is not: which source feeds which kind of place, and what was left unread.

Blind spots are shown. A kind of place that nothing feeds can hold anything without our knowing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dlp.channels import Found
from dlp.model import PlaceKind, Reason
from dlp.policy import Policy
from dlp.settings import Settings
from dlp.state import State

_FILES = ("scan", "watch")
_MAIL = ("outbox", "scan", "watch")
SOURCES: Mapping[PlaceKind, tuple[str, ...]] = {
    PlaceKind.APPROVED_SHARE: _FILES,
    PlaceKind.NETWORK_SHARE: _FILES,
    PlaceKind.WORKSTATION: (*_FILES, "posture"),
    PlaceKind.PERSONAL_DEVICE: _FILES,
    PlaceKind.PERSONAL_SYNC: _FILES,
    PlaceKind.REMOVABLE: (*_FILES, "devices"),
    PlaceKind.PHONE: _FILES,
    PlaceKind.SCREENSHOT: _FILES,
    PlaceKind.CHAT: _FILES,
    PlaceKind.COMPANY_CHAT: _FILES,
    PlaceKind.OUTBOX: _MAIL,
    PlaceKind.PERSONAL_MAIL: _MAIL,
    PlaceKind.EXTERNAL_MAIL: _MAIL,
    PlaceKind.PARTNER_MAIL: _MAIL,
    PlaceKind.COMPANY_MAIL: _MAIL,
    PlaceKind.WEB_UPLOAD: (),
    PlaceKind.AI_CHAT: (),
    PlaceKind.PRINT: _FILES,
    PlaceKind.CLIPBOARD: (),
}
"""Every kind of place, and the commands that see something there."""

_BY_FOLDER_ONLY = frozenset({PlaceKind.PHONE, PlaceKind.SCREENSHOT, PlaceKind.PRINT})
"""Seen only where a folder of that kind is on the machine: a mounted phone, a spool that keeps its jobs."""

PATHS = 20
"""So many paths are named for each reason; the count is of all."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A kind of place: what feeds it here, its folders on this machine, how much was seen there."""

    kind: PlaceKind
    sources: tuple[str, ...]
    folders: tuple[str, ...]
    seen: int


@dataclass(frozen=True, slots=True)
class Left:
    """What was not inspected for one reason: how many paths, and the first of them."""

    reason: Reason
    count: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it.

    never: folders of applications in which nothing was ever looked at.
    missing: watched folders that are not there, with the setting that names each.
    """

    places: tuple[Covered, ...]
    left: tuple[Left, ...]
    never: tuple[Found, ...]
    missing: tuple[tuple[str, str], ...]


def coverage(settings: Settings, policy: Policy, state: State) -> Coverage:
    """What is looked at on this machine, by the policy, the settings and the record."""
    found, seen = policy.places.found, state.places()
    reasons = {Reason(word): number for word, number in state.reasons().items() if word in list(Reason)}
    return Coverage(
        tuple(_covered(kind, found, seen.get(kind.value, 0)) for kind in PlaceKind),
        tuple(
            Left(reason, reasons[reason], tuple(state.unread(reason, PATHS))) for reason in Reason if reason in reasons
        ),
        tuple(each for each in found if not state.inspected_below(each.path)),
        tuple(_missing(settings)),
    )


def _covered(kind: PlaceKind, found: list[Found], seen: int) -> Covered:
    folders = tuple(each.path for each in found if each.place.kind is kind)
    fed = SOURCES[kind] if folders or seen or kind not in _BY_FOLDER_ONLY else ()
    return Covered(kind, fed, folders, seen)


def _missing(settings: Settings) -> Iterator[tuple[str, str]]:
    watched = (("watch.folders", settings.watch.folders), ("watch.outboxes", settings.watch.outboxes))
    for setting, folders in watched:
        yield from ((setting, folder) for folder in folders if not Path(folder).expanduser().is_dir())
