"""Registered data sets (datasets.yml): where each lies, on which legal basis, how long, for whom, for what.

Clauses 4.2.1 (basis, consent, traceable source), 4.2.4 (retention), 1.3 (least privilege), 5.4 (purpose).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePath

import pathspec
from pydantic import Field

from dlp.model import Text
from dlp.record import shown_path
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest

NAME = "datasets.yml"
UNREGISTERED = "unregistered"
"""The word for belonging to no data set; no data set may have it as its id."""

_CENTURY = 36_525
"""The longest period, in days."""

_LAST = date.max - timedelta(days=_CENTURY)

BASES = {
    "consent": Text("取得个人同意", "the person's consent"),
    "contract": Text("订立、履行合同所必需", "needed for a contract with the person"),
    "staff": Text("人力资源管理所必需", "needed to manage staff"),
    "duty": Text("履行法定职责或者法定义务所必需", "a legal duty"),
    "emergency": Text("应对突发公共卫生事件或者紧急情况", "a public health event or an emergency"),
    "news": Text("公共利益的新闻报道、舆论监督", "news in the public interest"),
    "disclosed": Text("个人自行公开或者其他已合法公开", "lawfully public already"),
    "other_law": Text("法律、行政法规规定的其他情形", "another law"),
}
"""The legal bases of 《个人信息保护法》 article 13; item (2) names two of them."""


class BasisShape(Strict):
    """A legal basis as written; consent needs the reference of its record."""

    basis: str
    reference: str = ""


class RetentionShape(Strict):
    """How long something is kept: so many days, or until a day; for one class of data or for all."""

    days: int | None = Field(default=None, ge=1, le=_CENTURY)
    until: str | None = None
    class_: str | None = Field(default=None, alias="class")


class ReadersShape(Strict):
    """Who may read it."""

    groups: list[str] = []
    departments: list[str] = []
    accounts: list[str] = []


class DataSetShape(Strict):
    """One data set as written."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    title: Words
    where: list[str] = Field(min_length=1)
    legal_basis: BasisShape | None = None
    retention: list[RetentionShape] = []
    readers: ReadersShape | None = None
    purposes: list[str] = []


class DataSetsShape(Strict):
    """The file datasets.yml. administrators: accounts and groups that may read everything."""

    datasets: list[DataSetShape]
    administrators: list[str] = []


@dataclass(frozen=True, slots=True)
class Retention:
    """A period for one class of data, or (`of` empty) for whatever it holds."""

    of: str
    period: timedelta | None
    until: date | None

    def ends(self, since: date | None) -> date | None:
        """The last day; None if it hangs on a beginning that nobody knows."""
        if self.until or not self.period:
            return self.until
        return since + self.period if since and since < _LAST else None


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may read a data set."""

    groups: frozenset[str]
    departments: frozenset[str]
    accounts: frozenset[str]


@dataclass(frozen=True)
class DataSet:
    """One registered data set. `readers` None: nobody has said who may read it."""

    id: str
    title: Text
    spec: pathspec.PathSpec[pathspec.Pattern]
    basis: str
    reference: str
    retention: tuple[Retention, ...]
    readers: Readers | None
    purposes: frozenset[str]

    def is_overdue(self, classes: Collection[str], since: date | None, on: date) -> bool | None:
        """Whether it is kept too long; None where no period applies or its beginning is unknown."""
        due = [r.ends(since) for r in self.retention if not r.of or r.of in classes]
        known = [day for day in due if day]
        if known and min(known) < on:
            return True
        return None if len(known) < len(due) or not due else False


@dataclass(frozen=True)
class DataSets:
    """All data sets. `kept` is False where the company registers none."""

    sets: tuple[DataSet, ...] = ()
    administrators: frozenset[str] = frozenset()
    kept: bool = False

    def of_path(self, path: str) -> tuple[DataSet, ...]:
        """The data sets that a file belongs to by where it lies."""
        relative = PurePath(shown_path(path)).as_posix().lower().lstrip("/")
        return tuple(each for each in self.sets if each.spec.match_file(relative))


def load_datasets(file: Path, classes: Iterable[str]) -> DataSets:
    """Read datasets.yml; no file means that none are registered. classes: those of grades.yml. Raises RuleError."""
    if not file.exists():
        return DataSets()
    source = load_yaml(file)
    shape = check(source, DataSetsShape, source.data)
    known, sets = frozenset(classes), [_checked(source, i, s) for i, s in enumerate(shape.datasets)]
    for index, each in enumerate(sets):
        for number, period in enumerate(each.retention):
            if period.of and period.of not in known:
                what = Text(f"没有“{period.of}”这个类别", f"there is no class '{period.of}'")
                source.fail(what, ("datasets", index, "retention", number, "class"), nearest(period.of, known))
        if each.id in {other.id for other in sets[:index]} | {UNREGISTERED}:
            what = Text(f"数据集编号“{each.id}”重复或保留", f"the id '{each.id}' is taken")
            source.fail(what, ("datasets", index, "id"))
    return DataSets(tuple(sets), frozenset(a.lower() for a in shape.administrators), kept=True)


def _checked(source: Yaml, index: int, shape: DataSetShape) -> DataSet:
    where = ("datasets", index)
    basis, readers = shape.legal_basis, shape.readers
    if basis and basis.basis not in BASES:
        what = Text(f"没有“{basis.basis}”这种合法性依据", f"there is no legal basis '{basis.basis}'")
        source.fail(what, (*where, "legal_basis", "basis"), nearest(basis.basis, BASES))
    if basis and basis.basis == "consent" and not basis.reference:
        what = Text("同意须写明记录编号", "consent needs the reference of its record")
        source.fail(what, (*where, "legal_basis"))
    return DataSet(
        shape.id,
        shape.title.text,
        pathspec.PathSpec.from_lines("gitignore", map(_pattern, shape.where)),
        basis.basis if basis else "",
        basis.reference if basis else "",
        tuple(_retention(source, r, (*where, "retention", n)) for n, r in enumerate(shape.retention)),
        Readers(*map(_lower, (readers.groups, readers.departments, readers.accounts))) if readers else None,
        frozenset(shape.purposes),
    )


def _retention(source: Yaml, shape: RetentionShape, where: tuple[str | int, ...]) -> Retention:
    if (shape.days is None) == (shape.until is None):
        source.fail(Text("days 和 until 写一个", "write either days or until"), where)
    try:
        until = date.fromisoformat(shape.until) if shape.until else None
    except ValueError:
        fix = Text('请写成 "2026-01-31"', 'write "2026-01-31"')
        source.fail(Text("日期写法不对", "this is not a date"), (*where, "until"), fix)
    return Retention(shape.class_ or "", timedelta(days=shape.days) if shape.days else None, until)


def _lower(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in words)


def _pattern(path: str) -> str:
    """A path that does not begin at the root may stand anywhere, as in places.yml."""
    return path.lower() if path.startswith(("/", "**/")) else f"**/{path.lower()}"
