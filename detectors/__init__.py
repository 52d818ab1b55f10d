"""One kind of customer data per file. The folder is read; adding a file adds a detector."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from detectors.base import Detector, Pattern, Table


@cache
def load() -> tuple[Detector, ...]:
    """Every detector of the folder, by file name.

    Raises:
        TypeError: a file's DETECTOR is not a detector, or two share an entity.
    """
    found: dict[str, Detector] = {}
    for info in pkgutil.iter_modules(__path__):
        detector = getattr(importlib.import_module(f"{__name__}.{info.name}"), "DETECTOR", None)
        if detector is None:
            continue
        if not isinstance(detector, Pattern | Table) or detector.entity in found:
            raise TypeError(f"detectors/{info.name}.py: DETECTOR must be a detector of an entity of its own")
        found[detector.entity] = detector
    return tuple(found.values())


def by_entity() -> dict[str, Detector]:
    """The same, by entity name."""
    return {detector.entity: detector for detector in load()}
