"""The folders that systems give people, by the words that rules/channels.yml has for them.

`home` `documents` `downloads` `pictures` `desktop` `config` `data` `local` `programs`: where a user's
documents lie is often moved to another disk, so each system is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

Folders = dict[str, str]

_XDG = {
    "XDG_DOCUMENTS_DIR": "documents",
    "XDG_DOWNLOAD_DIR": "downloads",
    "XDG_PICTURES_DIR": "pictures",
    "XDG_DESKTOP_DIR": "desktop",
}
_ENGLISH = {"documents": "Documents", "downloads": "Downloads", "pictures": "Pictures", "desktop": "Desktop"}
SHELL_FOLDERS = {
    "Personal": "documents",
    "{374DE290-123F-4565-9164-39C4925E467B}": "downloads",
    "My Pictures": "pictures",
    "Desktop": "desktop",
    "AppData": "config",
    "Local AppData": "local",
}
"""Windows: the values of `User Shell Folders` and what they are here."""


def of_linux(home: Path, user_dirs: str, variables: Mapping[str, str]) -> Folders:
    """user_dirs: the text of user-dirs.dirs (xdg-user-dirs), which may move and translate them."""
    folders = {word: str(home / name) for word, name in _ENGLISH.items()}
    for key, value in re.findall(r'^(XDG_\w+)="(.*)"$', user_dirs, re.MULTILINE):
        if key in _XDG:
            folders[_XDG[key]] = value.replace("$HOME", str(home)).rstrip("/")
    config = variables.get("XDG_CONFIG_HOME") or str(home / ".config")
    data = variables.get("XDG_DATA_HOME") or str(home / ".local/share")
    return folders | {"home": str(home), "config": config, "data": data, "local": str(home / ".cache")}


def of_macos(home: Path) -> Folders:
    """On disk these names are the same in every language."""
    library = home / "Library"
    own = {"home": str(home), "config": str(library / "Application Support"), "data": str(library)}
    return {word: str(home / name) for word, name in _ENGLISH.items()} | own | {"local": str(library / "Caches")}


def of_windows(home: Path, shell: Mapping[str, str], variables: Mapping[str, str]) -> Folders:
    """shell: values of `User Shell Folders`, with %VARIABLES% in them."""
    known = {**{name.upper(): value for name, value in variables.items()}, "USERPROFILE": str(home)}
    own = {"home": str(home), "config": str(home / "AppData/Roaming"), "local": str(home / "AppData/Local")}
    folders = {word: str(home / name) for word, name in _ENGLISH.items()} | own
    for name, value in shell.items():
        if name in SHELL_FOLDERS and value:
            folders[SHELL_FOLDERS[name]] = expanded(value, known)
    return folders | {"data": folders["config"], "programs": known.get("PROGRAMFILES", r"C:\Program Files")}


def expanded(text: str, variables: Mapping[str, str]) -> str:
    """Windows: text with its %VARIABLES% filled in; unknown ones stay."""
    return re.sub(r"%([^%]+)%", lambda match: variables.get(match[1].upper(), match[0]), text)
