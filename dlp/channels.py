"""The applications of channels.yml: what kind of place each is, how its folders are found and called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from dlp.discovery import Ground, Step, find
from dlp.model import Direction, Place, PlaceKind, Text
from dlp.schema import Strict, Words, Yaml, check, load_yaml, nearest

NAME = "channels.yml"
_SYSTEMS = ("linux", "macos", "windows")
_SOURCES = ("path", "json", "ini", "plist", "registry")
_KNOWN_WORDS = frozenset("home documents downloads pictures desktop config data local programs".split())
APPROVED = {PlaceKind.CHAT: PlaceKind.COMPANY_CHAT, PlaceKind.PERSONAL_SYNC: PlaceKind.APPROVED_SHARE}
"""What an application is that the company itself has named for the purpose."""


class StepShape(Strict):
    """A step as written."""

    path: str = ""
    json_file: str = Field(default="", alias="json")
    ini: str = ""
    plist: str = ""
    registry: str = ""
    key: str = ""
    value: str = ""
    below: str = ""
    words: dict[str, str] = {}

    @property
    def step(self) -> Step:
        """The same for the interpreter."""
        return Step(
            self.path,
            self.json_file,
            self.ini,
            self.plist,
            self.registry,
            self.key,
            self.value,
            self.below,
            self.words,
        )


class ApplicationShape(Strict):
    """An application as written."""

    name: Words
    kind: str
    approved: bool = False
    linux: list[StepShape] = []
    macos: list[StepShape] = []
    windows: list[StepShape] = []
    names: list[str] = []
    sent: list[str] = []
    received: list[str] = []


class ChannelsShape(Strict):
    """The file channels.yml."""

    applications: list[ApplicationShape]


@dataclass(frozen=True, slots=True)
class Application:
    """An application: its place, its steps by system, and patterns of folders by name.

    names: what its folders are called wherever they lie; sent and received: those that hold only what
    went out or came in.
    """

    title: Text
    place: Place
    steps: dict[str, tuple[Step, ...]]
    names: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    received: tuple[str, ...] = ()

    @property
    def directed(self) -> list[tuple[Direction, str]]:
        """Patterns of folders of which the direction is known."""
        return [(Direction.OUT, p) for p in self.sent] + [(Direction.IN, p) for p in self.received]


@dataclass(frozen=True, slots=True)
class Found:
    """A folder of an application on this machine."""

    path: str
    title: Text
    place: Place


def load(file: Path) -> tuple[Application, ...]:
    """Read channels.yml; no file means no applications. Raises RuleError."""
    if not file.exists():
        return ()
    source = load_yaml(file)
    shape = check(source, ChannelsShape, source.data)
    return tuple(_application(source, index, each) for index, each in enumerate(shape.applications))


def discover(applications: tuple[Application, ...], ground: Ground | None = None) -> list[Found]:
    """Every application's folders that are on this machine, each once: the first application's.

    The files that name them are the users' own. A folder that holds somebody's whole home is left out,
    so that nobody can make one kind of place of everything.
    """
    ground = ground or Ground()
    homes = [f"{home.as_posix().lower()}/" for home in ground.homes()]
    found: dict[str, Found] = {}
    for application in applications:
        for path in find(application.steps[ground.system], ground):
            own = path.rstrip("/\\")
            start = own.replace("\\", "/").lower() + "/"
            if not any(home.startswith(start) for home in homes):
                found.setdefault(own, Found(own, application.title, application.place))
    return list(found.values())


def _application(source: Yaml, index: int, shape: ApplicationShape) -> Application:
    where = ("applications", index)
    if shape.kind not in list(PlaceKind):
        what = Text(f"没有“{shape.kind}”这种位置", f"there is no kind of place '{shape.kind}'")
        source.fail(what, (*where, "kind"), nearest(shape.kind, list(PlaceKind)))
    kind = PlaceKind(shape.kind)
    if shape.approved and kind not in APPROVED:
        what = Text("只有聊天和同步软件可以批准", "only chat and sync applications can be approved")
        source.fail(what, (*where, "approved"))
    for system in _SYSTEMS:
        for number, step in enumerate(getattr(shape, system)):
            _check_step(source, step, (*where, system, number))
    steps = {system: tuple(each.step for each in getattr(shape, system)) for system in _SYSTEMS}
    place = Place(APPROVED[kind] if shape.approved else kind, shape.name.zh)
    return Application(shape.name.text, place, steps, tuple(shape.names), tuple(shape.sent), tuple(shape.received))


def _check_step(source: Yaml, shape: StepShape, where: tuple[str | int, ...]) -> None:
    step = shape.step
    given = [name for name in _SOURCES if getattr(step, name)]
    if len(given) != 1:
        what = Text("每一步只写 path、json、ini、plist、registry 之一", "a step has one of " + ", ".join(_SOURCES))
        source.fail(what, where)
    if bool(step.key) != (given[0] in ("json", "ini", "plist")) or bool(step.value) != (given[0] == "registry"):
        what = Text(
            "json、ini、plist 要有 key，registry 要有 value",
            "json, ini and plist need a key, registry needs a value, path neither",
        )
        source.fail(what, where)
    for template in (getattr(step, given[0]), *step.words.values()):
        for word in template.replace("}", "{").split("{")[1::2]:
            if word not in _KNOWN_WORDS:
                what = Text(f"没有“{word}”这个目录", f"there is no folder called '{word}'")
                source.fail(what, (*where, given[0]), nearest(word, _KNOWN_WORDS))
