"""The true type of an office document that is one XML file, by its root."""

from __future__ import annotations

from dlp.readers.xmltext import root_of

_FLAT = {b"text": "fodt", b"spreadsheet": "fods", b"presentation": "fodp", b"graphics": "fodg"}


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
