"""Which way a file in a chat application's folder went: out only with evidence, else it is not known.

Chat applications keep what was sent and what was received in the same folders. Evidence that a file
was sent is that the same content lay elsewhere on this machine, or on a share, before it came there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dlp.machine import host
from dlp.model import Direction, Document, PlaceKind, Sighting
from dlp.places import Places
from dlp.state import Earlier

_CHATS = frozenset({PlaceKind.CHAT, PlaceKind.COMPANY_CHAT})
_ELSEWHERE = frozenset(
    kind.value
    for kind in (
        PlaceKind.WORKSTATION,
        PlaceKind.APPROVED_SHARE,
        PlaceKind.NETWORK_SHARE,
        PlaceKind.PERSONAL_SYNC,
        PlaceKind.REMOVABLE,
    )
)
"""Where something lies that somebody then sends; another chat's folder or a screenshot says nothing."""


class Memory(Protocol):
    """What was seen before."""

    def earlier(self, digest: str, before: int) -> list[Earlier]:
        """Where the same content lay before a moment in nanoseconds."""


@dataclass(slots=True)
class Directions:
    """Tells directions by the policy's folders, and by what was seen before if there is a memory."""

    places: Places
    state: Memory | None = None

    def of(self, sighting: Sighting, document: Document) -> Direction:
        """The direction of a sighting; one that is known already stays."""
        if sighting.direction is not Direction.UNKNOWN:
            return sighting.direction
        known = self.places.direction(sighting.path)
        if known is not Direction.UNKNOWN or sighting.place.kind not in _CHATS:
            return known
        return Direction.OUT if self._lay_elsewhere(sighting, document) else Direction.UNKNOWN

    def _lay_elsewhere(self, sighting: Sighting, document: Document) -> bool:
        if self.state is None or document.stamp is None:
            return False
        came = host.appeared(document.stamp.modified, document.stamp.changed)
        found = self.state.earlier(document.digest, came)
        return any(each.places & _ELSEWHERE and each.path != sighting.path for each in found)
