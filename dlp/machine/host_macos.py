"""macOS: thin calls that ask for devices, encryption, readers, guards and folders."""

from __future__ import annotations

import grp
import os
import pwd
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import psutil

from dlp.machine import access, encryption, folders, posture
from dlp.machine.access import Exposure, Rights
from dlp.machine.asking import ask, lately
from dlp.machine.devices import Device, of_profiler
from dlp.machine.posture import Posture

SYSTEM = "macos"


def homes() -> Iterator[Path]:
    """Home folders of people."""
    shared = {".localized", "Shared", "Guest"}
    yield from sorted(home for home in Path("/Users").iterdir() if home.is_dir() and home.name not in shared)


def known_folders(home: Path) -> folders.Folders:
    """Where a user's documents and downloads are."""
    return folders.of_macos(home)


def registry(home: Path, key: str, value: str) -> list[str]:
    """There is none."""
    del home, key, value
    return []


def devices() -> list[Device]:
    """USB devices that hold mounted volumes."""
    return of_profiler(ask(["system_profiler", "-json", "SPUSBDataType"], seconds=30) or "")


def _mount(path: str) -> tuple[str, str]:
    """Mount point and kind of the file system a path lies on."""
    real = os.path.realpath(path)
    table = [(p.mountpoint, p.fstype) for p in psutil.disk_partitions(all=True)]
    inside = [row for row in table if real == row[0] or real.startswith(row[0].rstrip("/") + "/")]
    return max(inside, key=lambda row: len(row[0]), default=("/", ""))


def volume_encrypted(path: str) -> bool | None:
    """Whether a path's volume is encrypted, by FileVault or as an encrypted volume of its own."""
    return _encrypted(_mount(path)[0], lately())


@lru_cache(maxsize=64)
def _encrypted(mount: str, _lately: int) -> bool | None:
    said = ask(["diskutil", "info", "-plist", mount])
    return encryption.of_diskutil(said.encode()) if said else None


def readers_of(path: str, state: os.stat_result) -> Exposure | None:
    """Who can read a file by its mode; None where the mount makes modes up or there is a list besides."""
    if _mount(path)[1] in access.INVENTED or "+" in (ask(["ls", "-lde", path]) or "+").split(" ", 1)[0]:
        return None
    try:
        above = [_rights(os.stat(folder)) for folder in Path(os.path.realpath(path)).parents]  # noqa: PTH116
    except OSError:
        return None
    return access.of_posix(
        _rights(state), above, lambda uid: pwd.getpwuid(uid).pw_name, lambda gid: grp.getgrgid(gid).gr_name
    )


def _rights(state: os.stat_result) -> Rights:
    return Rights(state.st_uid, state.st_gid, access.of_mode(state.st_mode, state.st_uid, state.st_gid))


def ask_posture() -> Posture:
    """How this machine is guarded. Of virus protection macOS says nothing that can be asked."""
    vault = encryption.of_fdesetup(ask(["fdesetup", "status"]) or "")
    idle = ask(["defaults", "-currentHost", "read", "com.apple.screensaver", "idleTime"]) or ""
    lock = posture.of_idle(posture.of_sysadminctl(_screen_lock()), idle)
    firewall = posture.of_socketfilter(ask(["socketfilterfw", "--getglobalstate"]) or "")
    return Posture(_login(vault), lock.locks, lock.minutes, firewall, None, vault)


def _screen_lock() -> str:
    """It answers on standard error."""
    return ask(["sysadminctl", "-screenLock", "status"], errors=True) or ""


def _login(vault: bool | None) -> bool | None:
    """FileVault asks for a password before anything starts; somebody who is logged in by himself needs none."""
    if vault:
        return True
    user = ask(["defaults", "read", "/Library/Preferences/com.apple.loginwindow", "autoLoginUser"])
    return False if user and user.strip() else None
