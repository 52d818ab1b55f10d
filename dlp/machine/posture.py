"""How a machine is guarded: login password, screen lock, firewall, virus protection.

Every value is None where it could not be asked, and then says nothing. Parsers are pure; the calls
stand in host_linux.py, host_macos.py and host_windows.py.
"""

from __future__ import annotations

import configparser
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posture:
    """What is known of a machine. `lock_minutes`: how long it may lie idle before the screen locks."""

    login_password: bool | None = None
    screen_lock: bool | None = None
    lock_minutes: int | None = None
    firewall: bool | None = None
    antivirus: bool | None = None
    disk_encrypted: bool | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether the screen locks with a password, and after how many minutes; None where unknown."""

    locks: bool | None = None
    minutes: int | None = None


def any_of(states: Iterable[bool | None]) -> bool | None:
    """One yes is a yes; a no needs every answer to be no."""
    found = list(states)
    if True in found:
        return True
    return False if found and None not in found else None


def weakest(states: Iterable[bool | None]) -> bool | None:
    """One no is a no; a yes needs every answer to be yes."""
    found = list(states)
    if False in found:
        return False
    return True if found and None not in found else None


# Linux


def of_shadow(shadow: str, people: Iterable[str]) -> bool | None:
    """/etc/shadow (shadow(5)): False if somebody's password field is empty, None if nobody stands there."""
    fields = dict(line.split(":")[:2] for line in shadow.splitlines() if line.count(":") > 1)
    mine = [fields[name] for name in people if name in fields]
    return all(mine) if mine else None


def of_passwd(passwd: str) -> list[str]:
    """Accounts that people log in with: a number from 1000 on, or root, and a shell (passwd(5))."""
    rows = [line.split(":") for line in passwd.splitlines() if line.count(":") == 6]
    refused = ("/nologin", "/false", "/sync")
    return [r[0] for r in rows if (r[2] == "0" or 1000 <= int(r[2]) < 65534) and not r[6].endswith(refused)]


def logs_in_by_itself(text: str) -> bool:
    """Whether a display manager's settings (GDM, SDDM, LightDM) log somebody in without a password."""
    parser = _ini(text)
    for section in parser.sections():
        keys = dict(parser[section])
        if keys.get("automaticloginenable", "").lower() in ("true", "1", "yes"):
            return True
        if keys.get("autologin-user") or (section == "Autologin" and keys.get("user")):
            return True
    return False


def _ini(text: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(text)
    except configparser.Error:
        return configparser.ConfigParser()
    return parser


def of_gsettings(enabled: str, idle: str, delay: str) -> Lock:
    """GNOME: `gsettings get` of lock-enabled, idle-delay and lock-delay, such as `true`, `uint32 300`."""
    if enabled.strip() not in ("true", "false"):
        return Lock()
    seconds = [int(found[1]) if (found := re.search(r"(\d+)$", text.strip())) else 0 for text in (idle, delay)]
    if enabled.strip() == "false" or seconds[0] == 0:  # an idle delay of 0 is never
        return Lock(locks=False)
    return Lock(True, math.ceil(sum(seconds) / 60))


def of_kscreenlocker(text: str) -> Lock:
    """KDE: kscreenlockerrc; without a word in it the screen locks after five minutes."""
    parser = _ini(text)
    daemon = dict(parser["Daemon"]) if parser.has_section("Daemon") else {}
    if str(daemon.get("autolock", "true")).lower() == "false":
        return Lock(locks=False)
    minutes = str(daemon.get("timeout", "5"))
    return Lock(True, int(minutes)) if minutes.isdigit() and minutes != "0" else Lock()


def of_nft(ruleset: str) -> bool:
    """`nft list ruleset`: whether a chain on the input hook refuses anything."""
    for chain in re.findall(r"chain [^{]*\{([^}]*)\}", ruleset):
        if "hook input" in chain and re.search(r"policy drop|\b(?:drop|reject|jump|goto)\b", chain):
            return True
    return False


def of_ufw(text: str) -> bool | None:
    """ufw.conf, or what `ufw status` prints."""
    found = re.search(r"^(?:ENABLED=|Status: )(yes|no|active|inactive)", text, re.MULTILINE)
    return found[1] in ("yes", "active") if found else None


def runs(units: str, wanted: Iterable[str]) -> bool | None:
    """`systemctl list-units --state=running`: True if one of the services runs.

    Never False: a product that is not in the list may run.
    """
    running = {
        line.split()[0].removesuffix(".service").partition("@")[0] for line in units.splitlines() if line.split()
    }
    return True if running & set(wanted) else None


# macOS


def of_socketfilter(answer: str) -> bool | None:
    """`socketfilterfw --getglobalstate`: State 1 is on, 2 blocks everything, 0 is off."""
    found = re.search(r"State = (\d)", answer)
    return found[1] != "0" if found else None


def of_sysadminctl(answer: str) -> Lock:
    """`sysadminctl -screenLock status`: the time after the display went off."""
    if re.search(r"screenLock is off", answer):
        return Lock(locks=False)
    found = re.search(r"screenLock delay is (?:(\d+) seconds|immediate)", answer)
    return Lock(True, math.ceil(int(found[1] or 0) / 60)) if found else Lock()


def of_idle(lock: Lock, idle: str) -> Lock:
    """A lock's minutes with the screen saver's idle time (`defaults read com.apple.screensaver idleTime`) before it."""
    if not lock.locks or not idle.strip().isdigit() or idle.strip() == "0":
        return Lock(lock.locks)
    return Lock(True, (lock.minutes or 0) + math.ceil(int(idle) / 60))


# Windows


def of_screen_saver(values: Mapping[str, str]) -> Lock:
    r"""`Control Panel\Desktop` (the policy's values first) and InactivityTimeoutSecs of the machine.

    A screen saver locks if it is active, asks for a password and has a time.
    """
    limit = values.get("InactivityTimeoutSecs", "")
    if limit.isdigit() and int(limit):
        return Lock(True, math.ceil(int(limit) / 60))
    active, asks, seconds = (values.get(k) for k in ("ScreenSaveActive", "ScreenSaverIsSecure", "ScreenSaveTimeOut"))
    if active is None and asks is None:
        return Lock()
    if active != "1" or asks != "1" or not (seconds or "").isdigit():
        return Lock()  # Windows may lock by other means, such as Dynamic Lock or a suspended lid
    return Lock(True, math.ceil(int(seconds or "0") / 60))


def of_firewall_profiles(values: Iterable[str]) -> bool | None:
    """`EnableFirewall` of the domain, private and public profile: on only if all are."""
    return weakest([value == "1" for value in values])


def of_netsh(answer: str) -> bool | None:
    """`netsh advfirewall show allprofiles state`, in English or Chinese."""
    found = re.findall(r"^(?:State|状态)\s+(\S+)", answer, re.MULTILINE)
    return weakest([word.lower() in ("on", "启用") for word in found])


def of_defender(answer: str) -> bool | None:
    """`Get-MpComputerStatus` as JSON: on if real-time protection is."""
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    value = said.get("RealTimeProtectionEnabled") if isinstance(said, dict) else None
    return value if isinstance(value, bool) else None


def of_security_center(answer: str) -> bool | None:
    """`AntiVirusProduct` of root/SecurityCenter2 as JSON; bit 12 of a product's state says that it is on."""
    try:
        rows = json.loads(answer)
    except ValueError:
        return None
    states = [row.get("productState") for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]
    return any_of([bool(state & 0x1000) if isinstance(state, int) else None for state in states])
