"""Text recognition (the extra `[ocr]`), in a child of its own: pixels in, lines and tables out.

frames.py takes a picture apart and bounds it; glance.py finds out how it is turned and reads its
words with `recogniser.py`, the only file that knows rapidocr; layout.py puts the words into lines
and tables, repair.py undoes the confusions that a check digit proves.
"""

from __future__ import annotations

from importlib.util import find_spec

_NEEDED = ("rapidocr", "onnxruntime", "cv2", "PIL")


def installed() -> bool:
    """Whether the extra is here; loads none of it."""
    return all(find_spec(name) is not None for name in _NEEDED)
