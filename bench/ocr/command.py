"""python -m bench ocr: how many numbers, names and mobiles of made-up pictures are found, and what that costs."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.ocr.pictures import Person, Sample, fonts, samples
from dlp.engine import Engine
from dlp.readers import Limits, Reader

SEED = 20261123
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_SPACE = re.compile(r"\s+")


@dataclass
class Sum:
    """Of a kind of picture: how many values it shows, how many came out, CPU seconds of all children."""

    pictures: int = 0
    seconds: float = 0.0
    shown: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    worst: list[str] = field(default_factory=list)

    def add(self, name: str, shown: int, right: int) -> None:
        """Count values of one kind."""
        self.shown[name] = self.shown.get(name, 0) + shown
        self.right[name] = self.right.get(name, 0) + right

    def share(self, name: str) -> float:
        """How many of them came out, from 0 to 1."""
        return self.right.get(name, 0) / max(1, self.shown.get(name, 0))


VALUES: dict[str, Callable[[Person], str]] = {
    "number": lambda person: person.number,
    "mobile": lambda person: person.mobile,
    "name": lambda person: person.name,
    "address": lambda person: person.address,
}


def main(arguments: list[str]) -> int:
    """Make, recognise, compare, print; 1 if fewer than 99 % of the identity numbers are found."""
    parser = argparse.ArgumentParser("python -m bench ocr", description=__doc__)
    parser.add_argument("--cards", type=int, default=51)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the pictures there")
    asked = parser.parse_args(arguments)
    console = Console(highlight=False)
    if not fonts():
        console.print("needs a Chinese font: fonts-wqy-zenhei or fonts-noto-cjk")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        sums, most = _measure(samples(asked.seed, asked.cards, asked.pages), asked.keep or Path(folder))
    _show(sums, most, console)
    shown, found = (
        sum(getattr(one, what).get("CN_RESIDENT_ID", 0) for one in sums.values()) for what in ("shown", "right")
    )
    return int(found < 0.99 * shown)


def _measure(pictures: Iterator[Sample], folder: Path) -> tuple[dict[str, Sum], float]:
    """The sums by kind of picture, and the most memory in MB that the largest child ever held."""
    sums: dict[str, Sum] = {}
    folder.mkdir(parents=True, exist_ok=True)
    engine, most, began = Engine(), 0.0, 0.0
    with Reader(Limits(ocr=True, ocr_seconds=600)) as reader:
        for number, sample in enumerate(pictures):
            file = folder / f"{sample.kind}-{number}.jpg"
            file.write_bytes(sample.jpeg)
            one = sums.setdefault(sample.kind, Sum())
            began = _children()
            text, found = _read(reader, engine, file)
            one.seconds += _children() - began
            one.pictures += 1
            missed = _compare(sample, text, found, one)
            if missed:
                one.worst.append(f"{file.name}: {missed} of {len(sample.people)} numbers missed; {sample.spoilt}")
            most = max(most, *(_high_water(child) for child in psutil.Process().children(recursive=True)))
    return sums, most


def _high_water(process: psutil.Process) -> float:
    """The most memory in MB that a process ever held (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(_PEAK.findall(status)[0]) / 1024


def _children() -> float:
    """CPU seconds that our running children have used; one that has just started counts from nothing."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children(recursive=True))


def _read(reader: Reader, engine: Engine, file: Path) -> tuple[str, set[tuple[str, str]]]:
    """The text of a picture without blanks, and what detection finds in it."""
    texts, found = [], set()
    detection = engine.document()
    for block in reader.open(file).blocks():
        texts.append(block.text)
        found |= {(hit.entity, hit.normal) for hit in detection.hits(block)}
    return _SPACE.sub("", "".join(texts)), found


def _compare(sample: Sample, text: str, found: set[tuple[str, str]], one: Sum) -> int:
    """Count what came out; how many numbers did not."""
    for name, value in VALUES.items():
        if name != "mobile" or sample.kind == "page":  # a card shows none
            one.add(name, len(sample.people), sum(value(person) in text for person in sample.people))
    right = sum(("CN_RESIDENT_ID", person.number) in found for person in sample.people)
    one.add("CN_RESIDENT_ID", len(sample.people), right)
    one.add("PERSON", len(sample.people), sum(("PERSON", person.name) in found for person in sample.people))
    return len(sample.people) - right


def _show(sums: dict[str, Sum], most: float, console: Console) -> None:
    table = Table("", *sums, title="文字识别 text recognition")
    names = [*VALUES, "CN_RESIDENT_ID", "PERSON"]
    table.add_row("图片 pictures", *(str(one.pictures) for one in sums.values()))
    for name in names:
        label = f"识别 read: {name}" if name in VALUES else f"发现 found: {name}"
        table.add_row(label, *(_share(one, name) for one in sums.values()))
    table.add_row("CPU s / 张 each", *(f"{one.seconds / one.pictures:.1f}" for one in sums.values()))
    console.print(table)
    console.print(f"识别进程最多内存 peak memory of the recognising process: {most:.0f} MB")
    for one in sums.values():
        for line in one.worst:
            console.print(line)


def _share(one: Sum, name: str) -> str:
    return f"{one.share(name):.2%} ({one.right[name]}/{one.shown[name]})" if name in one.shown else "-"
