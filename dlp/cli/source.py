"""Reading the one FILE that detect and extract take; `-` is standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dlp import passwords, policy
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.readers import Reader, Reading
from dlp.settings import Settings


@contextmanager
def reading(file: str, settings: Settings) -> Iterator[Reading]:
    """A document being read. Raises ConfigError if the file is not there."""
    loaded = policy.load(settings)
    with Reader(policy.limits(settings, loaded), passwords.load(settings)) as reader:
        if file == "-":
            yield reader.open_stream(sys.stdin.fileno())
            return
        path = Path(file)
        if not path.exists() and not path.is_symlink():
            raise ConfigError(Text("没有这个文件", "there is no such file"), file=path)
        yield reader.open(path)
