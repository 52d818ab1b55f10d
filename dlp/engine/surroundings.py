"""What a name can stand beside: identifiers that were found, and words that announce one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from detectors.base import words
from detectors.person import CUES
from dlp.engine.candidate import Candidate

REACH = 60
"""How many characters on each side of an identifier are read."""

CLOSE = 20
"""So near that a name most likely belongs to the identifier."""

NAMED = frozenset({"PERSON", "ADDRESS", "ORGANIZATION"})
TITLE = "先生|女士|小姐|太太"

Stretch = tuple[int, int]

NOBODYS = frozenset(
    "CUSTOMER_TABLE BUSINESS_RECORD PREFERENCE CUSTOMER_NEED CONFIDENTIAL_LABEL IP_ADDRESS MAC_ADDRESS".split()
)
_ALMOST = 0.2
"""So much may be missing to the threshold: a bare mobile number that a name beside it will lift."""

_NEED_A_MARK = frozenset(words("客户 用户 会员 家长 法人 负责人 患者 病人 业主 学员 乘客 旅客"))
"""Cues that are common words too."""

_OF_PLACES = words("地址 住址 住所 寄到 寄往 寄至 送到 送货至 家住 住在 现住")
_OF_FIRMS = words("公司名称 单位名称 企业名称 工作单位 开户行 开户银行 客户名称 甲方 乙方 抬头")


def _any(choices: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(choices, key=len, reverse=True)) + ")"


_BLANK = "[ \\t\u3000]{0,4}"
_MARKED = rf"{_BLANK}[:：=|(（]{_BLANK}[“\"'\[【]?"
_MAYBE_MARKED = rf"{_BLANK}(?:[:：=|(（]|是|为)?{_BLANK}[“\"'\[【]?"
_CUES = re.compile(
    rf"(?P<PERSON>{_any(set(CUES) - _NEED_A_MARK)}(?:姓名|名称)?{_MAYBE_MARKED}|{_any(_NEED_A_MARK)}(?:姓名|名称)?{_MARKED})"
    rf"|(?P<ADDRESS>{_any(_OF_PLACES)}{_MAYBE_MARKED})"
    rf"|(?P<ORGANIZATION>{_any(_OF_FIRMS)}{_MARKED})"
    rf"|(?P<title>{TITLE})"
)
_LABELS = "电话|手机|号码|联系|身份证|证件|银行卡?|卡号|账号|邮箱|邮编|性别|年龄|日期|备注|编号|金额"
LABELS = re.compile(f"{_CUES.pattern}|{_LABELS}")
"""Words that a record is made of beside its values."""

_STARTS = frozenset((*CUES, *_OF_PLACES, *_OF_FIRMS, *TITLE.split("|")))
_FEWEST_STARTS = sorted(w for w in _STARTS if not any(w != v and w.startswith(v) for v in _STARTS))
CUE_WORDS = tuple(_FEWEST_STARTS)
"""Words of which every cue begins with one."""

_CUE_BEGINS = re.compile("|".join(_FEWEST_STARTS))
_LABEL_BEGINS = re.compile("|".join((*_FEWEST_STARTS, _LABELS)))
_BREAK = re.compile(r"[。！？；!?;\r\n]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Edges of identifiers, and cues, each in order of place.

    sure: edges of identifiers that are taken; maybe: of those that lack a little.
    cues: what each announces, where it begins, and where it ends.
    """

    sure: Sequence[int] = ()
    maybe: Sequence[int] = ()
    cues: Sequence[tuple[str, int, int]] = ()
    _announced: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, text: str, candidates: Iterable[Candidate], threshold: float, low: int = 0, high: int | None = None
    ) -> Surroundings:
        """The candidates, and the cues of a text or of a part of it."""
        identifiers = [c for c in candidates if c.entity not in NAMED | NOBODYS]
        sure = [edge for c in identifiers if c.score >= threshold for edge in (c.start, c.end)]
        maybe = [edge for c in identifiers if threshold - _ALMOST <= c.score < threshold for edge in (c.start, c.end)]
        cues = list(_cues(text, low, len(text) if high is None else high))
        return cls(sorted(sure), sorted(maybe), cues, {end: kind for kind, _, end in cues})

    def cues_in(self, low: int, high: int) -> Iterator[tuple[str, int, int]]:
        """The cues that end in a stretch, in order."""
        first = bisect_left(self.cues, low - REACH, key=itemgetter(1))
        for cue in self.cues[first : bisect_left(self.cues, high, key=itemgetter(1))]:
            if low <= cue[2] <= high:
                yield cue

    def announces(self, entity: str, start: int) -> bool:
        """Whether a cue for such an entity ends right where something starts."""
        return self._announced.get(start) == entity

    def nearness(self, text: str, start: int, end: int, *, same_line: bool = False) -> float:
        """0.2 close to an identifier on its line, 0.1 farther off or on a line beside it, else 0.

        same_line: whether the line beside it does not count.
        """
        near = _gap(self.sure, start, end)
        if near is not None:
            low, high = near
            lines = text.count("\n", low, high)
            if high - low <= CLOSE and not lines:
                return 0.2
            if high - low <= REACH and lines <= (not same_line):
                return 0.1
        near = _gap(self.maybe, start, end)
        return 0.1 if near and near[1] - near[0] <= CLOSE and "\n" not in text[slice(*near)] else 0.0

    def windows(self, text: str) -> list[Stretch]:
        """The parts of a text that are worth reading, in order, none touching the next."""
        wanted = [_trimmed(text, edge, edge, REACH, REACH) for edge in (*self.sure, *self.maybe)]
        for kind, start, end in self.cues:
            left, right = (CLOSE, 0) if kind == "title" else (0, REACH)
            wanted.append(_trimmed(text, start, end, left, right))
        return list(_merged(sorted(wanted)))


def blank_labels(text: str) -> str:
    """A text with blanks for the words that a record is made of beside its values; as long as it was."""
    parts: list[str] = []
    at = 0
    for label in _matches(LABELS, _LABEL_BEGINS, text, 0, len(text)):
        parts += text[at : label.start()], " " * (label.end() - label.start())
        at = label.end()
    return "".join((*parts, text[at:]))


def _cues(text: str, low: int, high: int) -> Iterator[tuple[str, int, int]]:
    for match in _matches(_CUES, _CUE_BEGINS, text, low, high):
        yield str(match.lastgroup), match.start(), match.end()


def _matches(
    expression: re.Pattern[str], begins: re.Pattern[str], text: str, low: int, high: int
) -> Iterator[re.Match[str]]:
    """What `finditer` finds, some fifty times sooner: one of plain words is looked for, then the expression is tried."""
    at = low
    while word := begins.search(text, at, high):
        match = expression.match(text, word.start(), high)
        at = match.end() if match else word.start() + 1
        if match:
            yield match


def _gap(edges: Sequence[int], start: int, end: int) -> Stretch | None:
    """The text between a stretch and the edge nearest to it; None if there is no edge."""
    at = bisect_left(edges, start)
    gaps = [(edge, start) for edge in edges[max(0, at - 1) : at]]
    behind = bisect_left(edges, end)
    gaps += [(end, edge) for edge in edges[behind : behind + 1]]
    return min(gaps, key=lambda gap: gap[1] - gap[0], default=None)


def _trimmed(text: str, start: int, end: int, left: int, right: int) -> Stretch:
    """A stretch with its surroundings, from the first end of a sentence in them to the last."""
    low, high = max(0, start - left), min(len(text), end + right)
    first = _BREAK.search(text, low, start) if low else None
    last = None if high == len(text) else max((m.start() for m in _BREAK.finditer(text, end, high)), default=None)
    return first.end() if first else low, high if last is None else last


def _merged(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The same without overlaps."""
    low, high = -1, -1
    for start, end in stretches:
        if start > high:
            if high > low:
                yield low, high
            low, high = start, end
        high = max(high, end)
    if high > low:
        yield low, high
