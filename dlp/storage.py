"""Facts of where something lies and of the machine itself: devices, readers, guards."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from dlp.judge import Seen
from dlp.machine import host
from dlp.machine.access import Exposure, is_readable_kind
from dlp.machine.posture import Posture
from dlp.media import Media
from dlp.model import Act, PlaceKind
from dlp.rulebook import Value

_STORED = frozenset({Act.AT_REST, Act.WRITTEN, Act.MOVED})
_SHARES = frozenset({PlaceKind.APPROVED_SHARE, PlaceKind.NETWORK_SHARE})


@dataclass(frozen=True, slots=True)
class Storage:
    """Knows whether a device is on the company's list, and who can read a file on a share."""

    media: Media

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`device_approved`, `readable_by`, `reader_groups`, where they can be told."""
        sighting = seen.sighting
        facts: dict[str, Value] = {}
        if sighting.place.kind is PlaceKind.REMOVABLE:
            approved = self.media.approves(self.media.at(sighting.path))
            facts |= {} if approved is None else {"device_approved": approved}
        if sighting.place.kind in _SHARES and sighting.act in _STORED:
            exposure = exposure_of(sighting.path)
            if exposure:
                facts |= {"readable_by": exposure.words, "reader_groups": frozenset(exposure.groups)}
        return facts


def exposure_of(path: str) -> Exposure | None:
    """Who can read a file; None where that cannot be told."""
    try:
        state = os.stat(path)  # noqa: PTH116 - a sighting's path is text
    except OSError:
        return None
    return host.readers_of(path, state) if is_readable_kind(state.st_mode) else None


def who_reads(seen: Seen) -> frozenset[str] | None:
    """The accounts and groups that can read a file on a share, by name; None where that cannot be told."""
    sighting = seen.sighting
    if sighting.place.kind not in _SHARES or sighting.act not in _STORED:
        return None
    exposure = exposure_of(sighting.path)
    return exposure.names if exposure else None


@dataclass(frozen=True, slots=True)
class Guards:
    """Knows how this machine is guarded."""

    posture: Posture

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """What is known of the guards, for a sighting of the machine itself."""
        if seen.sighting.act is not Act.POSTURE:
            return {}
        said: dict[str, Value] = {
            "login_password": self.posture.login_password,
            "screen_lock": self.posture.screen_lock,
            "lock_minutes": self.posture.lock_minutes,
            "firewall": self.posture.firewall,
            "antivirus": self.posture.antivirus,
            "encrypted": self.posture.disk_encrypted,
        }
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Connected:
    """Knows of one device whether the company has issued it."""

    approved: bool | None

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`device_approved`, where there is a list and the device can be told from others."""
        known = seen.sighting.act is Act.CONNECTED and self.approved is not None
        return {"device_approved": self.approved} if known else {}
