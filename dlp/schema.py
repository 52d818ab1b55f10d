"""Strict reading of YAML: every complaint names the file, the line and the nearest right word.

Data is read with PyYAML's safe constructor, positions are kept beside it, and the shape is
checked by pydantic models whose errors are turned into `RuleError`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from dlp.errors import RuleError
from dlp.model import Text

Path_ = tuple[str | int, ...]
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where the installed PyYAML has it: ten times as quick."""

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """Base of every shape read from a file: no unknown keys, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)


class Words(Strict):
    """A bilingual text as written in a policy file: both languages are required."""

    zh: str
    en: str

    @property
    def text(self) -> Text:
        """The same as a `Text`."""
        return Text(self.zh, self.en)


@dataclass(frozen=True)
class Yaml:
    """A parsed YAML file: its data, and the line on which each value (or key) stands."""

    file: Path
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, where: Path_) -> int:
        """The line of a value, or of the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def fail(self, what: Text, where: Path_ = (), fix: Text | None = None) -> NoReturn:
        """Raise a `RuleError` that points at `where`."""
        raise RuleError(what, file=self.file, line=self.line(where), fix=fix)


def load_yaml(file: Path) -> Yaml:
    """Read one YAML file, of plain values only: no tags, no aliases.

    Raises:
        RuleError: it cannot be read, is not YAML, or has the same key twice.
    """
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(
            Text("无法读取策略文件", f"cannot read this policy file ({type(error).__name__})"), file=file
        ) from error
    except yaml.YAMLError as error:
        raise _not_yaml(file, error) from error
    lines: dict[Path_, int] = {}
    data = _Builder(file, lines).build(node, ()) if node else None
    return Yaml(file, data, lines)


def _not_yaml(file: Path, error: yaml.YAMLError) -> RuleError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
    return RuleError(Text("YAML 语法错误", f"not valid YAML: {problem}"), file=file, line=mark.line + 1 if mark else 1)


class _Builder:
    """Makes plain data of a YAML tree and notes the line of each value."""

    def __init__(self, file: Path, lines: dict[Path_, int]) -> None:
        self._file, self._lines, self._seen = file, lines, set[int]()

    def build(self, node: yaml.Node, where: Path_) -> Any:
        """The value of a node. Raises RuleError."""
        self._lines.setdefault(where, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._fail(Text("不能用别名（*）", "aliases (*) are not allowed"), node)
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self._mapping(node, where)
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.build(child, (*where, i)) for i, child in enumerate(node.value)]
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:
        what = Text("这里的值无法理解", f"no plain value ({node.tag.rpartition(':')[2]})")
        if not isinstance(node, yaml.ScalarNode):
            self._fail(what, node)
        try:
            return yaml.SafeLoader("").construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            self._fail(what, node)

    def _mapping(self, node: yaml.MappingNode, where: Path_) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._fail(Text("键应当是文字", "a key must be text"), key_node)
            key = str(key_node.value)
            if key in data:
                self._fail(Text(f"重复的键“{key}”", f"the key '{key}' is given twice"), key_node)
            self._lines[(*where, key)] = key_node.start_mark.line + 1
            data[key] = self.build(value_node, (*where, key))
        return data

    def _fail(self, what: Text, node: yaml.Node) -> NoReturn:
        raise RuleError(what, file=self._file, line=node.start_mark.line + 1)


def check(source: Yaml, model: type[Model], data: Any, where: Path_ = ()) -> Model:
    """Check `data`, found at `where` in `source`, against a model.

    Raises:
        RuleError: the first complaint, with file and line.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        spot = where + tuple(step for step in first["loc"] if isinstance(step, str | int))
        what, fix = explain(first, model)
        source.fail(what, spot, fix)


def explain(error: Any, model: type[BaseModel]) -> tuple[Text, Text | None]:
    """A pydantic complaint as a sentence, with the nearest right word where there is one."""
    name = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return Text(f"不认识的键“{name}”", f"unknown key '{name}'"), nearest(name, _keys(model, error["loc"][:-1]))
    if error["type"] == "missing":
        return Text(f"缺少“{name}”", f"'{name}' is missing"), None
    if error["type"] == "string_type":
        fix = Text("请给这个值加上引号", "put the value in quotes")
        return Text(f"“{name}”应当是文字", f"'{name}' must be text"), fix
    return Text(f"“{name}”的值不对", f"'{name}': {error['msg']}"), None


def _keys(model: type[BaseModel], path: Iterable[str | int]) -> list[str]:
    """The keys a model knows at a path inside it; all it knows anywhere when unsure."""
    current: Any = model
    for step in path:
        info = current.model_fields.get(str(step)) if isinstance(step, str) else None
        inner = [t for t in _types(info.annotation) if isinstance(t, type) and issubclass(t, BaseModel)] if info else []
        current = inner[0] if inner else current
    return [info.alias or name for name, info in current.model_fields.items()]


def _types(annotation: Any) -> list[Any]:
    args = getattr(annotation, "__args__", ())
    return [annotation, *(t for arg in args for t in _types(arg))]


def nearest(word: str, known: Iterable[str]) -> Text | None:
    """A hint that names the known word nearest to a mistyped one."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    if close:
        return Text(f"是不是“{close[0]}”？", f"did you mean '{close[0]}'?")
    return Text("可用的有：" + "、".join(known), "known: " + ", ".join(known)) if known else None
