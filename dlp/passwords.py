"""The administrator's list of passwords for documents, from a file that others cannot read.

A password is shown nowhere: not in a complaint about the file, not in a repr, not in an argument of
a process. It reaches the reader's child over their private channel.
"""

from __future__ import annotations

import os
from pathlib import Path

from dlp import machine
from dlp.errors import ConfigError
from dlp.model import Text
from dlp.readers import Passwords
from dlp.settings import Settings

MOST = 200
"""How many passwords a file may hold."""
LONGEST = 255
"""Characters of a password, as many as Office takes."""
_FILE = 1 << 20


def load(settings: Settings) -> Passwords:
    """The passwords of the file that the settings name; none where none is named.

    Raises:
        ConfigError: the file cannot be read, others may read it, or it is no list of passwords.
    """
    given = settings.passwords
    if not given.file:
        return Passwords()
    file = Path(given.file).expanduser()
    lines = dict.fromkeys(line for line in _text(file).splitlines() if line)
    if len(lines) > MOST or any(len(line) > LONGEST for line in lines):
        what = Text(
            f"口令文件最多 {MOST} 行，每行最多 {LONGEST} 个字符",
            f"a file of passwords has at most {MOST} lines of at most {LONGEST} characters",
        )
        raise ConfigError(what, file=file)
    return Passwords(tuple(lines), given.seconds)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            private = machine.is_private(os.fstat(opened.fileno()))
            data = opened.read(_FILE)
    except OSError as error:
        what = Text("无法读取口令文件", f"cannot read the file of passwords ({type(error).__name__})")
        raise ConfigError(what, file=file) from error
    if not private:
        fix = Text(f"执行 chmod 600 {file}", f"chmod 600 {file}")
        raise ConfigError(Text("其他用户可以读取口令文件", "others may read the file of passwords"), file=file, fix=fix)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(Text("口令文件不是 UTF-8", "the file of passwords is not UTF-8"), file=file) from None
