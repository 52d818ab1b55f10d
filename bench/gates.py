"""Our detectors' gates as plain expressions, for a matcher that knows nothing else of us.

Apart from `ours`, so that a process that measures the matcher alone loads no engine.
"""

from __future__ import annotations

import detectors
from detectors.base import Pattern

_NAMES = frozenset({"PERSON", "ADDRESS"})


def expressions() -> list[str]:
    """Where the detectors without names and addresses can match at all, without look-around."""
    gates = [d.gate for d in detectors.load() if isinstance(d, Pattern) and d.entity not in _NAMES]
    runs = sorted({run for gate in gates for run in gate.runs})
    shapes = dict.fromkeys(shape for gate in gates for shape in gate.shapes)
    cues = dict.fromkeys(cue for gate in gates for cue in gate.cues)
    return [*(rf"(?:^|[^0-9])[0-9]{{{run}}}(?:[^0-9]|$)" for run in runs), *shapes, *cues]
