"""One measurement in a process of its own, so that its peak memory is its own.

python -m bench.child CONTESTANT FILE MEGABYTES RUNS PATIENCE FINDINGS

Prints one line of JSON: what was measured, or `{"missing": why}`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.contestants import by_name
from bench.job import Job, Missing


def main(arguments: list[str]) -> None:
    """Measure, print."""
    name, path, megabytes, runs, patience, findings = arguments
    job = Job(Path(path), float(megabytes), int(runs), float(patience), Path(findings))
    try:
        answer = asdict(by_name(name).load()(job))
    except Missing as missing:
        answer = {"missing": str(missing)}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
