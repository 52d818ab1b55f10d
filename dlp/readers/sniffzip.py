"""What a zip holds: office documents by the content type of their main part, others by what they must contain."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Collection

from dlp.readers import zipdirectory
from dlp.readers.source import Source

_MOST_MEMBERS = 100_000
_TYPES = "[content_types].xml"
_TYPES_SIZE = 1 << 20
_MAIN = re.compile(
    rb"application/(?:vnd\.)?([\w.-]+)\+xml|application/vnd\.(ms-excel\.sheet\.binary\.macroEnabled\.main)"
)
_BY_CONTENT_TYPE = {
    "openxmlformats-officedocument.wordprocessingml.document.main": "docx",
    "openxmlformats-officedocument.wordprocessingml.template.main": "dotx",
    "ms-word.document.macroEnabled.main": "docm",
    "ms-word.template.macroEnabledTemplate.main": "dotm",
    "openxmlformats-officedocument.spreadsheetml.sheet.main": "xlsx",
    "openxmlformats-officedocument.spreadsheetml.template.main": "xltx",
    "ms-excel.sheet.macroEnabled.main": "xlsm",
    "ms-excel.template.macroEnabled.main": "xltm",
    "ms-excel.addin.macroEnabled.main": "xlam",
    "ms-excel.sheet.binary.macroEnabled.main": "xlsb",
    "openxmlformats-officedocument.presentationml.presentation.main": "pptx",
    "openxmlformats-officedocument.presentationml.slideshow.main": "ppsx",
    "openxmlformats-officedocument.presentationml.template.main": "potx",
    "ms-powerpoint.presentation.macroEnabled.main": "pptm",
    "ms-powerpoint.slideshow.macroEnabled.main": "ppsm",
    "ms-powerpoint.template.macroEnabled.main": "potm",
    "ms-powerpoint.addin.macroEnabled.main": "ppam",
    "ms-visio.drawing.main": "vsdx",
    "ms-visio.drawing.macroEnabled.main": "vsdm",
    "ms-visio.stencil.main": "vssx",
    "ms-visio.stencil.macroEnabled.main": "vssx",
    "ms-visio.template.main": "vstx",
    "ms-visio.template.macroEnabled.main": "vstx",
    "ms-package.xps-fixeddocumentsequence": "xps",
}
_BY_MIMETYPE = {
    "text": "odt", "text-template": "odt", "text-master": "odt", "text-web": "odt", "spreadsheet": "ods", "spreadsheet-template": "ods",
    "presentation": "odp", "presentation-template": "odp", "graphics": "odg", "graphics-template": "odg",
}  # fmt: skip
_ODF = re.compile(r"application/(?:vnd\.oasis\.opendocument|x-vnd\.oasis\.opendocument)\.([a-z-]+)")
_SXW = {"writer": "odt", "calc": "ods", "impress": "odp", "draw": "odg"}
_BY_MEMBER = {
    "ofd.xml": "ofd",
    "xl/workbook.bin": "xlsb",
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
    "fixeddocseq.fdseq": "xps",
    "fixeddocumentsequence.fdseq": "xps",
    "androidmanifest.xml": "apk",
    "meta-inf/manifest.mf": "jar",
    "index/document.iwa": "iwork",
    "index.apxl": "iwork",
    "index.zip": "iwork",
    "metadata/buildversionhistory.plist": "iwork",
}
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx"))
KINDS = frozenset({"zip", "epub", "odf", *_BY_CONTENT_TYPE.values(), *_BY_MIMETYPE.values(), *_BY_MEMBER.values()})
"""Every kind that is told here."""
_TROUBLES = (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError)


def kind(source: Source) -> str:
    """The kind of a zip; `zip` where it is an archive like any other, `…-damaged` where its directory is gone."""
    try:
        if zipdirectory.is_huge(source.file, _MOST_MEMBERS):
            return "zip"
        with zipfile.ZipFile(source.file) as archive:
            return _of(archive)
    except _TROUBLES:
        return _damaged(source)


def _of(archive: zipfile.ZipFile) -> str:
    names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
    return (
        _by_mimetype(_beginning(archive, names.get("mimetype"), 200).decode("latin-1").strip())
        or _by_content_type(_beginning(archive, names.get(_TYPES), _TYPES_SIZE))
        or next((kind for member, kind in _BY_MEMBER.items() if member in names), "")
        or _by_folder(names)
        or ("xps" if any(name.endswith(".fpage") for name in names) else "zip")
    )


def _by_folder(names: Collection[str]) -> str:
    """An office package whose main part has an unusual name, or OpenDocument without its first member."""
    if _TYPES not in names:
        return "odt" if "content.xml" in names and "meta-inf/manifest.xml" in names else ""
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), "")


def _beginning(archive: zipfile.ZipFile, name: str | None, size: int) -> bytes:
    """A member's first bytes, none if it is not there or cannot be read."""
    if name is None:
        return b""
    try:
        with archive.open(name) as member:
            return member.read(size)
    except _TROUBLES:
        return b""


def _by_mimetype(mimetype: str) -> str | None:
    """By the member that OpenDocument and EPUB begin with (ODF 1.3 part 2, 3.3; OCF 3.3, 4.3)."""
    if mimetype == "application/epub+zip":
        return "epub"
    if found := _ODF.match(mimetype):
        return _BY_MIMETYPE.get(found[1], "odf")
    return _SXW.get(mimetype.removeprefix("application/vnd.sun.xml.").split(".")[0])


def _by_content_type(types: bytes) -> str | None:
    """By the content type of the main part, strict and transitional alike (ECMA-376 part 2, 10.1)."""
    if types.startswith((b"\xff\xfe", b"\xfe\xff")):
        types = types.decode("utf-16", "replace").encode()
    found = ((name or binary).decode() for name, binary in _MAIN.findall(types))
    return next((_BY_CONTENT_TYPE[name] for name in found if name in _BY_CONTENT_TYPE), None)


def _damaged(source: Source) -> str:
    """A zip whose directory is gone: say what it was, where its first members tell."""
    head = source.head(65_536)
    for mark, was in (
        (b"word/", "docx"),
        (b"xl/", "xlsx"),
        (b"ppt/", "pptx"),
        (b"opendocument.spreadsheet", "ods"),
        (b"opendocument", "odt"),
        (b"visio/", "vsdx"),
    ):
        if mark in head:
            return f"{was}-damaged"
    return "zip-damaged"
