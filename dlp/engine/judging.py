"""What speaks for a name that a model has found, and for an address or an organisation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from detectors import names
from dlp.engine.candidate import Candidate
from dlp.engine.growing import addresses, is_address
from dlp.engine.lac import Span
from dlp.engine.surroundings import TITLE, Stretch, Surroundings, blank_labels
from dlp.engine.worth import FIRM, RANK, Rest, may_be_longer
from dlp.text import HAN

_MODEL = "model"
_BASE = 0.25
_HIGHEST = 0.95
_LONGEST = 200
_LATIN = "[A-Z][a-z]{1,15}(?:[ -][A-Z][a-z]{1,15}){0,2}"
_LATIN_NAME = re.compile(
    rf"(?<![A-Za-z])(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? ?(?P<after>{_LATIN})|(?P<before>{_LATIN})(?= ?(?:{TITLE}|博士|教授|经理|总监)))(?![a-z])"
)
_NAME = re.compile(rf"[{HAN}]{{2,6}}(?:[·•・][{HAN}]{{1,7}}){{0,3}}(?![·•・])|{_LATIN}")
_DOTTED = re.compile(rf"(?:[·•・][{HAN}]{{1,6}}){{1,3}}(?![{HAN}])")
_ALONE = re.compile(rf"[{HAN}]{{2,4}}(?=[ \u3000]*(?:[|｜\t\r\n\v]|\Z))")
_LINE_BEGINS = "\n\r\v\t"
_ITEM = r"[ \t]*(?:[0-9]{1,3}[.、)） \t]{1,3})?"
_LINE_ABOVE = re.compile(rf"(?:\A|[\n\v]){_ITEM}([{HAN}]{{2,4}})[ \t\r]*[\n\v]{_ITEM}\Z")
_LINE_BELOW = re.compile(rf"[ \t\r]*[\n\v]{_ITEM}([{HAN}]{{2,4}})[ \t]*(?=[\r\n\v]|\Z)")
_TITLE = re.compile(rf" ?(?:(?P<sure>{TITLE})|{RANK})")
_FIRM = re.compile(rf"(?:{FIRM})$")
_INVITATION = re.compile("加[薇微威维]")
"""To add somebody in WeChat, written so that no filter sees it."""

_WORTH_READING = re.compile(f"[{HAN}]{{2}}|[{HAN}][·•・]")


@dataclass(frozen=True, slots=True)
class Taken:
    """The candidates that rules have found and that will be hits, in order."""

    starts: Sequence[int]
    found: Sequence[Candidate]

    @classmethod
    def of(cls, candidates: Iterable[Candidate], threshold: float) -> Taken:
        """Those at the threshold or above it, but for whole tables."""
        found = sorted(
            (c for c in candidates if c.score >= threshold and c.entity != "CUSTOMER_TABLE"),
            key=attrgetter("start", "end"),
        )
        return cls([c.start for c in found], found)

    def within(self, start: int, end: int) -> list[Candidate]:
        """Those that overlap a stretch. None is expected to be longer than 200 characters."""
        near = self.found[bisect_left(self.starts, start - _LONGEST) : bisect_left(self.starts, end)]
        return [c for c in near if c.end > start]

    def rest(self, text: str, piece: Stretch) -> Rest:
        """What rules have left of a piece."""
        at, end = piece
        left: list[str] = []
        for c in self.within(at, end):
            left += text[at : max(at, c.start)], "\n" * (min(c.end, end) - max(at, c.start))
            at = max(at, min(c.end, end))
        found = "".join((*left, text[at:end]))
        longer = any(c.entity == "ADDRESS" and may_be_longer(text, c.start, c.end) for c in self.within(*piece))
        return Rest(*piece, found, blank_labels(found), longer)


def leaves_something(rest: Rest) -> bool:
    """Whether what is left of a piece is Chinese, or a name in Latin letters, and no mere label."""
    return bool(_WORTH_READING.search(rest.bare) or _LATIN_NAME.search(rest.found))


@dataclass(frozen=True, slots=True)
class Judge:
    """Turns what the model names in a text into candidates, by what speaks for each.

    bonus, reason: what speaks for all of them, such as an identifier in the same row of a table.
    """

    text: str
    around: Surroundings
    taken: Taken
    bonus: float = 0.0
    reason: str = ""

    def candidates(self, spans: Sequence[Span], pieces: Iterable[Stretch]) -> Iterator[Candidate]:
        """Candidates of all three entities; `pieces` are the parts that were read."""
        latin = list(self._latin(pieces))
        yield from latin
        covered = {at for c in latin for at in range(c.start, c.end)}
        for span in spans:
            if span.label == "PER" and covered.isdisjoint((span.start, span.end - 1)):
                yield from self._person(span.start, span.end)
            elif span.label == "ORG":
                yield from self._firm(span.start, span.end)
        places = [place for s in spans if s.label == "LOC" and (place := self._clear(s.start, s.end))]
        for start, end in addresses(self.text, places, self._barriers(spans) if places else ()):
            yield from self._address(start, end)

    def _barriers(self, spans: Sequence[Span]) -> list[Stretch]:
        """Persons and numbers, which no address swallows."""
        beyond = self.taken.within(spans[0].start, spans[-1].end + _LONGEST)
        numbers = [(c.start, c.end) for c in beyond if c.entity != "ADDRESS"]
        return [*((s.start, s.end) for s in spans if s.label == "PER"), *numbers]

    def _person(self, start: int, end: int) -> Iterator[Candidate]:
        match = _NAME.search(self.text, start, end)
        if match is None:
            return
        start, end = match.span()
        dotted = _DOTTED.match(self.text, end)
        end = dotted.end() if dotted else end
        if self.taken.within(start, end) or _INVITATION.match(self.text, start, end):
            return
        end = self._line_end(start, end)
        name, title = self.text[start:end], _TITLE.match(self.text, end)
        near = self.around.nearness(self.text, start, end, same_line=self._is_listed(start, end))
        yield from self._made(
            "PERSON",
            start,
            end,
            near,
            (0.2, "surname", names.is_name(name)),
            (0.1, "dictionary", names.is_known(name)),
            (0.2, "title", title is not None and title["sure"] is not None),
            (0.1, "rank", title is not None and title["sure"] is None),
        )

    def _line_end(self, start: int, end: int) -> int:
        """The end of a name that the model has cut short, though nothing else is on its line."""
        match = _ALONE.match(self.text, start) if start == 0 or self.text[start - 1] in _LINE_BEGINS else None
        return match.end() if match and match.end() > end and names.is_name(match[0]) else end

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether a name is one of many, in a row or one below the other: what is on the next line is not its own."""
        if "、" in (self.text[start - 1 : start], self.text[end : end + 1]):
            return True
        above, below = _LINE_ABOVE.search(self.text, max(0, start - _LONGEST), start), _LINE_BELOW.match(self.text, end)
        return any(line is not None and names.is_name(line[1]) for line in (above, below))

    def _latin(self, pieces: Iterable[Stretch]) -> Iterator[Candidate]:
        """Names in Latin letters with a title; alone, a title is not enough."""
        for piece in pieces:
            for match in _LATIN_NAME.finditer(self.text, *piece):
                start, end = match.span(match.lastgroup or 0)
                if not self.taken.within(start, end):
                    near = self.around.nearness(self.text, start, end)
                    yield from self._made("PERSON", start, end, near, (0.2, "title", True))

    def _firm(self, start: int, end: int) -> Iterator[Candidate]:
        suffix = _FIRM.search(self.text[start:end])
        if end - start >= 4 and not self.taken.within(start, end):
            near = self.around.nearness(self.text, start, end)
            yield from self._made("ORGANIZATION", start, end, near, (0.2, "company suffix", suffix is not None))

    def _address(self, start: int, end: int) -> Iterator[Candidate]:
        """An address that a rule has found whole, or that runs into one, is left to the rule; one with stars is masked."""
        if self.text[end : end + 1] in ("*", "＊"):
            return
        clash = [c for c in self.taken.within(start, end) if not (start <= c.start and c.end <= end)]
        same = [c for c in self.taken.within(start, end) if (c.start, c.end) == (start, end)]
        if not clash and not same and is_address(self.text[start:end]):
            near = self.around.nearness(self.text, start, end)
            yield from self._made("ADDRESS", start, end, near, (0.2, "house", True))

    def _clear(self, start: int, end: int) -> Stretch | None:
        """The part of a place in front of the first person or number in it; None if nothing is left."""
        other = next((c for c in self.taken.within(start, end) if c.entity != "ADDRESS"), None)
        return (start, end) if other is None else (start, other.start) if other.start > start else None

    def _made(
        self, entity: str, start: int, end: int, near: float, *evidence: tuple[float, str, bool]
    ) -> Iterator[Candidate]:
        """A candidate with all that speaks for it; none if it stands beside nothing. near: as `nearness` has it."""
        cue = self.around.announces(entity, start)
        title = any(why == "title" and holds for _, why, holds in evidence)
        if not (near or cue or self.bonus or title):
            return
        spoken = [
            *evidence,
            (near, "beside an identifier", near > 0),
            (0.3, "cue", cue),
            (self.bonus, self.reason, self.bonus > 0),
        ]
        score = _BASE + sum(change for change, _, holds in spoken if holds)
        yield Candidate(entity, start, end, min(_HIGHEST, score), (_MODEL, *(why for _, why, holds in spoken if holds)))
