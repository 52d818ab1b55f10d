"""What differs between Linux, macOS and Windows, behind one set of functions.

This is the only package that asks `sys.platform`. Each platform's module holds thin calls
into the system; everything here works the same on all three.
"""

from __future__ import annotations

import getpass
import os
import sys
from contextlib import suppress
from pathlib import Path

import platformdirs

from dlp.machine.cloud import is_elsewhere
from dlp.machine.memory import FILES_IN_MEMORY, in_memory
from dlp.machine.spare import cores, spare_memory_mb
from dlp.machine.walls import Wall
from dlp.machine.watching import is_running

if sys.platform == "linux":
    from dlp.machine.linux import (
        CPU_LIMIT_SIGNAL,
        FORKS,
        allow_cpu,
        buried,
        can_fork,
        confine,
        die_with_parent,
        exceeds,
        join_link,
        owner_name,
        receive_file,
        removable_mounts,
        send_file,
        standing,
        start_linked,
        start_worker,
    )
elif sys.platform == "darwin":
    from dlp.machine.macos import (
        CPU_LIMIT_SIGNAL,
        FORKS,
        allow_cpu,
        buried,
        can_fork,
        confine,
        die_with_parent,
        exceeds,
        join_link,
        owner_name,
        receive_file,
        removable_mounts,
        send_file,
        standing,
        start_linked,
        start_worker,
    )
else:
    from dlp.machine.windows import (
        CPU_LIMIT_SIGNAL,
        FORKS,
        allow_cpu,
        buried,
        can_fork,
        confine,
        die_with_parent,
        exceeds,
        join_link,
        owner_name,
        receive_file,
        removable_mounts,
        send_file,
        standing,
        start_linked,
        start_worker,
    )

__all__ = [
    "CPU_LIMIT_SIGNAL",
    "FILES_IN_MEMORY",
    "FORKS",
    "Wall",
    "account",
    "admin_config_file",
    "allow_cpu",
    "buried",
    "can_fork",
    "confine",
    "cores",
    "default_state_folder",
    "die_with_parent",
    "exceeds",
    "in_memory",
    "is_elsewhere",
    "is_private",
    "is_running",
    "join_link",
    "owner_name",
    "private_folder",
    "receive_file",
    "removable_mounts",
    "send_file",
    "spare_memory_mb",
    "standing",
    "start_linked",
    "start_worker",
    "user_config_file",
]


def account() -> str:
    """The account this process runs under, by the system and not by the environment; empty if unknown."""
    with suppress(OSError, KeyError, ImportError):
        if os.name == "posix":
            import pwd

            return pwd.getpwuid(os.getuid()).pw_name
        return getpass.getuser()
    return ""


def default_state_folder() -> Path:
    """Where state lives when `DLP_STATE` is not set."""
    return platformdirs.user_state_path("kedun", appauthor=False)


def user_config_file() -> Path:
    """The user's settings file."""
    return platformdirs.user_config_path("kedun", appauthor=False) / "kedun.toml"


def admin_config_file() -> Path:
    """The administrator's settings file, which the user cannot write."""
    if os.name == "posix" and not Path("/System/Library").exists():  # Linux
        return Path("/etc/kedun/kedun.toml")
    return platformdirs.site_config_path("kedun", appauthor=False) / "kedun.toml"


def is_private(state: os.stat_result) -> bool:
    """Whether nobody but its owner and group may read a file, and nobody but its owner may write it.

    Windows keeps rights elsewhere than in the mode: there it is always true, and the folder's rights count.
    """
    return os.name != "posix" or not state.st_mode & 0o027


def private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix" and folder.stat().st_uid == os.getuid():
        folder.chmod(0o700)
