"""Temporary names of Microsoft Office and WPS: files beside a document that are there while it is edited.

`~$name` is Office's owner file, `.~name` WPS's and `.~lock.name#` LibreOffice's; `~.name` are drafts. What happens
to them is a sign that the document itself is being written. A name proves nothing, though: only what
is too small to hold anything but an owner's name is taken for one.
"""

from __future__ import annotations

import os
from collections.abc import Callable

OWNER_BYTES = 1024
"""Office's owner files have 162 or 165 bytes, WPS's and LibreOffice's are as small."""
HELD = 60.0
"""Seconds that a larger file of such a name is left to its program, before it is looked at like any other."""

_PREFIXES = (".~lock.", "~$", ".~", "~.")


def final_of(path: str) -> str | None:
    """The document that a temporary file stands beside, by its name alone; None for any other file."""
    folder, name = os.path.split(path)
    for prefix in _PREFIXES:
        if name.startswith(prefix) and len(name) > len(prefix):
            return f"{folder}{os.sep}" + name[len(prefix) :].removesuffix("#" if prefix == ".~lock." else "")
    return None


def is_owner_file(path: str, size: int, exists: Callable[[str], bool] = os.path.exists) -> bool:
    """Whether a file says no more than who has a document open. Word cuts two letters off long names."""
    final = final_of(path)
    if final is None or size > OWNER_BYTES:
        return False
    return exists(final) or _is_cut(path)


def _is_cut(path: str) -> bool:
    """`~$资料.docx` for 客户资料.docx: the two characters took the place of the first two."""
    folder, name = os.path.split(path)
    if not name.startswith("~$"):
        return False
    try:
        return any(other.endswith(name[2:]) and len(other) == len(name) for other in os.listdir(folder or "."))  # noqa: PTH208
    except OSError:
        return False
