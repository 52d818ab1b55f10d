"""Which words a document holds: those that two independent readers find."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.formats import kinds, members, programs
from bench.formats.peers import Peers

_DEPTH = 2


@dataclass(frozen=True)
class Reference:
    """Words, and who found any in the file."""

    words: frozenset[str] = frozenset()
    judges: tuple[str, ...] = ()


class References:
    """Asks judges, and remembers what they said of the same bytes."""

    def __init__(self, peers: Peers, cache: Path, without: frozenset[str] = frozenset()) -> None:
        self._peers, self._cache, self._without = peers, cache, without

    def of(self, path: Path, families: tuple[str, ...], depth: int = 0) -> Reference:
        """The words of a file that may be of several families: its name and its bytes can disagree."""
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        asked = dict.fromkeys(judge for family in families for judge in kinds.JUDGES.get(family, ()))
        found = {judge: self._asked(judge, path, digest) for judge in asked if judge not in self._without}
        voted = vote({judge: words for judge, words in found.items() if words is not None})
        if depth < _DEPTH and any(family in kinds.ARCHIVES for family in families):
            return _both(voted, self._inside(path, digest, depth))
        return voted

    def _inside(self, path: Path, digest: str, depth: int) -> Reference:
        """Members are judged as files of their own."""
        name = f"inside-{depth}"
        if not self._file(digest, name).exists():
            self._keep(digest, name, set(self._of_members(path, depth).words))
        kept = self._kept(digest, name)
        return Reference(frozenset(kept), ("members",)) if kept else Reference()

    def _of_members(self, path: Path, depth: int) -> Reference:
        total = Reference()
        with members.unpacked(path) as found:
            for member in found:
                with member.open("rb") as file:
                    family = kinds.of_member(member.name, file.read(4096))
                total = _both(total, self.of(member, (family,), depth + 1))
        return total

    def _asked(self, judge: str, path: Path, digest: str) -> set[str] | None:
        name = f"{judge}{path.suffix.lower()}"  # some go by the file's name
        if not self._file(digest, name).exists():
            self._keep(digest, name, self._ask(judge, path))
        return self._kept(digest, name)

    def _ask(self, judge: str, path: Path) -> set[str] | None:
        if judge not in programs.PROGRAMS:
            return self._peers.answer(judge, path)
        return programs.answer(judge, path) if programs.installed(judge) else None

    def _file(self, digest: str, name: str) -> Path:
        return self._cache / digest[:2] / f"{digest}.{name}.gz"

    def _kept(self, digest: str, name: str) -> set[str] | None:
        said = json.loads(gzip.decompress(self._file(digest, name).read_bytes()))
        return None if said is None else set(said)

    def _keep(self, digest: str, name: str, found: set[str] | None) -> None:
        file = self._file(digest, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_bytes(gzip.compress(json.dumps(found if found is None else sorted(found)).encode(), 3))
        fresh.replace(file)


def vote(found: dict[str, set[str]]) -> Reference:
    """Words that two found; where only one could open the file, its words.

    A judge that opened it and found nothing was there too: what one alone sees in it is no word.
    """
    if len(found) == 1:
        ((judge, words),) = found.items()
        return Reference(frozenset(words), (judge,))
    counts = Counter(word for words in found.values() for word in words)
    return Reference(frozenset(word for word, times in counts.items() if times > 1), tuple(filter(found.get, found)))


def _both(one: Reference, other: Reference) -> Reference:
    return Reference(one.words | other.words, tuple(dict.fromkeys((*one.judges, *other.judges))))
