"""The lists that inspections look up in: customers and staff, as the settings name them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dlp.customers.index import Index
from dlp.errors import ConfigError
from dlp.fingerprint import key_from
from dlp.model import Text
from dlp.settings import Settings

FOLDER = "customers"


@dataclass(frozen=True, slots=True)
class Lists:
    """The indexes in use and their key; all None where the settings name none."""

    customers: Index | None = None
    staff: Index | None = None
    key: bytes | None = None

    def __bool__(self) -> bool:
        return self.key is not None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Open what the settings name.

        Raises:
            StateError: an index or the key is missing or damaged, or they do not belong together.
            ConfigError: there is an index of staff and none of customers.
        """
        chosen = settings.customers
        if not chosen.index:
            if chosen.staff:
                what = Text("设置了员工索引，却没有客户索引", "there is an index of staff, but none of customers")
                raise ConfigError(what, fix=Text("设置 customers.index", "set customers.index"))
            return cls()
        key = key_from(key_file(settings))
        return cls(
            Index(Path(chosen.index).expanduser(), key),
            Index(Path(chosen.staff).expanduser(), key) if chosen.staff else None,
            key,
        )


def key_file(settings: Settings) -> Path:
    """Where the key of the indexes lies: apart from them."""
    chosen = settings.customers.key
    return Path(chosen).expanduser() if chosen else settings.state_folder / "keys" / "customers.key"


def index_file(settings: Settings, *, staff: bool) -> Path:
    """Where an index lies, or is made."""
    chosen = settings.customers.staff if staff else settings.customers.index
    return Path(chosen).expanduser() if chosen else settings.state_folder / FOLDER / f"{_name(staff=staff)}.index"


def register_file(settings: Settings, *, staff: bool) -> Path:
    """Where the register of a list lies; it never leaves the machine it was made on."""
    return settings.state_folder / FOLDER / f"{_name(staff=staff)}.register"


def _name(*, staff: bool) -> str:
    return "staff" if staff else "customers"
