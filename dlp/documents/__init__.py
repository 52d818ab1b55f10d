"""Registered documents: whether a text holds a copy of one, or an excerpt, without keeping any of its text.

    text ─ `normal` → characters that count ─ `winnow` → a few fingerprints ─ `store` → registered / compared

Winnowing: Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting",
SIGMOD 2003. Of every `GUARANTEE` characters that two texts share, at least one fingerprint is shared.
"""

from __future__ import annotations

from dlp.documents.compare import Comparison, Registered
from dlp.documents.store import Entry, Store

__all__ = ["Comparison", "Entry", "Registered", "Store"]
