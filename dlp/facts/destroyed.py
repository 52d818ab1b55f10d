"""Whether content is on record as destroyed (clause 4.2.4)."""

from __future__ import annotations

from collections.abc import Mapping

from dlp.judge import Seen
from dlp.register import Register
from dlp.rulebook import Value


class DestroyedFacts:
    """Knows content by its SHA-256: the same bytes, under whatever name."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """`destroyed`."""
        return {"destroyed": self._register.destroyed(seen.document.digest) is not None}
