"""Class and grade of customer data (clause 4.1), and what makes a person, by grades.yml."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from dlp.model import Text
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest


class ClassShape(Strict):
    """One class as written."""

    title: Words
    grade: int = Field(ge=1, le=4)
    entities: list[str]


class CombinationShape(Strict):
    """Classes that weigh more together, as written."""

    classes: list[str] = Field(min_length=2)
    grade: int = Field(ge=1, le=4)


class PersonsShape(Strict):
    """A grade that a number of persons calls for, as written."""

    at_least: int = Field(ge=1)
    grade: int = Field(ge=1, le=4)


class IdentifiesShape(Strict):
    """What makes a person, as written."""

    alone: list[str]
    with_name: list[str]
    in_table: list[str] = []


class GradesShape(Strict):
    """The file grades.yml."""

    classes: dict[str, ClassShape]
    combinations: list[CombinationShape] = []
    persons: list[PersonsShape] = []
    identifies: IdentifiesShape
    own_documents: list[str] = []


@dataclass(frozen=True)
class Grades:
    """The grading rules, ready for use."""

    titles: dict[str, Text]
    class_of: dict[str, str]
    grade_of: dict[str, int]
    combinations: tuple[tuple[frozenset[str], int], ...]
    persons: tuple[tuple[int, int], ...]
    alone: frozenset[str]
    with_name: frozenset[str]
    in_table: frozenset[str]
    own_documents: tuple[str, ...]

    def classes(self, entities: Collection[str]) -> tuple[str, ...]:
        """The classes that some kinds of data belong to, in the order of the file."""
        found = {self.class_of[entity] for entity in entities if entity in self.class_of}
        return tuple(name for name in self.titles if name in found)

    def grade(self, classes: Collection[str], persons: int) -> int:
        """The grade of a set: the highest that its classes, combinations or persons call for."""
        if persons == 0:
            return 1
        calls = [self.grade_of[name] for name in classes]
        calls += [grade for wanted, grade in self.combinations if wanted <= set(classes)]
        calls += [grade for at_least, grade in self.persons if persons >= at_least]
        return max(calls, default=1)


def load(file: Path, entities: Collection[str]) -> Grades:
    """Read grades.yml; every entity it names must exist. Raises RuleError."""
    source = load_yaml(file)
    shape = check(source, GradesShape, source.data)
    _check_names(source, shape, entities)
    return Grades(
        {name: c.title.text for name, c in shape.classes.items()},
        {entity: name for name, c in shape.classes.items() for entity in c.entities},
        {name: c.grade for name, c in shape.classes.items()},
        tuple((frozenset(c.classes), c.grade) for c in shape.combinations),
        tuple((p.at_least, p.grade) for p in shape.persons),
        frozenset(shape.identifies.alone),
        frozenset(shape.identifies.with_name),
        frozenset(shape.identifies.in_table),
        tuple(shape.own_documents),
    )


def _check_names(source: Yaml, shape: GradesShape, entities: Collection[str]) -> None:
    named: list[tuple[tuple[str | int, ...], str]] = []
    for name, written in shape.classes.items():
        named += [(("classes", name, "entities", i), entity) for i, entity in enumerate(written.entities)]
    for key, group in shape.identifies.model_dump().items():
        named += [(("identifies", key, i), entity) for i, entity in enumerate(group)]
    for where, entity in named:
        if entity not in entities:
            source.fail(
                Text(f"没有“{entity}”这种数据", f"there is no entity '{entity}'"), where, nearest(entity, entities)
            )
    for i, combination in enumerate(shape.combinations):
        for name in combination.classes:
            if name not in shape.classes:
                what = Text(f"没有“{name}”这个类别", f"there is no class '{name}'")
                source.fail(what, ("combinations", i, "classes"), nearest(name, shape.classes))
