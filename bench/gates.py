"""What our engine gives to hyperscan, learnt from the engine itself.

`python -m bench.gates` makes the engine without names while a stand-in for hyperscan's database
writes down what it compiles, and prints that as JSON: whatever the engine does, the comparison
does the same. The process that measures only reads it, so it loads no engine.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

Gate = tuple[bytes, int]
"""An expression over bytes, and hyperscan's flags for it."""


def expressions() -> list[Gate]:
    """The gates of the engine without names. Raises CalledProcessError where hyperscan is not installed."""
    said = subprocess.run(
        [sys.executable, "-m", "bench.gates"], cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True
    )
    return [(expression.encode("latin-1"), flags) for expression, flags in json.loads(said.stdout)]


def _told_by_the_engine() -> list[Gate]:
    import hyperscan

    from dlp.engine import Engine

    gates: list[Gate] = []

    class Listening:
        """Stands for `hyperscan.Database`."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            self._made = database(*arguments, **options)

        def compile(self, **what: Any) -> None:
            """Write down what is compiled, and compile it."""
            gates.extend(zip(what["expressions"], what["flags"], strict=True))
            self._made.compile(**what)

        def scan(self, *arguments: Any, **options: Any) -> None:
            """As it is."""
            self._made.scan(*arguments, **options)

    database = hyperscan.Database
    hyperscan.Database = Listening  # type: ignore[assignment,misc]
    Engine(names=False, gates="hyperscan")
    return gates


if __name__ == "__main__":
    sys.stdout.write(json.dumps([(expression.decode("latin-1"), flags) for expression, flags in _told_by_the_engine()]))
