"""One volume of an archive that was split: alone it cannot be read, and that is no damage."""

from __future__ import annotations

import re

SPLIT = "split-volume"

_NAMES = re.compile(
    r"(?i)\.(?:7z|zip|rar|tar|gz|bz2|xz|tgz)\.\d{3,5}$|\.part0*\d+\.(?:rar|exe)$|\.z\d\d$|\.r\d\d$|\.(?:zip|7z|rar)\.part\d+$"
)


def named_so(name: str) -> bool:
    """Whether a file's name says that it is one volume of several (.7z.001, .part1.rar, .z01)."""
    return _NAMES.search(name) is not None
