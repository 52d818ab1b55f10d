"""Small documents for tests, made from scratch."""

import base64
import io
import struct
import zipfile
import zlib

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def zipped(members: dict[str, bytes | str], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", options.pop("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(body: str, main: str = "word/document.xml", **parts: bytes | str) -> bytes:
    document = f'<w:document xmlns:w="w" xmlns:mc="mc"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": CONTENT_TYPES.format(main=main), main: document, **parts})


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(min(height, 2000))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def pdf(*pages: str, encrypt: str | None = None, image: bool = False) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt)
    for text in pages:
        canvas.setFont("STSong-Light", 12)
        for n, line in enumerate(text.splitlines()):
            canvas.drawString(50, 780 - 20 * n, line)
        if image:
            canvas.drawImage(ImageReader(io.BytesIO(png(300, 300))), 50, 200, 300, 300)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def xlsx(sheets: dict[str, list[list[object]]], comment: str = "") -> bytes:
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if comment:
            sheet["A1"].comment = Comment(comment, "x")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ole(*streams: str) -> bytes:
    """A compound file of one directory sector: what tells an encrypted workbook from a .doc."""
    names = ["Root Entry", *streams]
    entries = b""
    for number, name in enumerate(names):
        raw = (name + "\0").encode("utf-16-le")
        kind, child = (5, 1) if number == 0 else (2, 0xFFFFFFFF)
        sibling = number + 1 if 0 < number < len(names) - 1 else 0xFFFFFFFF
        entry = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, sibling, child)
        entries += entry.ljust(116, b"\0") + struct.pack("<III", 0xFFFFFFFE, 0, 0)
    entries = entries.ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header = header.ljust(76, b"\0") + struct.pack("<I", 0) + b"\xff" * (436 - 4)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    return header[:512].ljust(512, b"\xff") + fat + entries


def mail(
    body: str, *attachments: tuple[str, bytes], subject: str = "资料", to: str = "a@qq.com", charset: str = "utf-8"
) -> bytes:
    def word(text: str) -> str:
        return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="

    head = f"From: {word('王芳')} <wangfang@yunhai.example>\r\nTo: {to}\r\nSubject: {word(subject)}\r\nMessage-ID: <1@yunhai.example>\r\nMIME-Version: 1.0\r\n"
    parts = [
        f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + body.encode(charset)
    ]
    for name, data in attachments:
        parts.append(
            f'Content-Type: application/octet-stream; name="{word(name)}"\r\nContent-Disposition: attachment; filename="{word(name)}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n".encode()
            + base64.encodebytes(data)
        )
    joined = b"".join(b"--XX\r\n" + part + b"\r\n" for part in parts)
    return (head + "Content-Type: multipart/mixed; boundary=XX\r\n\r\n").encode() + joined + b"--XX--\r\n"
