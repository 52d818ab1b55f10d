"""python -m bench: the whole run; score FILE: our engine on labelled text; month: false alarms; formats, readers, ocr: files; policy: rules; index, documents: look-ups; ledger, relay, agent."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

import platformdirs
from rich.console import Console

from bench import floors, page, prose, tables
from bench.contestants import CONTESTANTS
from bench.corpus import MAKERS
from bench.result import load
from bench.run import Options, run

_PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument(
        "--size", type=float, default=64, metavar="MB", help="of each corpus (logs at most 32); default 64"
    )
    parser.add_argument("--runs", type=int, default=5, help="of which the median counts; default 5")
    parser.add_argument(
        "--patience",
        type=float,
        default=120,
        metavar="S",
        help="CPU seconds after which no further run is begun; default 120",
    )
    parser.add_argument("--cache", type=Path, default=Path(platformdirs.user_cache_dir("kedun-bench")), metavar="DIR")
    parser.add_argument(
        "--manual", type=Path, default=prose.MANUAL, metavar="DIR", help="Chinese manual pages for the prose"
    )
    parser.add_argument("--core", type=int, help="to run on; default the last one")
    parser.add_argument("--corpora", nargs="+", choices=MAKERS, default=tuple(MAKERS))
    names = [c.name for c in CONTESTANTS]
    parser.add_argument("--contestants", nargs="+", choices=names, default=tuple(names))
    parser.add_argument(
        "--stored", type=Path, metavar="FILE", help="show what an earlier --json FILE holds; run nothing"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument(
        "--page", type=Path, nargs="?", const=_PAGE, metavar="FILE", help=f"write the tables into {_PAGE.name}"
    )
    parser.add_argument("--check", action="store_true", help="exit 1 if a floor is not met")
    return parser


_OTHERS = {
    "score": "bench.labelled",
    "month": "bench.month.command",
    "formats": "bench.formats.command",
    "readers": "bench.files.command",
    "ocr": "bench.ocr.command",
    "policy": "bench.judging",
    "index": "bench.index",
    "documents": "bench.documents",
    "ledger": "bench.ledger",
    "relay": "bench.relay",
    "agent": "bench.agent",
}
"""The other runs, by name."""


def main(arguments: list[str]) -> int:
    """Run, print, write; the exit code."""
    if arguments and arguments[0] in _OTHERS:
        other = importlib.import_module(_OTHERS[arguments[0]])  # each loads what the other runs do not need
        return int(other.main(arguments[1:]))
    asked = _parser().parse_args(arguments)
    progress = Console(stderr=True, highlight=False)
    result = (
        load(asked.stored) if asked.stored else run(_options(asked), lambda line: progress.print(line, markup=False))
    )
    tables.show(tables.all_tables(result), Console(highlight=False))
    reached = floors.verdicts(result)
    if asked.json:
        asked.json.write_text(_json(asdict(result), reached, floors.comparisons(result)), encoding="utf-8")
    if asked.page:
        page.write(asked.page, result)
    return int(asked.check and not all(verdict.met for verdict in reached))


def _options(asked: argparse.Namespace) -> Options:
    return Options(
        asked.size,
        asked.runs,
        asked.patience,
        asked.cache,
        asked.manual,
        asked.core,
        tuple(asked.corpora),
        tuple(asked.contestants),
    )


def _json(result: dict[str, object], reached: list[floors.Verdict], beside: list[floors.Verdict]) -> str:
    said = {"floors": [_plain(v) for v in reached], "comparisons": [_plain(v) for v in beside]}
    return json.dumps(result | said, ensure_ascii=False, indent=1) + "\n"


def _plain(verdict: floors.Verdict) -> dict[str, object]:
    floor = verdict.floor
    told: dict[str, object] = {
        "floor": floor.title.en,
        "wanted": floor.wanted,
        "unit": floor.unit,
        "measured": verdict.measured,
    }
    missing: dict[str, object] = {"missing": verdict.missing} if verdict.missing else {}
    return told | ({} if floor.wanted is None else {"met": verdict.met}) | missing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
