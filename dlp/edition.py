"""Which detection looked at a file: a version that changes with whatever could make it find something else.

The policy has a version of its own. This one is made of the sources of detectors, engine and readers,
and of the settings that they obey; nothing of them is imported for it.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib import resources
from pathlib import Path

from dlp import __version__
from dlp.settings import Settings

_SOURCES = (("detectors", ""), ("dlp", "engine"), ("dlp", "readers"))
_OBEYED = {"ocr", "detection", "customers", "documents", "limits", "passwords"}


def edition(settings: Settings) -> str:
    """The version of detection under some settings: sixteen hexadecimal digits."""
    sha = hashlib.sha256(__version__.encode() + _sources())
    sha.update(json.dumps(settings.model_dump(mode="json", include=_OBEYED), sort_keys=True).encode())
    for file in (settings.customers.index, settings.customers.staff, settings.documents.index, settings.passwords.file):
        sha.update(_state(file))
    return sha.hexdigest()[:16]


@lru_cache(maxsize=1)
def _sources() -> bytes:
    sha = hashlib.sha256()
    for package, inner in _SOURCES:
        for file in sorted(Path(str(resources.files(package)), inner).rglob("*.py")):
            sha.update(file.name.encode() + b"\0" + file.read_bytes())
    return sha.digest()


def _state(file: str) -> bytes:
    """What moves when a list is made anew."""
    try:
        found = Path(file).expanduser().stat() if file else None
    except OSError:
        found = None
    return f"{found.st_size} {found.st_mtime_ns};".encode() if found else b";"
