"""Inspecting on several cores: units of work go out to worker processes, inspections come back in order.

    with Pool(settings, policy.version, scratch, 2) as pool:
        for inspection in pool.inspect(units): ...

A `Crew` takes one path at a time, whenever there is one, and tells of it as soon as it is done: for work
that never ends. A worker is a process with the engine loaded, and a reader child of its own in which parsers run.
"""

from __future__ import annotations

from dlp.workers.crew import Crew, Job
from dlp.workers.desk import Desk
from dlp.workers.letter import Letter
from dlp.workers.pool import Pool
from dlp.workers.sizing import suitable
from dlp.workers.unit import Unit, units

__all__ = ["Crew", "Desk", "Job", "Letter", "Pool", "Unit", "suitable", "units"]
