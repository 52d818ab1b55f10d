"""The detection engine: blocks of text in, hits out. Presidio and spaCy live only here.

`Engine` is made once; `Engine.document()` starts a `Detection` for one document, which
remembers the columns of its tables from block to block.
"""

from __future__ import annotations

from dlp.engine import quiet as quiet  # before anything that imports Presidio
from dlp.engine.detection import Detection, Engine

__all__ = ["Detection", "Engine"]
