"""Names that follow a name: the others of a list, and the same name elsewhere in a text.

Who is announced by a word is often the first of many (参会人员：张三、李四), and speaks under his bare
name afterwards (张三：…). Both are read from what was found, so a text without names costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from detectors import names
from dlp.engine.candidate import Candidate
from dlp.text import HAN

_ONE = rf"[{HAN}]{{2,4}}(?:[·•・][{HAN}]{{1,7}}){{0,2}}"
_ASIDE = r"(?:[ ]?[(（][^()（）\n]{1,24}[)）])?"
_NEXT = re.compile(
    rf"{_ASIDE}[ ]?[、/／；｜|][ ]?(?:[0-9]{{4,12}}[ ]{{1,2}})?(?P<name>{_ONE}?)(?=[^{HAN}·•・]|\Z|等|[及和与])"
)
_ROW = re.compile(rf"(?:(?:[ ]?[,，][ ]?|[ \u3000]{{1,4}}){_ONE}){{1,40}}(?=[ ]{{0,4}}(?:[。;；\r\n|｜<\"'”)）]|\Z))")
_EACH = re.compile(_ONE)
_LIKELY = 0.65
_AS_LIKELY = 0.1
"""How much less a name is trusted that only its place or its like speaks for."""

_MOST_NAMES = 16
"""So many different names of a text are looked for once more, the first that were found."""

_PARTY = re.compile(
    r"(?:原告|被告人?|上诉人|申请人|被执行人|第三人|受害人|被害人|当事人|案外人|证人|患者|病人|客户|投保人|医[生师]|律师|委托人|代理人|经理)\Z"
)
"""Words for a part in an affair: whose name stood behind one before, needs no mark behind it."""

_ITEM = rf"[ \t]*(?:[-*•>]|[0-9]{{1,2}}[.、])?[ \t]*[{HAN}A-Za-z/]{{2,8}}[ ]?[:：][ ]?"
_ITEM_BEFORE = re.compile(rf"(?:\A|\n){_ITEM}\Z")
_ITEM_BELOW = re.compile(rf"{_ASIDE}[ \t\r]*\n{_ITEM}(?P<name>{_ONE}){_ASIDE}[ \t\r]*(?=\n|\Z)")
"""An item that says a part and who plays it (后端支持：李四), below one whose name is known."""

_SURE_OF_ITSELF = 3
"""A name of so many characters is hardly ever part of anything else."""

_DOES = re.compile("[的称说于与和在向未将被应为因同是及]")

_BEFORE = "\n\r\v\t @、，,：:；;（(“\"'「『|│/>"
_BEHIND = "\n\r\v\t 、，,：:；;）)”\"'」』|│/<。！!？?（(您你\\"


def listed(text: str, candidates: Sequence[Candidate], threshold: float) -> list[Candidate]:
    """The names that stand in a row behind one that was found, and the found ones where they stand again."""
    found = [c for c in candidates if c.entity == "PERSON" and c.score >= threshold and not c.meant]
    if not found:
        return []
    taken = {at for c in candidates if c.score >= threshold for at in (c.start, c.end - 1)}
    made = [new for c in found for new in _following(text, c) if taken.isdisjoint((new.start, new.end - 1))]
    taken.update(at for c in made for at in (c.start, c.end - 1))
    again = (new for new in _again(text, [*found, *made]) if taken.isdisjoint((new.start, new.end - 1)))
    return [*made, *again]


def _following(text: str, first: Candidate) -> Iterator[Candidate]:
    at, score = first.end, max(0.0, first.score - _AS_LIKELY)
    if _ITEM_BEFORE.search(text, max(0, first.start - 24), first.start):
        yield from _items(text, first, score)
    while (match := _NEXT.match(text, at)) and names.is_likely_name(match["name"]):
        yield Candidate("PERSON", *match.span("name"), score, ("one of a list of names",), staff=first.staff)
        at = match.end()
    row = _ROW.match(text, at)
    spans = [each.span() for each in _EACH.finditer(text, *row.span())] if row else []
    apart = row is not None and any(mark in row[0] for mark in ",，")
    if len(spans) > (not apart) and all(names.is_likely_name(text[start:end]) for start, end in spans):
        for start, end in spans:
            yield Candidate("PERSON", start, end, score, ("one of a list of names",), staff=first.staff)


def _items(text: str, first: Candidate, score: float) -> Iterator[Candidate]:
    """The names of the items below one, as long as each holds one."""
    at = first.end
    while (match := _ITEM_BELOW.match(text, at)) and names.is_likely_name(match["name"]):
        yield Candidate("PERSON", *match.span("name"), score, ("one of a list of names",), staff=first.staff)
        at = match.end("name")


def again(text: str, candidates: Sequence[Candidate], threshold: float) -> list[Candidate]:
    """The names that were found, where they stand again in running text."""
    taken = {at for c in candidates if c.score >= threshold for at in (c.start, c.end - 1)}
    found = [c for c in candidates if c.entity == "PERSON" and c.score >= threshold and not c.meant]
    return [new for new in _again(text, found) if taken.isdisjoint((new.start, new.end - 1))]


def _again(text: str, found: Iterable[Candidate]) -> Iterator[Candidate]:
    sure = {text[c.start : c.end]: c for c in reversed(list(found)) if c.score >= _LIKELY - _AS_LIKELY}
    for name in list(reversed(sure))[:_MOST_NAMES]:
        if not name.isascii():
            yield from _elsewhere(text, name, sure[name])


def _elsewhere(text: str, name: str, found: Candidate) -> Iterator[Candidate]:
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if _stands_alone(text, at, end):
            yield Candidate("PERSON", at, end, max(0.0, found.score - _AS_LIKELY), ("named before",), staff=found.staff)
        at = text.find(name, end)


def _stands_alone(text: str, at: int, end: int) -> bool:
    """Whether what reads like a known name is no part of a longer word."""
    before, behind = text[at - 1 : at] in _BEFORE, text[end : end + 1] in _BEHIND
    if (before and behind) or _PARTY.search(text, max(0, at - 5), at):
        return True
    if end - at >= _SURE_OF_ITSELF and names.is_likely_name(text[at:end]):
        return True
    return before and _DOES.match(text, end) is not None
