"""A company's own numbers, written down in entities.yml, as detectors like any other."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pydantic import Field

from detectors.base import Gate, Pattern, no, yes
from dlp.model import Text
from dlp.rulebook.checks import CHECKS
from dlp.rulebook.safe import complaint
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest
from dlp.text import mask_middle

NAME = "entities.yml"
_FEWEST_EXAMPLES = 1


class FoundShape(Strict):
    """A text in which the values must be found, as written."""

    text: str
    values: list[str] = Field(min_length=1)


class RefusedShape(Strict):
    """A text in which nothing may be found, and why, as written."""

    text: str
    why: str = Field(min_length=1)


class ExamplesShape(Strict):
    """Examples of both kinds."""

    found: list[FoundShape] = Field(min_length=_FEWEST_EXAMPLES)
    refused: list[RefusedShape] = Field(min_length=_FEWEST_EXAMPLES)


class EntityShape(Strict):
    """One entity as written."""

    entity: str = Field(pattern=r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$", max_length=40)
    title: Words
    regex: str
    check: str = "none"
    context: list[str] = []
    examples: ExamplesShape


class EntitiesShape(Strict):
    """The file entities.yml."""

    entities: list[EntityShape]


def load_entities(file: Path, known: Collection[str]) -> tuple[Pattern, ...]:
    """The entities of a policy; no file means none. known: the names that are taken already.

    Raises:
        RuleError: the first thing wrong, with file and line.
    """
    if not file.exists():
        return ()
    source = load_yaml(file)
    taken = set(known)
    patterns = []
    for index, shape in enumerate(check(source, EntitiesShape, source.data).entities):
        _check_entity(source, shape, index, taken)
        taken.add(shape.entity)
        patterns.append(_pattern(shape, f"{file.name}:{source.line(('entities', index))}"))
    return tuple(patterns)


def _check_entity(source: Yaml, shape: EntityShape, index: int, taken: Collection[str]) -> None:
    where = ("entities", index)
    if shape.entity in taken:
        what = Text(f"数据种类“{shape.entity}”已经存在", f"there is an entity '{shape.entity}' already")
        source.fail(what, (*where, "entity"))
    if shape.check not in CHECKS:
        what = Text(f"没有“{shape.check}”这种校验", f"there is no check '{shape.check}'")
        source.fail(what, (*where, "check"), nearest(shape.check, CHECKS))
    wrong = complaint(shape.regex)
    if wrong:
        source.fail(wrong, (*where, "regex"))
    for number, word in enumerate(shape.context):
        if len(word.strip()) < 2:
            what = Text("佐证词至少两个字符", "a context word needs at least two characters")
            source.fail(what, (*where, "context", number))


def _pattern(shape: EntityShape, place: str) -> Pattern:
    """The detector. Without context words a value is taken alone, with them only beside one."""
    found = tuple(yes(e.text, *e.values) for e in shape.examples.found)
    refused = tuple(no(e.text, why=e.why) for e in shape.examples.refused)
    return Pattern(
        entity=shape.entity,
        title=shape.title.text,
        source=place,
        gate=Gate(shapes=(shape.regex,), cues=tuple(shape.context)),
        regex=rf"(?<![0-9A-Za-z])(?:{shape.regex})(?![0-9A-Za-z])",
        check=CHECKS[shape.check],
        confidence=0.3 if shape.context else 0.8,
        context=tuple(shape.context),
        lift=0.6,
        mask=lambda value: mask_middle(value, 2, 2),
        examples=(*found, *refused),
        declared=True,
    )
