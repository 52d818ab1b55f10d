"""Seven ways in which many files come about at once, as a program of its own: its speed is not the watcher's.

    python -m tests.chaos.bursts KIND ROOT STAGE NUMBER FIRST

KIND is one of KINDS; STAGE is a folder outside ROOT, on the same file system. Prints nothing.
"""

import os
import sys
from pathlib import Path

KINDS = ("flat", "nested", "renamed_in", "part_renamed", "moved_in", "deleted", "rewritten")
_ROW = "姓名,手机\n王小明,139{:08d}\n"


def text(number):
    """What file number so-and-so says: a made-up name and mobile number, different in each."""
    return _ROW.format(number)


def flat(root, _stage, numbers):
    for n in numbers:
        (root / f"flat-{n}.csv").write_text(text(n), encoding="utf-8")


def nested(root, _stage, numbers):
    for n in numbers:
        folder = root / f"nested-{n // 5}" / "b" / "c"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{n}.csv").write_text(text(n), encoding="utf-8")


def renamed_in(root, stage, numbers):
    for n in numbers:
        (stage / f"{n}.csv").write_text(text(n), encoding="utf-8")
        (stage / f"{n}.csv").rename(root / f"renamed-{n}.csv")


def part_renamed(root, _stage, numbers):
    for n in numbers:
        (root / f"{n}.csv.part").write_text(text(n), encoding="utf-8")
        (root / f"{n}.csv.part").rename(root / f"part-{n}.csv")


def moved_in(root, stage, numbers):
    top = stage / f"tree-{numbers[0]}"
    for n in numbers:
        folder = top / f"a{n // 10}" / "b"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{n}.csv").write_text(text(n), encoding="utf-8")
    top.rename(root / top.name)


def deleted(root, stage, numbers):
    """Half of what was just written goes again."""
    flat(root, stage, numbers)
    for n in numbers[::2]:
        (root / f"flat-{n}.csv").unlink()


def rewritten(root, stage, numbers):
    """Written, and written anew in place with other content of the same length, and the old times."""
    flat(root, stage, numbers)
    for n in numbers:
        file = root / f"flat-{n}.csv"
        before = file.stat()
        file.write_text(text(n + 50_000_000), encoding="utf-8")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def main(kind, root, stage, number, first):
    made = globals()[kind]
    made(Path(root), Path(stage), range(int(first), int(first) + int(number)))


if __name__ == "__main__":
    main(*sys.argv[1:])
