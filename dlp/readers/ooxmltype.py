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
_LIMIT = 1 << 20


def package(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """The type of an Office Open XML package; None if it is none."""
    found = next((info for info in archive.infolist() if info.filename.lower() == "[content_types].xml"), None)
    if found is not None:
        with archive.open(found) as member:
            types = member.read(_LIMIT).replace(b"\0", b"").lower()
        for mark, kind in _KINDS:
            if mark in types:
                return kind
    if found is None and "_rels/.rels" not in names:
        return None
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), None)


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
