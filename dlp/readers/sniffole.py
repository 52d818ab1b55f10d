"""What a compound file (MS-CFB) holds: by the streams that each program must write, else by the root's class."""

from __future__ import annotations

import struct

import olefile

from dlp.readers.source import Source

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_BY_STREAM = (
    ("encryptedpackage", "encrypted-office"),
    ("\tdrmcontent", "encrypted-office"),
    ("worddocument", "doc"),
    ("workbook", "xls"),
    ("book", "xls"),
    ("text_content", "ppt95"),
    ("powerpoint document", "ppt"),
    ("__properties_version1.0", "msg"),
    ("pp40", "ppt95"),
    ("visiodocument", "vsd"),
    ("quill/quillsub/contents", "pub"),
    ("wksssworkbook", "works"),
    ("matost", "works"),
    ("fileheader", "hwp"),
    ("starwriterdocument", "staroffice"),
    ("starcalcdocument", "staroffice"),
    ("stardrawdocument3", "staroffice"),
    ("catalog", "thumbs"),
    ("\x05hwpsummaryinformation", "hwp"),
    *(
        (stream, "ole-object")
        for stream in ("\x01ole10native", "equation native", "package", "embeddedodf", "contents")
    ),
)
_BY_CLASS = {
    "00020906-0000-0000-C000-000000000046": "doc",
    "00020900-0000-0000-C000-000000000046": "doc",
    "00020810-0000-0000-C000-000000000046": "xls",
    "00020820-0000-0000-C000-000000000046": "xls",
    "64818D10-4F9B-11CF-86EA-00AA00B929E8": "ppt",
    "00020D0B-0000-0000-C000-000000000046": "msg",
    "00021A14-0000-0000-C000-000000000046": "vsd",
    "00021A13-0000-0000-C000-000000000046": "vsd",
    "00021201-0000-0000-00C0-000000000046": "pub",
    "00021302-0000-0000-C000-000000000046": "works",
    "00021303-0000-0000-C000-000000000046": "works",
    "000C1084-0000-0000-C000-000000000046": "msi",
    "000C1086-0000-0000-C000-000000000046": "msi",
    "74B78F3A-C8C8-11D1-BE11-00C04FB6FAF1": "mpp",
}
_PROJECT = ("   114", "   112", "   19")
"""How the folder of a Microsoft Project file is named, by version."""

KINDS = frozenset({"ole", *(kind for _, kind in _BY_STREAM), *_BY_CLASS.values()})
"""Every kind that is told here."""


def kind(source: Source) -> str:
    """The kind of a compound file; `ole` where nothing is known of it, `ole-damaged` where it cannot be opened."""
    try:
        source.file.seek(0)
        with olefile.OleFileIO(source.file) as ole:
            streams = {"/".join(path).lower() for path in ole.listdir(storages=True)}
            root = str(ole.root.clsid) if ole.root else ""
    except (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, RecursionError):
        return "ole-damaged"
    found = next((kind for stream, kind in _BY_STREAM if stream in streams), None)
    if found in (None, "thumbs"):
        found = _BY_CLASS.get(root) or ("mpp" if any(name in streams for name in _PROJECT) else found)
    return found or "ole"
