"""The true type of an office package, by the content type of its main part, and of office XML by its root.

Source: ECMA-376 part 2 (content types).
"""

from __future__ import annotations

import zipfile

from dlp.readers.xmltext import root_of

_KINDS = (
    (b"wordprocessingml.document.main", "docx"), (b"wordprocessingml.template.main", "dotx"), (b"ms-word.document.macroenabled", "docm"),
    (b"ms-word.template.macroenabled", "dotm"), (b"ms-excel.sheet.binary.macroenabled.main", "xlsb"), (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xltx"), (b"ms-excel.sheet.macroenabled", "xlsm"), (b"ms-excel.template.macroenabled", "xltm"),
    (b"ms-excel.addin.macroenabled", "xlam"), (b"presentationml.presentation.main", "pptx"), (b"presentationml.slideshow.main", "ppsx"),
    (b"presentationml.template.main", "potx"), (b"ms-powerpoint.presentation.macroenabled", "pptm"), (b"ms-powerpoint.slideshow.macroenabled", "ppsm"),
    (b"ms-powerpoint.template.macroenabled", "potm"), (b"ms-powerpoint.addin.macroenabled", "ppam"), (b"ms-visio.drawing.main", "vsdx"),
    (b"ms-visio.drawing.macroenabled", "vsdm"), (b"ms-visio.template", "vstx"), (b"ms-visio.stencil", "vssx"),
)  # fmt: skip
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx"))
_FLAT = {b"text": "fodt", b"spreadsheet": "fods", b"presentation": "fodp", b"graphics": "fodg"}
_ODF, _STAR = b"application/vnd.oasis.opendocument.", b"application/vnd.sun.xml."
_LIMIT = 1 << 20


def package(archive: zipfile.ZipFile) -> str | None:
    """The type of an office document in a zip; None if it is none."""
    names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
    if "mimetype" in names and (kind := _open_document(_beginning(archive, names["mimetype"]))):
        return kind
    if "ofd.xml" in names:
        return "ofd"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[content_types].xml" in names:
        types = _beginning(archive, names["[content_types].xml"]).replace(b"\0", b"").lower()
        if kind := next((kind for mark, kind in _KINDS if mark in types), None):
            return kind
    elif "_rels/.rels" not in names:
        return "odt" if {"content.xml", "meta-inf/manifest.xml"} <= names.keys() else None
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), None)


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(_LIMIT)


def _open_document(mimetype: bytes) -> str | None:
    """The type that an OpenDocument package, or one of its forerunner, gives itself."""
    if mimetype.startswith(_STAR):
        word = mimetype[len(_STAR) :].split(b".")[0].strip()
        return {b"calc": "ods", b"impress": "odp", b"draw": "odg"}.get(word, "odt")
    if mimetype.startswith(_ODF):
        word = mimetype[len(_ODF) :].split(b"-")[0].strip()
        return {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp", b"graphics": "odg"}.get(word, "odf")
    return None


def flat(head: bytes) -> str | None:
    """The type of an office document in one XML file; None if it is none."""
    root = root_of(head)
    if root.name == "wordDocument":
        return "wordml"
    if root.name == "Workbook" and "spreadsheet" in root.namespace:
        return "spreadsheetml"
    if root.name == "package" and "xmlPackage" in root.namespace:
        return "flatopc"
    if root.name == "document" and "opendocument" in root.namespace:
        mimetype = root.attributes.get("office:mimetype", "").encode()
        return next((kind for mark, kind in _FLAT.items() if mark in mimetype), "fodt")
    return None
