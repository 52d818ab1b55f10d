"""python -m bench documents: what comparing with registered documents costs, and how often unrelated texts match."""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import numpy as np
from rich.console import Console

from bench import page, prose
from dlp.documents import Comparison, Entry, Registered, Store
from dlp.documents.compare import LEAST, fingerprints_of
from dlp.documents.winnow import WINDOW, Grams
from dlp.model import Block, Locator

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- documents: begin; written by `python -m bench documents --page` -->", "<!-- documents: end -->")
_KEY = b"bench" + bytes(27)
_BLOCK = 65_536
_EXCERPTS = (25, 40, 66, 100, 200)
_SURE = LEAST + 2 * (WINDOW - 1)
_RUNS = 3


@dataclass
class Errors:
    """Of unrelated texts: how many were compared, and the longest excerpt of each that had one."""

    texts: int = 0
    characters: int = 0
    excerpts: list[int] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    """Measure and print; 1 if an excerpt of a hundred characters is missed."""
    parser = argparse.ArgumentParser("python -m bench documents", description=__doc__)
    parser.add_argument("--registered", type=Path, metavar="DIR", help="text files to register; default made-up prose")
    parser.add_argument("--unrelated", type=Path, metavar="DIR", help="text files that have nothing to do with them")
    parser.add_argument("--page", action="store_true", help=f"write the table into {PAGE.name}")
    asked = parser.parse_args(arguments)
    texts = list(_texts(asked.registered)) if asked.registered else _made_up(1, 200)
    grams = Grams(_KEY)
    registered = _registered(grams, texts)
    lines = [
        _line("已登记 registered", f"{len(texts)} 份 documents, {len(registered.store.fingerprints):,} fingerprints")
    ]
    lines += _costs(registered)
    recalls = {length: _recall(registered, texts, length) for length in _EXCERPTS}
    lines += [_line(f"找到 {length} 字的摘录 excerpts found", f"{share:.1%}") for length, share in recalls.items()]
    if asked.unrelated:
        lines += _errors(registered, asked.unrelated)
    Console(highlight=False).print("\n".join(lines), markup=False)
    if asked.page:
        page.between(PAGE, MARKS, ["\n".join(["| | |", "| --- | ---: |", *lines]) + "\n"])
    return int(recalls[100] < 1)


def _line(what: str, value: str) -> str:
    return f"| {what} | {value} |"


def _texts(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.suffix in (".txt", ".md"):
            yield file.read_text(encoding="utf-8", errors="replace")


def _made_up(seed: int, count: int) -> list[str]:
    random = Random(seed)
    pool = prose.sentences(random)
    return ["\n".join(prose.paragraph(random, pool, 20_000)) for _ in range(count)]


def _registered(grams: Grams, texts: list[str]) -> Registered:
    store = Store.empty()
    parts, owners, entries = [], [], []
    for number, text in enumerate(texts):
        fingerprints, characters = fingerprints_of(grams, _blocks(text))
        parts.append(fingerprints)
        owners.append(np.full(len(fingerprints), number, np.uint32))
        entries.append(Entry(f"{number}", f"{number:064}", characters, len(fingerprints), ""))
    joined, whose = np.concatenate(parts), np.concatenate(owners)
    order = np.argsort(joined, kind="stable")
    store = Store(tuple(entries), joined[order], whose[order])
    return Registered(store, _KEY)


def _blocks(text: str) -> Iterator[Block]:
    for start in range(0, len(text), _BLOCK):
        yield Block(text[start : start + _BLOCK], Locator("body"), start)


def _compared(registered: Registered, text: str) -> Comparison:
    comparison = registered.compare()
    for block in _blocks(text):
        comparison.add(block)
    comparison.finish()
    return comparison


def _costs(registered: Registered) -> Iterator[str]:
    """MB of UTF-8 a CPU second, best of three, and how much memory a text ten times as long takes more."""
    text = "\n".join(_made_up(2, 200))
    best = min(_seconds(registered, text) for _ in range(_RUNS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    long = registered.compare()
    for _ in range(10):
        for block in _blocks(text):
            long.add(block)
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    yield _line("比较 comparing", f"{len(text.encode()) / 1e6 / best:.0f} MB/CPU-s")
    yield _line("十倍长的文字多占的内存 memory more for a text ten times as long", f"{more / 1000:.1f} MB")


def _seconds(registered: Registered, text: str) -> float:
    began = time.process_time()
    _compared(registered, text)
    return time.process_time() - began


def _recall(registered: Registered, texts: list[str], length: int) -> float:
    """The share of excerpts of so many characters that are found in a text that is otherwise another.

    An excerpt that is too short to be called one counts if a fingerprint of it is known.
    """
    random = Random(length)
    found, tried = 0, 0
    other = prose.paragraph(random, prose.sentences(random), 3000)
    for text in texts[:100]:
        plain = "".join(char for char in text if char.isalnum())
        if len(plain) > 2 * length:
            tried += 1
            start = random.randrange(len(plain) - length)
            inserted = "".join(other[:5]) + " ".join(plain[start : start + length]) + "".join(other[5:])
            comparison = _compared(registered, inserted)
            longest = comparison.facts()["excerpt"]
            found += bool(longest) if length >= _SURE else comparison.touched
    return found / max(1, tried)


def _errors(registered: Registered, folder: Path) -> Iterator[str]:
    errors = Errors()
    for text in _texts(folder):
        longest = _compared(registered, text).facts()["excerpt"]
        errors.texts += 1
        errors.characters += len(text)
        if isinstance(longest, int) and longest:
            errors.excerpts.append(longest)
    yield _line("无关的文字 unrelated texts", f"{errors.texts:,}, {errors.characters / 1e6:.1f} M 字 characters")
    for least in (LEAST, 60, 100):
        count = sum(length >= least for length in errors.excerpts)
        yield _line(f"误认 {least} 字以上 false excerpts from {least}", f"{count} ({count / max(1, errors.texts):.2%})")
