"""What law and standards say of a set of data, beside the company's own grade: kept apart on purpose.

Whether data is *sensitive* personal information is the law's word (个人信息保护法 art. 28) and the
standards disagree on it: GB/T 35273-2020 annex B lists identity numbers, GB/T 45574-2025 no longer
does. Which one counts is a switch. Whether data is *confidential* is the company's own word: its
grade, or a marking on the document. Thresholds of criminal law are shown as advice, never judged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pydantic import Field

from dlp.model import Text
from dlp.schema import Strict, Words, Yaml, nearest


class StandardShape(Strict):
    """A standard as written: what it is called, its edition, since when, what it is used for."""

    title: Words
    edition: str = Field(min_length=1)
    in_force: str
    used_for: Words


class SensitiveShape(Strict):
    """Sensitive personal information as written: `by` names the list that counts."""

    by: str
    lists: dict[str, list[str]]


class HintShape(Strict):
    """A number of people from which something else may follow, as written. Advice only."""

    source: Words
    classes: list[str] = Field(min_length=1)
    at_least: int = Field(ge=1)
    advice: Words
    confirmed: bool = False


@dataclass(frozen=True)
class Hint:
    """A threshold ready for use."""

    source: Text
    classes: frozenset[str]
    at_least: int
    advice: Text
    confirmed: bool

    def __str__(self) -> str:
        doubt = "" if self.confirmed else "（待合规人员确认 to be confirmed by compliance）"
        return f"{self.advice}（{self.source}）{doubt}"


@dataclass(frozen=True)
class Standards:
    """The standards' word on kinds of data.

    sensitive: kinds that are sensitive personal information by the list that counts; levels: the
    level of JR/T 0171-2020 (1 to 3 for C1 to C3) by kind; confidential_from: the company's grade from
    which a set is confidential; markings: kinds of data that mark a document as confidential.
    """

    sensitive: frozenset[str] = frozenset()
    levels: tuple[tuple[str, int], ...] = ()
    hints: tuple[Hint, ...] = ()
    confidential_from: int = 3
    markings: frozenset[str] = frozenset()

    def is_sensitive(self, entities: Collection[str], persons: int) -> bool:
        """Sensitive by law: such a kind of data about somebody."""
        return persons > 0 and not self.sensitive.isdisjoint(entities)

    def is_confidential(self, entities: Collection[str], grade: int) -> bool:
        """Confidential by the company's own word."""
        return grade >= self.confidential_from or not self.markings.isdisjoint(entities)

    def jrt0171(self, entities: Collection[str]) -> int:
        """The highest level of JR/T 0171-2020: 3 for C3 … 1 for C1, 0 for none."""
        return max((level for entity, level in self.levels if entity in entities), default=0)

    def advice(self, classes: Collection[str], persons: int) -> tuple[str, ...]:
        """What may follow from so many people; of one source only the lowest threshold that is reached."""
        told: dict[Text, str] = {}
        for hint in sorted(self.hints, key=lambda hint: hint.at_least):
            if persons >= hint.at_least and not hint.classes.isdisjoint(classes):
                told.setdefault(hint.source, str(hint))
        return tuple(told.values())


def hints(source: Yaml, written: Iterable[HintShape], classes: Collection[str]) -> tuple[Hint, ...]:
    """Hints ready for use; every class must exist. Raises RuleError."""
    made = []
    for index, hint in enumerate(written):
        for number, name in enumerate(hint.classes):
            if name not in classes:
                what = Text(f"没有“{name}”这个类别", f"there is no class '{name}'")
                source.fail(what, ("hints", index, "classes", number), nearest(name, classes))
        made.append(Hint(hint.source.text, frozenset(hint.classes), hint.at_least, hint.advice.text, hint.confirmed))
    return tuple(made)


def sensitive(source: Yaml, written: SensitiveShape, standards: Collection[str]) -> frozenset[str]:
    """The list that counts; every list must be of a standard that is named. Raises RuleError."""
    for name in written.lists:
        if name not in standards:
            what = Text(f"没有“{name}”这个标准", f"there is no standard '{name}'")
            source.fail(what, ("sensitive", "lists", name), nearest(name, standards))
    if written.by not in written.lists:
        what = Text(f"没有“{written.by}”的清单", f"there is no list of '{written.by}'")
        source.fail(what, ("sensitive", "by"), nearest(written.by, written.lists))
    return frozenset(written.lists[written.by])
