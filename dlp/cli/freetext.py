"""What people write into the ledger: reasons and comments, with customers' values masked before they are kept."""

from __future__ import annotations

from dlp.model import Block, Locator
from dlp.settings import Settings


def without_values(text: str, settings: Settings) -> str:
    """The text with every value that the rules find in it masked; a name that nothing announces may stay."""
    from dlp.engine import Engine
    from dlp.policy import declared

    if not text.strip():
        return ""
    engine = Engine(names=True, model=False, threshold=settings.detection.threshold, declared=declared(settings))
    hits = sorted(engine.document().hits(Block(text, Locator("text"))), key=lambda hit: hit.start, reverse=True)
    end = len(text)
    for hit in hits:
        if hit.end <= end:
            text, end = text[: hit.start] + hit.masked + text[hit.end :], hit.start
    return text
