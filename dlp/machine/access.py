"""Who can read a file, from its POSIX mode and access control list or from its Windows descriptor.

An `Exposure` says what the file system grants. Administrators can read everything and are not
counted; neither is what a share's server adds or takes away, which cannot be seen in the file.
"""

from __future__ import annotations

import re
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Name = Callable[[int], str]
"""Gives the name of a user or group by its number."""

_READ, _SEARCH = 4, 1
_ACL_VERSION = 2
_USER_OBJECT, _USER, _GROUP_OBJECT, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20

INVENTED = frozenset(
    "cifs smb3 smbfs smb2 9p drvfs vboxsf fuse.vmhgfs-fuse fuse.gvfsd-fuse fuse.sshfs fuse.rclone fuse.davfs davfs "
    "vfat exfat msdos ntfs ntfs3 fuseblk afpfs webdav virtiofs".split()
)
"""File systems whose modes the mount makes up: they say nothing of who can read a file."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """Who can read a file: everyone with an account, its owner, groups and users by name."""

    everyone: bool
    owner: bool = True
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    owner_name: str = field(default="", compare=False)

    @property
    def names(self) -> frozenset[str] | None:
        """Accounts and groups by name, and `everyone`; None where the system gave only numbers for some."""
        named = {*self.groups, *self.users, *({self.owner_name} if self.owner else ())}
        if any(not name or name.isdigit() or name.startswith("S-1-") for name in named):
            return None
        return frozenset(named | ({"everyone"} if self.everyone else set()))

    @property
    def words(self) -> frozenset[str]:
        """The kinds of readers, as rules name them."""
        said = {"everyone": self.everyone, "owner": self.owner, "group": self.groups, "named": self.users}
        return frozenset(word for word, holds in said.items() if holds)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a POSIX access control list (POSIX.1e draft 17): its tag, rights and whom it names."""

    tag: int
    rights: int
    number: int


def parse_acl(value: bytes) -> list[Entry]:
    """Linux: the extended attribute `system.posix_acl_access`. Empty where it is none."""
    if len(value) < 4 or struct.unpack_from("<I", value)[0] != _ACL_VERSION or (len(value) - 4) % 8:
        return []
    return [Entry(*struct.unpack_from("<HHI", value, at)) for at in range(4, len(value), 8)]


def of_mode(mode: int, user: int, group: int) -> list[Entry]:
    """The list that stands for a mode without one."""
    return [
        Entry(_USER_OBJECT, mode >> 6 & 7, user),
        Entry(_GROUP_OBJECT, mode >> 3 & 7, group),
        Entry(_OTHER, mode & 7, 0),
    ]


def of_list(entries: Sequence[Entry], user: int, group: int, *, right: int = _READ) -> tuple[bool, set[int], set[int]]:
    """Whether others, which groups and which users have a right; the mask bounds all named ones."""
    mask = next((entry.rights for entry in entries if entry.tag == _MASK), 7)
    groups, users, everyone = set(), set(), False
    for entry in entries:
        bound = entry.rights if entry.tag in (_USER_OBJECT, _OTHER) else entry.rights & mask
        if not bound & right:
            continue
        if entry.tag == _OTHER:
            everyone = True
        elif entry.tag in (_GROUP_OBJECT, _GROUP):
            groups.add(group if entry.tag == _GROUP_OBJECT else entry.number)
        elif entry.tag in (_USER_OBJECT, _USER):
            users.add(user if entry.tag == _USER_OBJECT else entry.number)
    return everyone, groups, users


@dataclass(frozen=True, slots=True)
class Rights:
    """Owner, group and list of a file or of a folder above it."""

    user: int
    group: int
    entries: Sequence[Entry]


def of_posix(file: Rights, folders: Sequence[Rights], user_name: Name, group_name: Name) -> Exposure:
    """Who can read a file: its list grants it, and every folder above it can be passed.

    folders: those above it. Whoever may read the file but not pass a folder is left out.
    """
    everyone, groups, users = of_list(file.entries, file.user, file.group)
    for folder in folders:
        open_to_all, passing_groups, passing_users = of_list(folder.entries, folder.user, folder.group, right=_SEARCH)
        if open_to_all:
            continue
        if everyone:
            groups, users, everyone = passing_groups, passing_users | {file.user}, False
            continue
        groups, users = groups & passing_groups, users & (passing_users | {file.user})
    return Exposure(
        everyone,
        file.user in users,
        tuple(sorted(map(group_name, groups))),
        tuple(sorted(map(user_name, users - {file.user}))),
        user_name(file.user),
    )


_ACE = re.compile(r"\(([^()]*)\)")
_EVERYONE = {"WD": "Everyone", "AU": "Authenticated Users", "BU": "Users", "AN": "Anonymous", "BG": "Guests"}
_SIDS = {"S-1-1-0": "WD", "S-1-5-11": "AU", "S-1-5-32-545": "BU", "S-1-5-7": "AN", "S-1-5-32-546": "BG"}
_SYSTEM = {"SY", "BA", "CO", "LA", "DA", "EA", "S-1-5-18", "S-1-5-32-544", "TI"}
"""The system and administrators, who can read everything: not counted."""

_READ_RIGHTS = ("FA", "FR", "GA", "GR", "CC")
_READ_BITS = 0x1 | 0x10000000 | 0x80000000
"""FILE_READ_DATA, GENERIC_ALL, GENERIC_READ (winnt.h)."""


def of_sddl(descriptor: str) -> Exposure | None:
    """Windows: a security descriptor in text form ([MS-DTYP] 2.5.1). None where it has no list.

    The order of entries counts: what an earlier one denies a later one does not grant. Domain groups
    and users cannot be told apart by their numbers, so both stand among the groups.
    """
    owner = re.search(r"O:(S-[\d-]+|[A-Z]{2})", descriptor)
    found = re.search(r"D:([A-Z_]*)((?:\([^()]*\))*)", descriptor)
    if found is None:
        return None
    if not found[2] and "NO_ACCESS_CONTROL" in found[1]:
        return Exposure(everyone=True)
    granted = list(_granted(found[2]))
    mine = owner[1] if owner else ""
    named = [sid for sid in granted if sid not in _EVERYONE and sid not in _SYSTEM and sid != mine]
    return Exposure(any(sid in _EVERYONE for sid in granted), mine in granted, tuple(sorted(set(named))), (), mine)


def _granted(entries: str) -> Iterator[str]:
    denied: set[str] = set()
    for entry in _ACE.findall(entries):
        kind, flags, rights, *_, sid = entry.split(";")[:6]
        sid = _SIDS.get(sid, sid)
        if "IO" in _pairs(flags) or not _reads(rights):
            continue
        if kind == "D":
            denied.add(sid)
        elif kind == "A" and sid not in denied and "WD" not in denied:
            yield sid


def _pairs(text: str) -> list[str]:
    return [a + b for a, b in list(pairwise(text))[::2]]


def _reads(rights: str) -> bool:
    if rights.lower().startswith("0x"):
        return bool(int(rights, 16) & _READ_BITS)
    return not _READ_RIGHTS_SET.isdisjoint(_pairs(rights))


_READ_RIGHTS_SET = frozenset(_READ_RIGHTS)


def is_readable_kind(mode: int) -> bool:
    """Whether a mode is that of a regular file, whose readers mean something."""
    return stat.S_ISREG(mode)
