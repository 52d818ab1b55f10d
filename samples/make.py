"""Make the files of 云海金服, a made-up company: `python samples/make.py [--into DIR]`.

Everything below share, workstation, outbox, clean and unread is written anew, except for each
folder's expected.yml, which people write. Running this twice gives the same bytes twice.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

FOLDERS = ("share", "workstation", "outbox", "clean", "unread")
"""Each is made by the module of that name in `makers`."""

EXPECTED = "expected.yml"


def make(into: Path) -> int:
    """Write every folder below a directory; how many files there are."""
    count = 0
    for name in FOLDERS:
        files: dict[str, bytes] = importlib.import_module(f"makers.{name}").files()
        _empty(into / name)
        for path, data in files.items():
            target = into / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        count += len(files)
    return count


def _empty(folder: Path) -> None:
    """Remove what an earlier run made, deepest first; expected.yml stays."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            path.rmdir()
        elif path != folder / EXPECTED:
            path.unlink()


def main() -> None:
    """The command line."""
    sys.dont_write_bytecode = True  # a scan of samples/ would meet the byte code and wonder
    parser = argparse.ArgumentParser(description="Make the sample files.")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent, help="folder to write them to")
    into = parser.parse_args().into
    print(f"{make(into)} files in {into}")


if __name__ == "__main__":
    main()
