"""Why something that looks like data was taken, and why a lookalike was not.

The same steps as detection in running text, but nothing is thrown away: each candidate keeps what
became of it. A test holds both to the same answer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import NoReturn

from detectors.base import Detector, Pattern
from dlp.engine.candidate import CUSTOMER_TABLE, Candidate, settle
from dlp.engine.detection import Engine
from dlp.engine.disguise import REASON, reasons
from dlp.engine.neighbours import drop_lucky_ones, weigh_mobiles
from dlp.engine.titled import PERSONAL, without_strays
from dlp.model import Text
from dlp.text import fold


class Fate(StrEnum):
    """What became of a candidate."""

    TAKEN = "taken"
    BELOW = "below_threshold"
    FAILED = "failed_check"
    LOST = "lost"
    LUCKY = "lucky"
    STRAY = "no_customer"


@dataclass(frozen=True, slots=True, repr=False)
class Explained:
    """One candidate, in memory only: it holds a raw value, so it is never printed or serialised whole.

    start, end: character offsets in the text as typed; line, column: from 1.
    confidence: None where the check refused it before it was weighed.
    because: the fate in words; why: each piece of evidence, in words.
    """

    entity: str
    title: Text
    value: str
    masked: str
    start: int
    end: int
    line: int
    column: int
    confidence: float | None
    fate: Fate
    because: Text
    why: tuple[Text, ...]

    def __repr__(self) -> str:
        return f"<Explained {self.entity} {self.masked} {self.fate}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an Explained holds a raw value and is never serialised")


class Explainer:
    """Explains the texts of one document, in order."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._person_seen = False

    def explain(self, text: str) -> list[Explained]:
        """Every candidate of a text in order of place, the refused ones among them."""
        found = self._engine.search(text.encode("utf-8", "replace"))
        everything = found.candidates
        likely = drop_lucky_ones(everything, found.refused)
        lucky = _without(everything, likely)
        likely += self._engine.named(text, likely)
        weigh_mobiles(likely, text, self._engine.threshold)
        scene = _Scene(self._engine, text, _line_starts(text))
        told = [
            *self._settled(scene, likely),
            *(scene.told(c, Fate.LUCKY, _LUCKY) for c in lucky),
            *scene.failed(found.refused),
        ]
        return sorted(told, key=lambda e: (e.start, e.end, e.entity))

    def _settled(self, scene: _Scene, likely: Sequence[Candidate]) -> Iterator[Explained]:
        """What the threshold, overlaps and the lack of a customer make of the candidates."""
        threshold = self._engine.threshold
        winners = settle(c for c in likely if c.score >= threshold)
        self._person_seen = self._person_seen or any(c.entity in PERSONAL for c in winners)
        taken = without_strays(winners, self._engine.detectors, person_seen=self._person_seen)
        yield from (scene.told(c, Fate.TAKEN, _TAKEN) for c in taken)
        yield from (scene.told(c, Fate.STRAY, _STRAY) for c in _without(winners, taken))
        alone = [w for w in winners if w.entity != CUSTOMER_TABLE]  # these do not overlap each other
        for c in _without(likely, winners):
            if c.score < threshold:
                yield scene.told(c, Fate.BELOW, _below(threshold))
            else:
                yield scene.told(c, Fate.LOST, _lost(c, alone))


@dataclass(frozen=True)
class _Scene:
    """A text, the engine that looks at it, and where its lines begin."""

    engine: Engine
    text: str
    starts: Sequence[int]

    def told(self, c: Candidate, fate: Fate, because: Text) -> Explained:
        detector = self.engine.detectors[c.entity]
        why = _evidence(detector, reasons(c, self.text[c.start : c.end]), taken=fate is Fate.TAKEN)
        return self._made(detector, c.start, c.end, c.meant, round(c.score, 2), fate, because, why)

    def failed(self, refused: Sequence[tuple[str, int]]) -> Iterator[Explained]:
        """The lookalikes that a check refused: the pass tells where they begin, the expression where they end."""
        wanted: dict[str, set[int]] = {}
        for entity, start in refused:
            wanted.setdefault(entity, set()).add(start)
        folded = fold(self.text)
        for entity, places in wanted.items():
            detector = self.engine.detectors[entity]
            for match in self.engine.analyzer.matchers[entity].find(self.text, folded):
                if match.score is None and match.start in places:
                    yield self._made(detector, match.start, match.end, "", None, Fate.FAILED, _failed(detector), ())

    def _made(
        self,
        detector: Detector,
        start: int,
        end: int,
        meant: str,
        confidence: float | None,
        fate: Fate,
        because: Text,
        why: tuple[Text, ...],
    ) -> Explained:
        value = self.text[start:end]
        masked = detector.mask(meant or fold(value).text) if isinstance(detector, Pattern) else detector.title.zh
        line = bisect_right(self.starts, start)
        column = start - self.starts[line - 1] + 1
        return Explained(
            detector.entity, detector.title, value, masked, start, end, line, column, confidence, fate, because, why
        )


_TAKEN = Text("采纳", "taken")
_LUCKY = Text(
    "同一段文字里形状相同的号码多数通不过校验，它通过只是碰巧",
    "most numbers of its shape in this text fail their check: it passed by chance",
)
_STRAY = Text("旁边没有出现客户，单独不算客户资料", "evidence about a customer, but no customer is in sight")


def _below(threshold: float) -> Text:
    return Text(f"低于阈值 {threshold:.2f}", f"below the threshold of {threshold:.2f}")


def _lost(c: Candidate, winners: Sequence[Candidate]) -> Text:
    """Which entities have the characters that it wanted; the winners come in order and do not overlap."""
    low = bisect_right(winners, c.start, key=attrgetter("end"))
    high = bisect_left(winners, c.end, key=attrgetter("start"))
    stronger = ", ".join(dict.fromkeys(w.entity for w in winners[low:high]))
    return Text(f"同样的字符归了 {stronger}", f"lost the same characters to {stronger}")


def _failed(detector: Detector) -> Text:
    return Text(f"没有通过校验：{detector.source}", f"failed its check: {detector.source}")


_SAID = {
    "in Chinese text": "夹在中文里",
    "beside another find": "与另一项发现同行",
    "one of a list": "与同类号码连成一串",
    "model": "模型认为是",
    "surname": "以姓氏开头",
    "dictionary": "在姓名词典里",
    "title": "后面有称呼",
    "rank": "后面有职务",
    "house": "有门牌",
    "company suffix": "有公司后缀",
    "cue": "前面有提示词",
    "beside an identifier": "旁边有标识",
    "column titles": "列标题是客户名单的样子",
    "another recognizer": "另装的识别器找到",
    "odd grouping": "分隔方式少见",
}
_AGAINST = {
    "inside a web address": "在网址里",
    "a decimal fraction": "是小数的一部分",
    "the key names a code": "键名说它是编号",
    "column title": "列标题说它是别的",
}
_NOTHING = Text("旁边没有词说明它是什么", "nothing beside it says what it is")


def _evidence(detector: Detector, why: Sequence[str], *, taken: bool) -> tuple[Text, ...]:
    """Each reason in both languages; what was not taken and has none but its form says so."""
    source = detector.source
    rest = [part for reason in why if (part := reason.removeprefix(source).removeprefix("; "))]
    has_form = bool(why) and why[0].startswith(source)
    form = [Text(f"形式与校验符合 {source}", f"form and check as in {source}")] if has_form else []
    return (*form, *(map(_said, rest) if rest or taken else [_NOTHING]))


def _said(reason: str) -> Text:
    word = reason.rpartition("context: ")[2]
    if word != reason:
        return Text(f"旁边的“{word}”说它是", f"context: {word}")
    word = reason.rpartition("against: ")[2]
    if word != reason:
        return Text(_AGAINST.get(word, f"前面的“{word}”说它不是"), f"against: {word}")
    if reason.startswith(REASON):
        return Text("经过伪装：" + reason.removeprefix(REASON), reason)
    return Text(_SAID.get(reason, reason), reason)


def _without(candidates: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """Those that are not among the others, themselves and not their like."""
    known = set(map(id, others))
    return [c for c in candidates if id(c) not in known]


def _line_starts(text: str) -> list[int]:
    """Where each line begins."""
    starts, at = [0], text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts
