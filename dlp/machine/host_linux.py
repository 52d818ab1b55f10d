"""Linux: thin calls that ask for devices, encryption, readers, guards and folders."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import psutil

from dlp.machine import access, encryption, folders, posture
from dlp.machine.access import Exposure, Rights
from dlp.machine.asking import ask, read
from dlp.machine.devices import Device, of_sysfs
from dlp.machine.posture import Lock, Posture

SYSTEM = "linux"
_SHELLS = 1000
_DISPLAY_MANAGERS = (
    "/etc/gdm3/daemon.conf",
    "/etc/gdm3/custom.conf",
    "/etc/gdm/custom.conf",
    "/etc/sddm.conf",
    "/etc/lightdm/lightdm.conf",
)
_GUARDS = ("clamav-daemon", "clamd", "clamav-clamonacc", "clamonacc")


def homes() -> Iterator[Path]:
    """Home folders of people: accounts from number 1000 on, and our own."""
    found = {Path(p.pw_dir) for p in pwd.getpwall() if _SHELLS <= p.pw_uid < 65534}
    yield from sorted(home for home in found | {Path.home()} if home.is_dir())


def known_folders(home: Path) -> folders.Folders:
    """Where a user's documents and downloads are; our own session's variables count for us only."""
    variables = dict(os.environ) if home == Path.home() else {}
    config = variables.get("XDG_CONFIG_HOME") or str(home / ".config")
    return folders.of_linux(home, read(Path(config) / "user-dirs.dirs") or "", variables)


def registry(home: Path, key: str, value: str) -> list[str]:
    """There is none."""
    del home, key, value
    return []


def devices() -> list[Device]:
    """USB devices that hold mounted file systems."""
    found = (of_sysfs(os.path.realpath(p.device), p.mountpoint) for p in psutil.disk_partitions())
    return [device for device in found if device]


def volume_encrypted(path: str) -> bool | None:
    """Whether what a path lies on is encrypted, by dm-crypt, a sealed file system or fscrypt."""
    mount = encryption.mount_of(os.path.realpath(path), encryption.mounts(read("/proc/self/mountinfo") or ""))
    if mount is None:
        return None
    return True if _by_fscrypt(path) else encryption.of_mount(mount)


def _by_fscrypt(path: str) -> bool:
    """The kernel's flag for folders that fscrypt encrypts (FS_ENCRYPT_FL, linux/fs.h)."""
    import fcntl
    import struct

    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            flags = fcntl.ioctl(descriptor, 0x80086601, struct.pack("l", 0))
        finally:
            os.close(descriptor)
        return bool(struct.unpack("l", flags)[0] & 0x800)
    return False


def readers_of(path: str, state: os.stat_result) -> Exposure | None:
    """Who can read a file; None where its file system makes modes up or the folders cannot be asked."""
    mount = encryption.mount_of(os.path.realpath(path), encryption.mounts(read("/proc/self/mountinfo") or ""))
    if mount is None or mount.kind in access.INVENTED:
        return None
    try:
        above = [_rights(str(folder)) for folder in Path(os.path.realpath(path)).parents]
        return access.of_posix(_rights(path, state), above, _user, _group)
    except OSError:
        return None


def _rights(path: str, state: os.stat_result | None = None) -> Rights:
    state = state or os.stat(path)  # noqa: PTH116 - strings come and go here
    listed: list[access.Entry] = []
    with contextlib.suppress(OSError):
        listed = access.parse_acl(os.getxattr(path, "system.posix_acl_access"))
    entries = listed or access.of_mode(state.st_mode, state.st_uid, state.st_gid)
    return Rights(state.st_uid, state.st_gid, entries)


@lru_cache(maxsize=4096)
def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


@lru_cache(maxsize=4096)
def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)


def ask_posture() -> Posture:
    """How this machine is guarded, as far as we may ask."""
    lock = _lock()
    return Posture(_login(), lock.locks, lock.minutes, _firewall(), _guarded(), volume_encrypted(str(Path.home())))


def _login() -> bool | None:
    if any(posture.logs_in_by_itself(read(file) or "") for file in _DISPLAY_MANAGERS):
        return False
    return posture.of_shadow(read("/etc/shadow") or "", posture.of_passwd(read("/etc/passwd") or ""))


def _lock() -> Lock:
    """GNOME's settings or KDE's, whichever session this is; outside a session nothing can be asked."""
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").lower()
    if "kde" in desktop:
        return posture.of_kscreenlocker(read(Path.home() / ".config/kscreenlockerrc") or "")
    if not any(name in desktop for name in ("gnome", "unity", "cinnamon", "ukui")):
        return Lock()
    saver, session = "org.gnome.desktop.screensaver", "org.gnome.desktop.session"
    keys = ((saver, "lock-enabled"), (session, "idle-delay"), (saver, "lock-delay"))
    return posture.of_gsettings(*(ask(["gsettings", "get", *key]) or "" for key in keys))


def _firewall() -> bool | None:
    rules = ask(["nft", "list", "ruleset"])
    if rules is not None and posture.of_nft(rules):
        return True
    if (ask(["firewall-cmd", "--state"]) or "").strip() == "running":
        return True
    enabled = posture.of_ufw(read("/etc/ufw/ufw.conf") or "")
    return True if enabled else None if rules is None else False


def _guarded() -> bool | None:
    units = ask(["systemctl", "list-units", "--type=service", "--state=running", "--plain", "--no-legend"])
    return posture.runs(units or "", _GUARDS)
