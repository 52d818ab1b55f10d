"""Counting what a document holds: hits, distinct values, distinct customers, class and grade."""

from __future__ import annotations

from dlp.tally.counter import Counter

__all__ = ["Counter"]
