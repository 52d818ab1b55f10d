"""Class and grade of customer data (clause 4.1), and what makes a person, by grades.yml."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from dlp import standards
from dlp.model import Text
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest
from dlp.standards import HintShape, SensitiveShape, Standards, StandardShape

_LEVELS = {"C1": 1, "C2": 2, "C3": 3}


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


class ConfidentialShape(Strict):
    """What is confidential by the company's own word, as written."""

    from_grade: int = Field(default=3, ge=1, le=4)
    markings: list[str] = []


class GradesShape(Strict):
    """The file grades.yml."""

    classes: dict[str, ClassShape]
    combinations: list[CombinationShape] = []
    persons: list[PersonsShape] = []
    identifies: IdentifiesShape
    own_documents: list[str] = []
    standards: dict[str, StandardShape] = {}
    sensitive: SensitiveShape | None = None
    jrt0171: dict[str, list[str]] = {}
    hints: list[HintShape] = []
    confidential: ConfidentialShape = ConfidentialShape()


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
    standards: Standards = field(default_factory=Standards)

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
        _standards(source, shape),
    )


def _standards(source: Yaml, shape: GradesShape) -> Standards:
    for name in shape.jrt0171:
        if name not in _LEVELS:
            what = Text(f"没有“{name}”这个级别", f"there is no level '{name}'")
            source.fail(what, ("jrt0171", name), nearest(name, _LEVELS))
    return Standards(
        standards.sensitive(source, shape.sensitive, shape.standards) if shape.sensitive else frozenset(),
        tuple((entity, _LEVELS[name]) for name, entities in shape.jrt0171.items() for entity in entities),
        standards.hints(source, shape.hints, shape.classes),
        shape.confidential.from_grade,
        frozenset(shape.confidential.markings),
    )


def _check_names(source: Yaml, shape: GradesShape, entities: Collection[str]) -> None:
    named: list[tuple[tuple[str | int, ...], str]] = []
    for name, written in shape.classes.items():
        named += [(("classes", name, "entities", i), entity) for i, entity in enumerate(written.entities)]
    for key, group in shape.identifies.model_dump().items():
        named += [(("identifies", key, i), entity) for i, entity in enumerate(group)]
    for key, lists in (("jrt0171", shape.jrt0171), ("sensitive", shape.sensitive.lists if shape.sensitive else {})):
        middle = ("lists",) if key == "sensitive" else ()
        named += [((key, *middle, name, i), entity) for name, group in lists.items() for i, entity in enumerate(group)]
    named += [(("confidential", "markings", i), entity) for i, entity in enumerate(shape.confidential.markings)]
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
