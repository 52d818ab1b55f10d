"""python -m tests.fuzz [READER…]: change documents at random until a reader breaks its promise.

Each reader runs in a process of its own; the document that broke it is kept in --keep. With
--atheris and the package of that name, coverage guides the changes instead.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz import seeds
from tests.fuzz.worker import check, name_of


def main(arguments: list[str]) -> int:
    """1 if any reader broke its promise."""
    parser = argparse.ArgumentParser("python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(seeds.targets())}; default all")
    parser.add_argument("--seconds", type=float, default=600, help="for each reader; default 600")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path, metavar="DIR", help="further documents to begin with")
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), metavar="DIR", help="for what breaks a reader")
    parser.add_argument("--atheris", action="store_true", help="let coverage guide (needs the package atheris)")
    asked = parser.parse_args(arguments)
    unknown = set(asked.readers) - set(seeds.targets())
    if unknown:
        parser.error(f"no such reader: {', '.join(sorted(unknown))}")
    if asked.atheris:
        return guided(asked.readers[0], asked.seconds, asked.seeds)
    ends = [broken(reader, asked) for reader in asked.readers or seeds.targets()]
    return int(any(ends))


def broken(reader: str, asked: argparse.Namespace) -> bool:
    """Fuzz one reader; tell what came of it."""
    code, told, data = fuzz(reader, asked.seconds, asked.seed, asked.seeds)
    if code == 0:
        sys.stdout.write(f"{reader}: {told}\n")
        return False
    asked.keep.mkdir(parents=True, exist_ok=True)
    file = asked.keep / f"{reader}-{name_of(data)}"
    file.write_bytes(data)
    sys.stdout.write(f"{reader}: BROKEN (exit {code}) by {file}\n{told}\n")
    return True


def fuzz(reader: str, seconds: float, seed: int, folder: Path | None = None) -> tuple[int, str, bytes]:
    """How the worker ended, what it said, and the last document it had."""
    with tempfile.TemporaryDirectory() as work:
        last = Path(work) / "last"
        command = [sys.executable, "-m", "tests.fuzz.worker", reader, str(seconds), str(seed), str(last)]
        done = subprocess.run(
            [*command, *([str(folder)] if folder else [])], capture_output=True, text=True, check=False
        )
        return (
            done.returncode,
            (done.stdout if done.returncode == 0 else done.stderr[-4000:]).strip(),
            last.read_bytes() if last.exists() else b"",
        )


def guided(reader: str, seconds: float, folder: Path | None) -> int:
    """Fuzz with atheris in this process; it ends the process itself."""
    import atheris

    kinds = seeds.kinds(reader)
    with tempfile.TemporaryDirectory() as work:
        for data in seeds.of(reader, folder):
            (Path(work) / name_of(data)).write_bytes(data)
        atheris.instrument_all()
        atheris.Setup(
            [sys.argv[0], work, f"-max_total_time={int(seconds)}", "-timeout=30", "-rss_limit_mb=1536"],
            lambda data: check(kinds[len(data) % len(kinds)], data) and None,
        )
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
