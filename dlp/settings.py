"""Settings in layers: defaults < administrator's file < user's file < DLP_* < flags.

The administrator's file may name keys in `locked = ["limits", "policy.folder"]`; a later
layer that sets a locked key is refused, so that the watched person cannot loosen policy.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from dlp import machine
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.schema import Strict, explain, nearest

Flat = dict[str, Any]


class Policy(Strict):
    """Where the policy comes from; empty means the one that is shipped. `baselines`: see dlp.suppressions."""

    folder: str = ""
    people: str = ""
    baselines: list[str] = []


class Detection(Strict):
    """How sure a detector must be, whether names and addresses are looked for, and by a model too."""

    names: bool = True
    model: bool = True
    threshold: float = Field(default=0.5, ge=0.0, le=1.0)


class Customers(Strict):
    """The index of the company's own customers, that of its staff, and their key; empty means none (key: the usual place)."""

    index: str = ""
    staff: str = ""
    key: str = ""


class Documents(Strict):
    """The fingerprints of registered documents, and their key; empty means none (key: the usual place)."""

    index: str = ""
    key: str = ""


class Limits(Strict):
    """What one document may cost. What is over a limit is reported as unread, never as clean."""

    file_mb: int = Field(default=512, ge=1)
    text_mb: int = Field(default=256, ge=1)
    member_mb: int = Field(default=128, ge=1)
    members: int = Field(default=10_000, ge=1)
    messages: int = Field(default=100_000, ge=1)
    depth: int = Field(default=8, ge=1)
    ratio: int = Field(default=200, ge=10)
    seconds: int = Field(default=60, ge=1)
    memory_mb: int = Field(default=1024, ge=256)
    ocr_seconds: int = Field(default=60, ge=5)
    ocr_document_seconds: int = Field(default=1800, ge=5)
    ocr_megapixels: int = Field(default=25, ge=1, le=100)
    ocr_memory_mb: int = Field(default=2048, ge=1024)


class Passwords(Strict):
    """A file of passwords to try on encrypted documents, one a line, and the time a document's tries may take."""

    file: str = ""
    seconds: int = Field(default=10, ge=1, le=600)


class Scan(Strict):
    """How many masked findings an incident keeps (counts stay exact), and how many processes inspect.

    workers: 0 means a worker for each core, as far as free memory goes.
    """

    findings: int = Field(default=50, ge=0)
    workers: int = Field(default=0, ge=0, le=64)


class Watch(Strict):
    """What `dlp watch` follows when no path is given, and how long a file must rest first.

    removable: whether removable media are followed as soon as they are mounted.
    reconcile_seconds: how often everything is looked through, whatever was told of it.
    hang_seconds: how long a folder may take to answer before it is given up for the time being.
    queue: how many paths wait in memory; what is over is found by looking through the folder again.
    """

    folders: list[str] = []
    outboxes: list[str] = []
    quiet_seconds: float = Field(default=1.0, ge=0.0)
    removable: bool = True
    reconcile_seconds: float = Field(default=600.0, ge=1.0)
    hang_seconds: float = Field(default=60.0, ge=1.0)
    queue: int = Field(default=50_000, ge=100)


class Ledger(Strict):
    """The hash under the codes that chain the audit: sha256, or sm3 (GB/T 32905-2016)."""

    algorithm: Literal["sha256", "sm3"] = "sha256"


class Leaks(Strict):
    """Over how many days what one person sends to one recipient is added up."""

    days: int = Field(default=30, ge=1, le=366)


class Relay(Strict):
    """The submission relay, `dlp relay`. See docs/relay.md.

    listen, next_hop: host:port, IPv6 addresses in brackets; clients: networks that may submit without logging in
    enforce: whether `hold` and `refuse` are done; else they are only recorded
    on_failure: what becomes of a message that could not be inspected within `seconds`
    next_hop_tls: none; may (encrypted if offered); require (and the certificate must be good)
    user, password_file: how the relay itself logs in at the next hop, for what it sends later
    """

    listen: str = "127.0.0.1:2525"
    next_hop: str = ""
    hostname: str = ""
    enforce: bool = False
    on_failure: Literal["fail_closed", "fail_open"] = "fail_closed"
    seconds: int = Field(default=30, ge=1, le=240)
    clients: list[str] = ["127.0.0.0/8", "::1/128"]
    message_mb: int = Field(default=32, ge=1, le=256)
    memory_mb: int = Field(default=512, ge=64)
    connections: int = Field(default=64, ge=1, le=1000)
    tls_certificate: str = ""
    tls_key: str = ""
    require_tls: bool = False
    next_hop_tls: Literal["none", "may", "require"] = "may"
    next_hop_ca: str = ""
    user: str = ""
    password_file: str = ""


class Settings(Strict):
    """Every setting, checked."""

    state: str = ""
    ocr: bool = False
    policy: Policy = Policy()
    detection: Detection = Detection()
    customers: Customers = Customers()
    documents: Documents = Documents()
    limits: Limits = Limits()
    passwords: Passwords = Passwords()
    scan: Scan = Scan()
    watch: Watch = Watch()
    ledger: Ledger = Ledger()
    leaks: Leaks = Leaks()
    relay: Relay = Relay()

    @property
    def state_folder(self) -> Path:
        """Where ledger, scan state and keys live."""
        return Path(self.state).expanduser().absolute() if self.state else machine.default_state_folder()


@dataclass(frozen=True)
class Layer:
    """Values from one source; `name` is shown by `dlp config`, `file` in complaints."""

    name: str
    values: Flat
    file: str = ""
    locked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """The settings, and the layer that set each key."""

    settings: Settings
    origin: Mapping[str, str]


def keys() -> list[str]:
    """Every key in dotted form, in order."""
    return list(_flatten(Settings().model_dump()))


def user_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's settings file: `DLP_CONFIG`, else the platform's own place."""
    return Path(environ["DLP_CONFIG"]) if environ.get("DLP_CONFIG") else machine.user_config_file()


def load(flags: Flat | None = None, environ: Mapping[str, str] = os.environ, *, user: bool = True) -> Loaded:
    """Read and check all layers. A service passes `user=False` and reads only the first two.

    Raises:
        ConfigError: a file cannot be read, a key is unknown, a value is wrong, a key is locked.
    """
    layers = [_file_layer("administrator", machine.admin_config_file(), must=False)]
    if user:
        layers.append(_file_layer("user", user_file(environ), must="DLP_CONFIG" in environ))
        layers.append(_environment(environ))
        layers.append(Layer("flag", {k: v for k, v in (flags or {}).items() if v is not None}))
    _refuse_locked(layers)
    return _merge(layers)


def _merge(layers: list[Layer]) -> Loaded:
    values = _flatten(Settings().model_dump())
    origin = dict.fromkeys(values, "default")
    for layer in layers:
        values |= layer.values
        origin |= dict.fromkeys(layer.values, layer.name)
        settings = _checked(values, layer)
    return Loaded(settings, origin)


def _checked(values: Flat, layer: Layer) -> Settings:
    try:
        return Settings.model_validate(_nest(values))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        what, fix = explain(first, Settings)
        raise ConfigError(what, file=layer.file or layer.name, line=_line(layer.file, key), fix=fix) from error


def _file_layer(name: str, file: Path, *, must: bool) -> Layer:
    if not must and not file.exists():
        return Layer(name, {})
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        what = Text("设置文件不是正确的 TOML", f"not valid TOML: {error}")
        raise ConfigError(what, file=file, line=int(line[1]) if line else 0) from error
    except (OSError, UnicodeDecodeError) as error:
        what = Text("无法读取设置文件", f"cannot read this settings file ({type(error).__name__})")
        raise ConfigError(what, file=file) from error
    locked = tuple(data.pop("locked", ())) if name == "administrator" else ()
    return Layer(f"{name} {file}", _flatten(data), str(file), locked)


def _environment(environ: Mapping[str, str]) -> Layer:
    names = {"DLP_" + key.upper().replace(".", "_"): key for key in keys()}
    values = {}
    for variable in sorted(v for v in environ if v.startswith("DLP_") and v != "DLP_CONFIG"):
        if variable not in names:
            what = Text(f"不认识的环境变量 {variable}", f"unknown environment variable {variable}")
            raise ConfigError(what, fix=nearest(variable, names))
        values[names[variable]] = _from_text(environ[variable], names[variable])
    return Layer("environment", values)


def _from_text(raw: str, key: str) -> Any:
    """A value from the environment: read as TOML where the setting is not plain text."""
    if isinstance(_flatten(Settings().model_dump())[key], str):
        return raw
    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        return raw


def _refuse_locked(layers: list[Layer]) -> None:
    locked = layers[0].locked
    for layer in layers[1:]:
        for key in layer.values:
            if any(key == lock or key.startswith(lock + ".") for lock in locked):
                what = Text(f"“{key}”已被管理员锁定", f"'{key}' is locked by the administrator")
                raise ConfigError(what, file=layer.file or layer.name, line=_line(layer.file, key))


def _flatten(data: Mapping[str, Any], prefix: str = "") -> Flat:
    flat: Flat = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            flat |= _flatten(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _nest(flat: Flat) -> Flat:
    nested: Flat = {}
    for key, value in flat.items():
        *sections, last = key.split(".")
        spot = nested
        for section in sections:
            spot = spot.setdefault(section, {})
        spot[last] = value
    return nested


def _line(file: str, key: str) -> int:
    """The line on which a dotted key stands in a TOML file; 0 if it is not a file."""
    if not file or not Path(file).is_file():
        return 0
    for number, found in _toml_keys(Path(file).read_text(encoding="utf-8")):
        if key == found or key.startswith(found + ".") or found.startswith(key + "."):
            return number
    return 1


def _toml_keys(text: str) -> Iterator[tuple[int, str]]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\]]+)\]", line):
            section = header[1].strip() + "."
        elif entry := re.match(r"\s*([\w.-]+)\s*=", line):
            yield number, section + entry[1]
