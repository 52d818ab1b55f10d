"""The true type of mail, archives and data files by how they begin, and what those hold that end in another file."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from dlp.readers import sealed, volumes
from dlp.readers.source import Source

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x28\xb5\x2f\xfd", "zst"), (0, b"\x04\x22\x4d\x18", "lz4"), (0, b"\x02\x21\x4c\x18", "lz4"), (0, b"\x1f\x9d", "Z"), (0, b"LZIP", "lz"),
    (0, b"\x89LZO\0\r\n\x1a\n", "lzo"), (0, b"070701", "cpio"), (0, b"070702", "cpio"), (0, b"070707", "cpio"), (0, b"\xc7\x71", "cpio"),
    (0, b"\xed\xab\xee\xdb", "rpm"), (0, b"xar!", "xar"), (0x8001, b"CD001", "iso"), (0x8801, b"CD001", "iso"),
    (7, b"**ACE**", "ace"), (0, b"\x60\xea", "arj"), (0, b"LRZI", "lrz"), (0, b"GRZipII", "grz"), (0, b"ZOO ", "zoo"), (0, b"SIT!", "sit"),
    (0, b"StuffIt", "sit"),
    (0, b"\x78\x9f\x3e\x22", "tnef"), (0, b"!BDN", "pst"), (0, b"\xcf\xad\x12\xfe", "dbx"), (0, b"\x0e\x00\x00\x00\x01\x00\x00\x00NITE", "mailstore"),
    (0, b"\0\1\0\0Standard Jet DB", "access"), (0, b"\0\1\0\0Standard ACE DB", "access"), (0, b"bplist", "plist"), (0, b"PAR1", "parquet"),
    (0, b"ARROW1\0\0", "feather"), (0, b"FEA1", "feather"), (0, b"Obj\1", "avro"), (0, b"ORC", "orc"), (0, b"\x89HDF\r\n", "hdf5"),
    (0, b"L\0\0\0\1\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", "lnk"), (0, b"\0\5\x16\0", "appledouble"), (0, b"\0\5\x16\7", "appledouble"),
    (0, b"\x37\x7f\x06\x82", "sqlite-wal"), (0, b"\x37\x7f\x06\x83", "sqlite-wal"), (0, b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", "sqlite-journal"),
    (4, b"ElfFile", "evtx"), (0, b"regf", "registry-hive"), (0, b"koly", "dmg"), (0, b"MSWIM\0\0\0", "wim"), (0, b"conectix", "vhd"),
    (0, b"vhdxfile", "vhdx"), (0, b"KDMV", "vmdk"), (0, b"QFI\xfb", "qcow"),
)  # fmt: skip
_LZH = re.compile(rb"..-l[hz][0-9ds]-", re.DOTALL)
_FROM = re.compile(
    rb"From [^\r\n]*\d{4}[^\r\n]*\r?\n(?:[!-9;-~]+:|>From )|From \S+ +\w{3} \w{3} +\d+ \d+:\d+[^\r\n]* \d{4}[^\r\n]*\r?\n"
)
_EMLX = re.compile(rb"\d{1,12} *\r?\n[!-9;-~]+:")
_LDIF = re.compile(rb"(?i)(?:#[^\n]*\n|\s|version:[^\n]*\n)*dn:")
_UU = re.compile(rb"begin(?:-base64)? [0-7]{3,4} [^\r\n]+\r?\n")
_CMS_OID = re.compile(
    rb"\x06(?:\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02-\x06]|\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01[\x09\x17\x1f])"
)
_SFX = 1 << 21


def binary(head: bytes, source: Source) -> str | None:
    """The kind of a file that is not text, None if this module knows nothing of it."""
    kind = sealed.binary(head)
    if kind:
        return kind
    if head[:2] == b"MZ" or head[:4] == b"\x7fELF":
        return _self_extracting(source)
    if _is_der(head, source.size):
        return "pkcs12" if _PKCS12.match(head) else "cms" if _CMS_OID.search(head[:64]) else "der"
    if head[:4] == b"PK00" and head[4:8] == b"PK\3\4":
        return "zip"
    return _by_magic(head, source) or _by_shape(head, source)


def _by_magic(head: bytes, source: Source) -> str | None:
    for at, magic, kind in _MAGIC:
        if at < len(head):
            if head.startswith(magic, at):
                return kind
        elif source.size > at and _at(source, at, len(magic)) == magic:
            return kind
    return None


def _by_shape(head: bytes, source: Source) -> str | None:
    return next((kind for test, kind in _SHAPES if test(head, source.size)), None)


def text(head: bytes) -> str | None:
    """The kind of a text that is more than text: mail folders, cards, property lists."""
    return sealed.text(head) or next((kind for test, kind in _TEXTS if test(head)), None)


_CARDS = (b"BEGIN:VCARD", b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"BEGIN:VTODO", b"BEGIN:VNOTE")
_PEM_CMS = (b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----", b"-----BEGIN PKCS #7", b"MII", b"MIAGCSqGSIb3DQEH")
_TEXTS: tuple[tuple[Callable[[bytes], object], str], ...] = (
    (lambda head: head[:20].upper().startswith(_CARDS), "cards"),
    (_FROM.match, "mbox"),
    (_EMLX.match, "emlx"),
    (_LDIF.match, "ldif"),
    (lambda head: _UU.match(head) or head.startswith(b"=ybegin "), "uuencoded"),
    (lambda head: head.startswith(_PEM_CMS) and _is_pem_cms(head), "cms"),
    (lambda head: head[:1] == b"<" and b"<plist" in head[:1024], "plist"),
)
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+\r?\n|(?:[!-9;-~]+:[^\r\n]*\r?\n){3}")


def is_named_mail(head: bytes, name: str) -> bool:
    """Whether a text that lacks the usual headers is a message all the same: by its name, and some headers."""
    return name.lower().endswith((".eml", ".nws", ".mht", ".mhtml")) and _HEADERS.match(head) is not None


def late(head: bytes, source: Source) -> str | None:
    """The kind of what is neither text nor known otherwise, by weaker marks."""
    name = source.name.lower()
    if b"=ybegin line=" in head or b"=ybegin part=" in head:
        return "uuencoded"
    if name.endswith((".fpt", ".dbt", ".dct")) and source.size > 512:
        return "dbf-memo"
    split = volumes.SPLIT if volumes.named_so(name) else None
    return sealed.late(head, name) or _self_extracting(source) or split


def _at(source: Source, at: int, size: int) -> bytes:
    source.file.seek(at)
    data = source.file.read(size)
    source.file.seek(0)
    return data


_PKCS12 = re.compile(rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", re.DOTALL)


def _is_der(head: bytes, size: int) -> bool:
    """Whether it is one ASN.1 sequence that takes the whole file, or says that its end is to come."""
    if head[:1] != b"\x30" or len(head) < 16 or head[:4] == b"0000":
        return False
    length, at = head[1], 2
    if length & 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(head[2 : 2 + count], "big"), 2 + count
    endless = head[1] == 0x80 and head[2] == 6
    return endless or abs(at + length - size) <= 2 or _CMS_OID.match(head, at) is not None


def _is_pem_cms(head: bytes) -> bool:
    """Whether base64 text holds a CMS structure of a kind that we tell apart."""
    import binascii

    body = head.partition(b"-----\n")[2] or head.partition(b"-----\r\n")[2] if head.startswith(b"--") else head
    try:
        start = binascii.a2b_base64(re.sub(rb"[^A-Za-z0-9+/]", b"", body[:200])[:88])
    except ValueError:
        return False
    return _CMS_OID.search(start[:64]) is not None


def _self_extracting(source: Source) -> str | None:
    """The archive that a program carries, None if it carries none."""
    head = source.head(_SFX)
    at = head.find(b"Rar!\x1a\x07")
    while at >= 0:
        if head[at + 6 : at + 8] == b"\1\0" or (head[at + 6 : at + 7] == b"\0" and head[at + 9 : at + 10] == b"\x73"):
            return "rar"
        at = head.find(b"Rar!\x1a\x07", at + 1)
    if seven_zip_begin(head) is not None:
        return "7z"
    return _carried_zip(source)


def _carried_zip(source: Source) -> str | None:
    """A zip behind something else: its directory stands at the end and tells."""
    try:
        with zipfile.ZipFile(source.file) as archive:
            found = bool(archive.namelist())
        source.file.seek(0)
        return "zip" if found else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error):
        source.file.seek(0)
        return None


def seven_zip_begin(head: bytes) -> int | None:
    """Where a 7z archive begins: its start header must agree with its own checksum."""
    at = head.find(b"7z\xbc\xaf\x27\x1c")
    while at >= 0:
        if at + 32 <= len(head):
            crc = struct.unpack_from("<I", head, at + 8)[0]
            if zlib.crc32(head[at + 12 : at + 32]) == crc:
                return at
        at = head.find(b"7z\xbc\xaf\x27\x1c", at + 1)
    return None


def _is_tar(head: bytes) -> bool:
    """Whether the first block is a header whose checksum is right, in any dialect of tar."""
    if len(head) < 512 or not head[0]:
        return False
    try:
        checksum = int(head[148:156].split(b"\0")[0].strip() or b"x", 8)
    except ValueError:
        return False
    return checksum == sum(head[:148]) + 256 + sum(head[156:512])


def _is_lzma(head: bytes) -> bool:
    """Whether it is the old one-file form of LZMA: properties, a usual dictionary size, a size or none."""
    if head[:1] not in (b"\x5d", b"\x5e") or len(head) < 14:
        return False
    size: int = struct.unpack_from("<I", head, 1)[0]
    usual = size >= 4096 and size & size - 1 in (0, 1 << max(0, size.bit_length() - 2))
    return usual and head[5:13] in (b"\xff" * 8, head[5:9] + b"\0\0\0\0") and head[13] == 0


_DBF = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x7b\x83\x87\x8b\x8c\x8e\xcb\xe5\xeb\xf5\xfb")


def _is_dbf(head: bytes, size: int) -> bool:
    """Whether it is a dBase table: a date, and a header whose length fits its field descriptors."""
    if len(head) < 34 or head[0] not in _DBF:
        return False
    rows, header, width = struct.unpack_from("<IHH", head, 4)
    at = 68 if head[0] & 7 == 4 and head[0] != 0xFB else 32
    if not (head[2] <= 12 and head[3] <= 31 and width >= 1 and 33 <= header <= size):
        return False
    if head[at] == 0x0D:
        return bool(header - at == 1 and rows * width + header <= size + 1)
    kind = head[at + 32 : at + 33] if at == 68 else head[at + 11 : at + 12]
    return bool(head[at]) and (kind.isalpha() or kind in b"+@") and rows * width + header <= size + width + 1024


def xor_key(head: bytes) -> int | None:
    """The byte that a picture was XORed with, as WeChat did before version 4; None if it was not."""
    for magic in (b"\xff\xd8\xff\xe0\0\x10JFIF", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"GIF87a"):
        key = head[0] ^ magic[0] if head else 0
        if key and bytes(byte ^ key for byte in head[: len(magic)]) == magic:
            return key
    return None


_SHAPES: tuple[tuple[Callable[[bytes, int], object], str], ...] = (
    (lambda head, _: head[0] and _LZH.match(head), "lzh"),
    (_is_dbf, "dbf"),
    (lambda head, _: _is_tar(head), "tar"),
    (lambda head, _: _is_lzma(head), "lzma"),
    (lambda head, _: head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50, "lz4"),  # a frame to skip; zstd's too
    (lambda head, _: xor_key(head) is not None, "xored-picture"),
)


KINDS = frozenset(
    {kind for _, _, kind in _MAGIC}
    | {kind for _, kind in _TEXTS}
    | {kind for _, kind in _SHAPES}
    | {"pkcs12", "cms", "der", "uuencoded", "dbf-memo", volumes.SPLIT}
    | sealed.KINDS
)
"""Every kind that is told here."""
