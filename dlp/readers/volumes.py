"""Archives that were split into volumes: what their names say, and which of a folder's files belong together.

A set is only made of files that can be one: see `is_joinable`. A file of its own that happens to
be called `.002` must never vanish behind another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SPLIT = "split-volume"
MOST = 200
"""The most volumes that are read as one."""

_NAMES = re.compile(
    r"(?i)\.(?:7z|zip|rar|tar|gz|bz2|xz|tgz)\.\d{3,5}$|\.part0*\d+\.(?:rar|exe)$|\.z\d\d$|\.r\d\d$|\.(?:zip|7z|rar)\.part\d+$"
)
_ARCHIVE = re.compile(r"(?i)\.(?:7z|zip|rar|tar|gz|bz2|xz|tgz)$")


class Scheme(StrEnum):
    """How an archive was split."""

    BYTES = "bytes"  # cut anywhere: x.7z.001, x.zip.part1, x.001
    ZIP = "zip"  # x.z01, x.z02, x.zip: the directory counts disks (APPNOTE 8)
    RAR = "rar"  # x.part1.rar, or x.rar, x.r00: every volume has headers of its own


@dataclass(frozen=True, slots=True)
class Volume:
    """What a name says: the scheme, what all volumes of the set are called, and which it is, from 1.

    last: it ends a set whatever its number.
    """

    scheme: Scheme
    stem: str
    number: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class VolumeSet:
    """The volumes of one archive in the order of their bytes, and under which of them it is read.

    missing: what volumes in between must be called that are not there.
    """

    scheme: Scheme
    names: tuple[str, ...]
    head: str
    missing: tuple[str, ...] = ()


def _old_rar(match: re.Match[str]) -> int:
    """x.rar is the first, x.r00 the second, and behind x.r99 comes x.s00."""
    return 2 + (ord(match[2].lower()) - ord("r")) * 100 + int(match[3])


_SCHEMES: tuple[tuple[re.Pattern[str], Scheme, Callable[[re.Match[str]], int]], ...] = (
    (re.compile(r"(?i)(.+\.part)0*(\d{1,5})\.(?:rar|exe)"), Scheme.RAR, lambda match: int(match[2])),
    (re.compile(r"(?i)(.+\.)([rs])(\d\d)"), Scheme.RAR, _old_rar),
    (re.compile(r"(?i)(.+\.)rar"), Scheme.RAR, lambda _: 1),
    (re.compile(r"(?i)(.+\.(?:zip|7z|rar)\.part)(\d{1,5})"), Scheme.BYTES, lambda match: int(match[2])),
    (re.compile(r"(.+\.)(\d{3,5})"), Scheme.BYTES, lambda match: int(match[2])),
)
_ZIP = re.compile(r"(?i)(.+\.)z(\d\d+)")


def named_so(name: str) -> bool:
    """Whether a file's name says that it is one volume of several (.7z.001, .part1.rar, .z01)."""
    return _NAMES.search(name) is not None


def readings(name: str) -> Iterator[Volume]:
    """What a name can mean."""
    if match := _ZIP.fullmatch(name):
        yield Volume(Scheme.ZIP, match[1].lower(), int(match[2]))
    elif name.lower().endswith(".zip"):
        yield Volume(Scheme.ZIP, name[:-3].lower(), 0, last=True)
    for pattern, scheme, number in _SCHEMES:
        if match := pattern.fullmatch(name):
            yield Volume(scheme, match[1].lower(), number(match))
            return


def may_belong(name: str) -> bool:
    """Whether a name can only be that of a further volume; one of a first volume may be any archive's."""
    return any(volume.number > 1 or (volume.scheme is Scheme.ZIP and not volume.last) for volume in readings(name))


@dataclass(slots=True)
class _Group:
    volumes: dict[int, str] = field(default_factory=dict)
    last: str = ""


def sets(names: Iterable[str]) -> Iterator[VolumeSet]:
    """The sets that some names make, by the names alone. Without its first volume there is none."""
    groups: dict[tuple[Scheme, str], _Group] = {}
    for name in names:
        for volume in readings(name):
            group = groups.setdefault((volume.scheme, volume.stem), _Group())
            if volume.last:
                group.last = name
            else:
                group.volumes.setdefault(volume.number, name)
    for (scheme, _), group in groups.items():
        made = _zip_set(group) if scheme is Scheme.ZIP else _counted(scheme, group.volumes)
        if made and len(made.names) <= MOST:
            yield made


def _counted(scheme: Scheme, volumes: Mapping[int, str]) -> VolumeSet | None:
    if len(volumes) < 2 or 1 not in volumes or max(volumes) > MOST:
        return None
    missing = tuple(called(volumes[1], number) for number in range(1, max(volumes)) if number not in volumes)
    return VolumeSet(scheme, tuple(volumes[number] for number in sorted(volumes)), volumes[1], missing)


def _zip_set(group: _Group) -> VolumeSet | None:
    """The last one, .zip, holds the directory: under its name the set is read."""
    if not group.last or not group.volumes or max(group.volumes) > MOST:
        return None
    missing = tuple(
        called(group.volumes[max(group.volumes)], number)
        for number in range(1, max(group.volumes))
        if number not in group.volumes
    )
    names = (*(group.volumes[number] for number in sorted(group.volumes)), group.last)
    return VolumeSet(Scheme.ZIP, names, group.last, missing)


def called(sibling: str, number: int) -> str:
    """What a volume of a set is called, after the name of another. x.rar, the first of its kind, has no number."""
    if re.fullmatch(r"(?i).+\.rar", sibling) and not named_so(sibling):
        sibling = sibling[:-3] + "r00"
    old = re.fullmatch(r"(?i)(.+\.)[rs]\d\d", sibling)
    if old:
        letter, rest = divmod(number - 2, 100)
        return f"{old[1]}{chr(ord('r') + letter)}{rest:02}"
    digits = list(re.finditer(r"\d+", sibling))[-1]
    return sibling[: digits.start()] + str(number).zfill(len(digits[0])) + sibling[digits.end() :]


_HEADS = (b"7z\xbc\xaf\x27\x1c", b"PK\3\4", b"PK\7\x08", b"PK\5\6", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"MSCF", b"%PDF-", b"\xd0\xcf\x11\xe0", b"SQLite format 3")  # fmt: skip
HEAD = 512
"""How many first bytes `is_joinable` wants of each volume."""
_CONTROL = re.compile(rb"[\0-\x08\x0b\x0c\x0e-\x1f]")
_SHORT = 64


def _stands_alone(head: bytes) -> bool:
    """Whether a further volume looks like a file of its own: something known, or text. Packed data has control bytes."""
    return head.startswith(_HEADS) or (len(head) >= _SHORT and _CONTROL.search(head) is None)


def is_joinable(found: VolumeSet, heads: Mapping[str, bytes], sizes: Mapping[str, int]) -> bool:
    """Whether volumes that were cut anywhere can be one file: only the first begins like something known.

    None of the others may be text, which would be read by nobody behind an archive that ends before it.
    Where the name does not speak of an archive, all but the last must be equally large as well.
    Volumes with headers of their own are looked at by whoever puts them together.
    """
    if found.scheme is not Scheme.BYTES:
        return True
    first, *others = found.names
    if not heads[first].startswith(_HEADS) or any(_stands_alone(heads[name]) for name in others):
        return False
    stem = next(iter(readings(first))).stem.removesuffix("part").rstrip(".")
    equal = {sizes[name] for name in found.names[:-1]}
    return bool(_ARCHIVE.search(stem)) or (len(equal) == 1 and 0 < sizes[found.names[-1]] <= max(equal))
