"""Workbooks, Word documents and PDF files with nothing in them that changes from run to run."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from makers.package import archive

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
Block = str | Sequence[Sequence[str]]
"""A paragraph, or a table as rows of cells."""

_FONT = "STSong-Light"
_NOW = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = f"""{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>\
<Override PartName="/word/header1.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>"""


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook; text stays text, so that long numbers keep their digits."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made:
        members = {name: made.read(name) for name in made.namelist()}
    stamp = rb"\g<1>2026-10-12T09:30:00Z"
    return archive({name: _NOW.sub(stamp, data) for name, data in members.items()})


def docx(blocks: Iterable[Block], header: str = "云海金服") -> bytes:
    """A Word document with a header part; the smallest that Word and LibreOffice open."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in blocks)
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" w:left="1800" '
        'w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
    )
    document = f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}{section}</w:body></w:document>'
    head = f'{_XML}<w:hdr xmlns:w="{_MAIN}">{_paragraph(header)}</w:hdr>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations("officeDocument", "word/document.xml"),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations("header", "header1.xml"),
        "word/header1.xml": head,
    }
    return archive({name: text.encode() for name, text in parts.items()})


def _relations(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'{_XML}<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    width = 8300 // max(map(len, rows))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{width}"/>' * max(map(len, rows))
    made = f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{sides}</w:tblBorders></w:tblPr>'
    made += f"<w:tblGrid>{grid}</w:tblGrid>"
    for row in rows:
        cells = (f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(c)}</w:tc>' for c in row)
        made += f"<w:tr>{''.join(cells)}</w:tr>"
    return made + "</w:tbl>"


def pdf(title: str, lines: Iterable[str | Sequence[str]], columns: Sequence[int] = ()) -> bytes:
    """A PDF of A4 pages; a line is text, or cells that start at `columns` (points from the left)."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    raw = io.BytesIO()
    canvas = Canvas(raw, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    height = 0.0
    for line in lines:
        if height < 60:
            if height:
                canvas.showPage()
            canvas.setFont(_FONT, 10)
            height = A4[1] - 60
        cells = [line] if isinstance(line, str) else line
        for cell, left in zip(cells, columns or (56,), strict=False):
            canvas.drawString(left, height, cell)
        height -= 18
    canvas.save()
    return raw.getvalue()


def csv(rows: Rows, encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """A comma-separated table as Excel writes it: CRLF, quotes only where needed."""
    lines = (",".join(_quoted("" if cell is None else str(cell)) for cell in row) for row in rows)
    return "".join(line + end for line in lines).encode(encoding)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if re.search(r'[",\r\n]', cell) else cell
