"""Running the examples that stand in every detector, as tests and as `dlp check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import detectors
from detectors.base import Detector, Example, Pattern
from dlp.engine.detection import Engine


def failing(declared: Sequence[Pattern] = ()) -> Iterator[str]:
    """A sentence for each example that does not come out as written.

    declared: a company's own entities.
    """
    engine = Engine(declared=declared)
    for detector in (*detectors.load(), *declared):
        for example in detector.examples:
            message = check(engine, detector, example)
            if message:
                yield message


def check(engine: Engine, detector: Detector, example: Example) -> str | None:
    """What is wrong with one example, None if nothing is. Examples are no secrets."""
    found = tuple(hit.value for hit in engine.find(example.text) if hit.entity == detector.entity)
    if found == example.values:
        return None
    wanted = f"{list(example.values)}" if example.values else f"nothing ({example.why})"
    return f"{detector.entity}: {example.text!r} gives {list(found)}, not {wanted}"
