"""Our detectors' gates as plain expressions, for a matcher that knows nothing else of us.

Apart from `ours`, so that a process that measures the matcher alone loads no engine.
"""

from __future__ import annotations

import re

import detectors
from detectors.base import Pattern
from dlp.evasion import GATES

_NAMES = frozenset({"PERSON", "ADDRESS", "ORGANIZATION"})


def expressions() -> list[str]:
    """Where the detectors without names and addresses can match at all, without look-around."""
    patterns = [d for d in detectors.load() if isinstance(d, Pattern) and d.entity not in _NAMES]
    runs = sorted({run for d in patterns for run in d.gate.runs})
    written = dict.fromkeys(shape for d in patterns for shape in d.gate.shapes)
    cues = dict.fromkeys(
        cue for d in patterns for cue in (*d.gate.cues, *(d.context if d.gate.by_context else ())) if cue
    )
    shapes = [re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), shape) for shape in (*written, *GATES)]
    return [*(rf"(?:^|[^0-9])[0-9]{{{run}}}(?:[^0-9]|$)" for run in runs), *shapes, *map(re.escape, cues)]
