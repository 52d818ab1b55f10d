"""Whether a volume is encrypted, from what each system says; None wherever it does not say.

"Encrypted" means: whoever takes the disk out cannot read it. A BitLocker volume whose protection is
suspended has its key beside it in clear, so it counts as not encrypted.
"""

from __future__ import annotations

import json
import plistlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dlp.machine.asking import read

_SEALED = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs", "fuse.securefs"})
_ELSEWHERE = re.compile(r"(?:x?vd[a-z]|nbd|rbd|drbd|loop|ram|zram)")
"""Disks whose bytes lie on another machine or in a file: what encrypts them cannot be seen from here."""

_DEEPEST = 8
"""So many layers of device mapper are looked through."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted file system: `device` is its number as major:minor."""

    point: str
    device: str
    kind: str


@lru_cache(maxsize=2)
def mounts(mountinfo: str) -> tuple[Mount, ...]:
    """Linux: the rows of /proc/self/mountinfo (proc(5)), the latest last."""
    found = []
    for line in mountinfo.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if dash and len(fields) > 4:
            found.append(Mount(_unescaped(fields[4]), fields[2], after.split(" ")[0]))
    return tuple(found)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def mount_of(path: str, table: Iterable[Mount]) -> Mount | None:
    """The file system a path lies on: the longest mount point, and of two the later."""
    best: Mount | None = None
    for mount in table:
        inside = path == mount.point or path.startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def of_mount(mount: Mount, sysfs: Path = Path("/sys")) -> bool | None:
    """Linux: encrypted by its kind, or by a dm-crypt layer somewhere below it."""
    if mount.kind in _SEALED:
        return True
    if mount.device.startswith("0:"):  # no block device: a network, memory, an overlay
        return None
    try:
        block = (sysfs / "dev/block" / mount.device).resolve(strict=True)
    except OSError:
        return None
    return of_block(block)


def of_block(block: Path, depth: int = 0) -> bool | None:
    """Linux: a block device by its folder in sysfs; a layer is encrypted if all that it lies on is.

    dm-crypt's devices have a uuid that begins with CRYPT- (dmsetup(8)).
    """
    if (read(block / "dm/uuid") or "").startswith("CRYPT-"):
        return True
    below = sorted((block / "slaves").iterdir()) if (block / "slaves").is_dir() else []
    if not below:
        return None if _ELSEWHERE.match(block.name) or depth >= _DEEPEST else False
    found = {of_block(slave.resolve(), depth + 1) for slave in below} if depth < _DEEPEST else {None}
    return False if False in found else None if None in found else True


def of_diskutil(answer: bytes) -> bool | None:
    """macOS: `diskutil info -plist`; FileVault and other encrypted APFS or CoreStorage volumes."""
    try:
        facts = plistlib.loads(answer)
    except (plistlib.InvalidFileException, ValueError):
        return None
    said = [facts[key] for key in ("FileVault", "Encryption") if isinstance(facts.get(key), bool)]
    return any(said) if said else None


def of_fdesetup(answer: str) -> bool | None:
    """macOS: `fdesetup status`. While it encrypts or decrypts, part of the disk is in clear."""
    if "in progress" in answer:
        return False
    found = re.search(r"FileVault is (On|Off)", answer)
    return found[1] == "On" if found else None


def of_bitlocker(answer: str) -> dict[str, bool | None]:
    """Windows: `Win32_EncryptableVolume` as JSON, by drive letter such as `C:`.

    ProtectionStatus is 0 off or suspended, 1 on, 2 unknown because locked.
    """
    try:
        rows = json.loads(answer)
    except ValueError:
        return {}
    rows = rows if isinstance(rows, list) else [rows]
    states: dict[int, bool | None] = {0: False, 1: True}
    return {
        str(row["DriveLetter"]).upper(): states.get(row.get("ProtectionStatus", 2))
        for row in rows
        if isinstance(row, dict) and row.get("DriveLetter")
    }


def of_manage_bde(answer: str) -> bool | None:
    """Windows: `manage-bde -status X:` in English or Chinese."""
    found = re.search(r"(?:Protection Status|保护状态)\s*[:：]\s*(.+)", answer)
    if found is None:
        return None
    word = found[1].strip().lower()
    if word in ("protection on", "保护启用", "保护已启用", "启用保护"):
        return True
    return False if word in ("protection off", "保护关闭", "保护已关闭", "关闭保护") else None


BITLOCKER_QUERY = (
    "Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume"
    " | Select-Object DriveLetter, ProtectionStatus, ConversionStatus | ConvertTo-Json -Compress"
)
