"""A PDF that lost its end: a new page list and trailer, made of the objects that are still there."""

from __future__ import annotations

import re

_OBJECT = re.compile(rb"(?<!\d)(\d{1,7})\s+(\d{1,5})\s+obj\b")
_CATALOG = re.compile(rb"/Type\s*/Catalog\b")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_TREE = re.compile(rb"/Type\s*/Pages\b")
_NEAR = 4096
_PAGES = 10_000


def mended(data: bytes) -> bytes | None:
    """The same bytes with a trailer behind them, None where no page is left or all is encrypted."""
    if b"/Encrypt" in data:
        return None
    catalog, pages, tree, last = b"", [], False, 0
    objects = list(_OBJECT.finditer(data))
    for number, found in enumerate(objects):
        end = objects[number + 1].start() if number + 1 < len(objects) else len(data)
        body = data[found.end() : min(end, found.end() + _NEAR)]
        last = max(last, int(found[1]))
        reference = b"%s %s R" % (found[1], found[2])
        if _CATALOG.search(body):
            catalog = reference
        elif _PAGE.search(body):
            pages.append(reference)
        tree = tree or _TREE.search(body) is not None
    if not pages:
        return None
    return data + (_trailer(catalog, last) if catalog and tree else _tree(pages[:_PAGES], last))


def _trailer(catalog: bytes, last: int) -> bytes:
    return b"\nendobj\ntrailer\n<< /Root %s /Size %d >>\nstartxref\n0\n%%%%EOF\n" % (catalog, last + 1)


def _tree(pages: list[bytes], last: int) -> bytes:
    listed = b" ".join(pages)
    made = b"\nendobj\n%d 0 obj\n<< /Type /Pages /Count %d /Kids [ %s ] >>\nendobj\n" % (last + 1, len(pages), listed)
    made += b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R >>" % (last + 2, last + 1)
    return made + _trailer(b"%d 0 R" % (last + 2), last + 2)
