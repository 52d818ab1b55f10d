"""Windows: thin calls that ask for devices, encryption, readers, guards and folders."""

from __future__ import annotations

import contextlib
import ctypes
import fnmatch
import os
import subprocess
import winreg
from collections.abc import Iterator
from ctypes import wintypes
from functools import lru_cache
from pathlib import Path, PureWindowsPath

from dlp.machine import access, encryption, folders, posture
from dlp.machine import devices as usb
from dlp.machine.access import Exposure
from dlp.machine.asking import ask, decoded, lately
from dlp.machine.devices import Device
from dlp.machine.posture import Posture

SYSTEM = "windows"
_SHELL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
_PROFILES = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"
_DESKTOP = r"HKCU\Control Panel\Desktop"
_DESKTOP_POLICY = r"HKCU\Software\Policies\Microsoft\Windows\Control Panel\Desktop"
_SYSTEM_POLICY = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System"
_FIREWALL = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
_WINLOGON = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
_FILE_OBJECT, _OWNER_AND_LIST = 1, 0x1 | 0x4
_REMOTE = 4


def homes() -> Iterator[Path]:
    """Profile folders of people (S-1-5-21 and S-1-12-1 accounts)."""
    for _, sid, folder in _values(_PROFILES + r"\*", "ProfileImagePath"):
        path = Path(folders.expanded(folder, {k.upper(): v for k, v in os.environ.items()}))
        if sid.startswith(("S-1-5-21-", "S-1-12-1-")) and path.is_dir():
            yield path


def known_folders(home: Path) -> folders.Folders:
    """Where a user's documents and downloads are; they are often moved to another drive."""
    shell = {name: value for name in folders.SHELL_FOLDERS for value in registry(home, _SHELL, name)}
    return folders.of_windows(home, shell, dict(os.environ))


def registry(home: Path, key: str, value: str) -> list[str]:
    r"""Values of the registry. HKCU is that of the home's owner, if it is loaded; `*` is any one key."""
    root, _, rest = key.partition("\\")
    if root == "HKCU" and home != Path.home():
        sid = _sid_of(home)
        if not sid:
            return []
        key = rf"HKU\{sid}\{rest}"
    return [folders.expanded(text, _variables(home)) for _, _, text in _values(key, value)]


def _variables(home: Path) -> dict[str, str]:
    return {**{k.upper(): v for k, v in os.environ.items()}, "USERPROFILE": str(home)}


def _sid_of(home: Path) -> str:
    rows = _values(_PROFILES + r"\*", "ProfileImagePath")
    return next((sid for _, sid, folder in rows if PureWindowsPath(folder) == PureWindowsPath(home)), "")


def _values(key: str, value: str) -> Iterator[tuple[str, str, str]]:
    """Key, its last step and the text of a value, for every key that fits."""
    roots = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE, "HKU": winreg.HKEY_USERS}
    root, _, path = key.partition("\\")
    for full, each in _fitting(roots[root], path):
        with contextlib.suppress(OSError), winreg.OpenKey(roots[root], full) as opened:
            for name in _names(opened) if value == "*" else [value]:
                yield full, each, str(winreg.QueryValueEx(opened, name)[0])


def _fitting(root: int, path: str) -> Iterator[tuple[str, str]]:
    """The keys that fit a path in which one step may hold a `*`, and what that step is."""
    steps = path.split("\\")
    star = next((index for index, step in enumerate(steps) if "*" in step), None)
    if star is None:
        yield path, ""
        return
    for each in _subkeys(root, "\\".join(steps[:star])):
        if fnmatch.fnmatch(each, steps[star]):
            yield "\\".join([*steps[:star], each, *steps[star + 1 :]]), each


def _names(opened: winreg.HKEYType) -> list[str]:
    return [winreg.EnumValue(opened, index)[0] for index in range(winreg.QueryInfoKey(opened)[1])]


def _subkeys(root: int, path: str) -> list[str]:
    with contextlib.suppress(OSError), winreg.OpenKey(root, path) as opened:
        return [winreg.EnumKey(opened, index) for index in range(winreg.QueryInfoKey(opened)[0])]
    return []


def _powershell(script: str) -> str:
    """What Windows' own PowerShell prints; empty where it fails."""
    program = Path(os.environ["SYSTEMROOT"]) / "System32/WindowsPowerShell/v1.0/powershell.exe"
    command = [str(program), "-NoProfile", "-NonInteractive", "-Command", script]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=30, check=False, creationflags=subprocess.CREATE_NO_WINDOW
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return decoded(done.stdout)


def devices() -> list[Device]:
    """Disks on USB with their drive letters."""
    return usb.of_windows(_powershell(usb.QUERY))


def volume_encrypted(path: str) -> bool | None:
    """Whether a path's drive is protected by BitLocker; only administrators may ask."""
    drive = PureWindowsPath(path).drive.upper()
    known = _bitlocker(lately())
    return known[drive] if drive in known else _by_manage_bde(drive, lately())


@lru_cache(maxsize=32)
def _by_manage_bde(drive: str, _lately: int) -> bool | None:
    return encryption.of_manage_bde(ask(["manage-bde", "-status", drive]) or "") if drive.endswith(":") else None


@lru_cache(maxsize=1)
def _bitlocker(_lately: int) -> dict[str, bool | None]:
    return encryption.of_bitlocker(_powershell(encryption.BITLOCKER_QUERY))


def readers_of(path: str, state: os.stat_result) -> Exposure | None:
    """Who can read a file by its security descriptor; None on a network drive."""
    del state
    kernel = ctypes.WinDLL("kernel32")
    drive = PureWindowsPath(path).drive
    if drive.startswith("\\\\") or kernel.GetDriveTypeW(drive + "\\") == _REMOTE:
        return None
    text = _descriptor(path)
    return access.of_sddl(text) if text else None


def _descriptor(path: str) -> str:
    security, text, kept = ctypes.WinDLL("advapi32"), wintypes.LPWSTR(), wintypes.LPVOID()
    wrong = security.GetNamedSecurityInfoW(
        wintypes.LPCWSTR(path), _FILE_OBJECT, _OWNER_AND_LIST, None, None, None, None, ctypes.byref(kept)
    )
    if wrong:
        return ""
    security.ConvertSecurityDescriptorToStringSecurityDescriptorW(kept, 1, _OWNER_AND_LIST, ctypes.byref(text), None)
    said = text.value or ""
    for pointer in (text, kept):
        ctypes.WinDLL("kernel32").LocalFree(pointer)
    return said


def ask_posture() -> Posture:
    """How this machine is guarded, as far as we may ask."""
    home = Path.home()
    lock = posture.of_screen_saver({name: text for key, name in _LOCK_VALUES for text in registry(home, key, name)})
    profiles = [v for p in ("DomainProfile", "StandardProfile", "PublicProfile") for v in _firewall(home, p)]
    guarded = posture.of_security_center(
        _powershell("Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct | ConvertTo-Json")
    )
    if guarded is None:
        guarded = posture.of_defender(_powershell("Get-MpComputerStatus | ConvertTo-Json"))
    by_itself = registry(home, _WINLOGON, "AutoAdminLogon") == ["1"]
    return Posture(
        False if by_itself else None,
        lock.locks,
        lock.minutes,
        posture.of_firewall_profiles(profiles) if profiles else _by_netsh(),
        guarded,
        volume_encrypted(str(home)),
    )


_LOCK_VALUES = (
    *((_DESKTOP, name) for name in ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut")),
    *((_DESKTOP_POLICY, name) for name in ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut")),
    (_SYSTEM_POLICY, "InactivityTimeoutSecs"),
)
"""The policy's values come later and win."""


def _by_netsh() -> bool | None:
    return posture.of_netsh(ask(["netsh", "advfirewall", "show", "allprofiles", "state"]) or "")


def _firewall(home: Path, profile: str) -> list[str]:
    return registry(home, rf"{_FIREWALL}\{profile}", "EnableFirewall")
