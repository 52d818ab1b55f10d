"""Nothing that was passed over counts as read: pictures beside text, glyphs without characters, storages."""

import bz2
import gzip
import io
import lzma
import random
import struct

import olefile
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from dlp.model import Reason, Status
from dlp.readers.cfbwrite import compound_file
from dlp.readers.pdfsecond import SecondReader
from dlp.readers.source import Source
from tests.readers import legacy_makers as old
from tests.readers import makers

CARD = (243, 153)
"""An identity card in points: 85.6 by 54 mm."""


def page(draw) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for line in range(6):
        canvas.drawString(50, 800 - 14 * line, "A caption of some length, which is text beyond doubt")
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_picture(pixels, points, *, text_over=0):
    def draw(canvas):
        canvas.drawImage(ImageReader(io.BytesIO(makers.png(*pixels))), 60, 100, *points)
        for line in range(text_over):
            canvas.drawString(62, 102 + 12 * line, "recognised words lie over the scan that they were seen in")

    return page(draw)


def reasons(document):
    return [(one.part, one.reason) for one in document.unread]


@pytest.mark.parametrize(
    ("pixels", "points", "text_over", "unread"),
    [
        ((600, 380), CARD, 0, [("page:1", Reason.SCANNED)]),
        ((1240, 1754), (400, 560), 0, [("page:1", Reason.SCANNED)]),
        ((1240, 1754), (400, 560), 45, []),
        ((600, 300), (90, 45), 0, []),
        ((200, 130), CARD, 0, []),
    ],
    ids=["a card", "a scan under a caption", "a scan that was recognised", "a logo", "too coarse to read"],
)
def test_a_picture_that_may_hold_words_is_unread_beside_the_text(parts_of, pixels, points, text_over, unread):
    parts, document = parts_of(with_picture(pixels, points, text_over=text_over))
    assert "A caption of some length" in parts["page:1"]
    assert reasons(document) == unread


def test_pictures_in_strips_are_one_picture(parts_of):
    def strips(canvas):
        for n in range(20):
            canvas.drawImage(ImageReader(io.BytesIO(makers.png(900, 20))), 60, 100 + 20 * n, 450, 20)

    _, document = parts_of(page(strips))
    assert reasons(document) == [("page:1", Reason.SCANNED)]


def type3(codes: bytes, names: bytes) -> bytes:
    """A page whose font draws boxes and names its glyphs so that nobody knows their characters."""
    content = b"BT /F1 12 Tf 50 700 Td <" + codes.hex().encode() + b"> Tj ET"
    glyph = b"600 0 0 0 500 700 d1 0 0 500 700 re f"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 600 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 1/LastChar 100"
        b"/Widths[" + b"600 " * 100 + b"]/Encoding<</Type/Encoding/Differences[1 " + names + b"]>>"
        b"/CharProcs<<" + b"".join(b"/g%d 6 0 R" % n for n in range(1, 101)) + b">>/Resources<<>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(glyph), glyph),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + body + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return bytes(out) + b"trailer<</Size %d/Root 1 0 R>>startxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


@pytest.mark.parametrize(
    ("codes", "unread"),
    [
        (bytes(range(1, 27)) * 3, [("page:1", Reason.SCANNED)]),
        (b"WKH TXLFN EURZQ IRA MXPSV RYHU WKH ODCB GRJ " * 3, [("page:1", Reason.SCANNED)]),
        (b"THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG " * 3, []),
    ],
    ids=["controls", "letters that are no words", "words"],
)
def test_glyphs_whose_characters_nobody_knows_are_unread_unless_they_are_words(parts_of, codes, unread):
    names = b"".join(b"/g%d" % n for n in range(1, 101))
    _, document = parts_of(type3(codes, names))
    assert reasons(document) == unread


def storage(folder: tuple[str, ...], data: bytes) -> dict[tuple[str, ...], bytes]:
    """The streams of a compound file under a folder of another."""
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        return {(*folder, *path): ole.openstream(path).read() for path in ole.listdir()}


@pytest.mark.parametrize(
    ("inner", "part"),
    [
        (old.word97({old.BODY: "里面13900139001\r"}), "object:MBD1/body"),
        (old.powerpoint(["里面13900139001"], ["x"]), "object:MBD1/slide:1"),
    ],
    ids=["doc", "ppt"],
)
@pytest.mark.parametrize("outer", ["Workbook", "WordDocument", "Nobody knows"])
def test_a_document_in_a_storage_is_read_whatever_it_lies_in(parts_of, outer, inner, part):
    own = {(outer,): b"\x09\x08\x10\0\0\x06\x05\0" + b"\0" * 92} if outer != "WordDocument" else {}
    streams = {**own, **storage(("MBD1",), inner)}
    data = old.word97({old.BODY: "外\r"}, streams=streams) if outer == "WordDocument" else compound_file(streams)
    parts, _ = parts_of(data)
    assert "13900139001" in parts[part]


@pytest.mark.parametrize(
    ("stream", "kind"), [("VisioDocument", "vsd"), ("MatOST", "works"), ("PP40", "ppt95"), ("   114", "mpp")]
)
def test_what_lies_in_a_file_of_a_program_nobody_knows_is_read_and_the_rest_said(parts_of, stream, kind):
    inner = storage(("Embedded",), old.word97({old.BODY: "里面13900139001\r"}))
    parts, document = parts_of(compound_file({(stream,): b"x" * 100, **inner}))
    assert parts["object:Embedded/body"] == "里面13900139001\n"
    assert [(one.part, one.reason, one.type) for one in document.unread] == [("", Reason.UNSUPPORTED, kind)]
    assert document.status is Status.PARTIAL


def test_a_star_inside_a_group_hides_nothing(parts_of):
    parts, document = parts_of(rb"{\rtf1{\fs24\i0\b0\*\cs7\cf0 shown 13900139001}{\*\nobodyknows hidden}\par}")
    assert parts["body"] == "shown 13900139001\n"
    assert document.status is Status.READ


def test_objects_that_refer_to_each_other_in_a_ring_do_not_hang_the_second_reader():
    ring = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    ring += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    ring += b"4 0 obj 5 0 R endobj\n5 0 obj 4 0 R endobj\ntrailer<</Root 1 0 R>>\n"
    source = Source(io.BytesIO(ring), "a.pdf", len(ring))
    assert SecondReader(source).page(1).strip() == ""


def test_encoded_words_that_were_not_folded_do_not_end_the_headers(parts_of):
    head = "From: a@example.com\r\nSubject: =?utf-8?B?5ZCN?=\r\n=?utf-8?B?5Y2V?=\r\n"
    body = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n546L5bCP5piOMTM5MDAxMzkwMDE=\r\n"
    parts, document = parts_of((head + body).encode())
    assert (document.type, parts["body"].strip()) == ("eml", "王小明13900139001")
    assert "Subject: 名单" in parts["headers"]


def test_a_html_body_gives_its_comments_too(parts_of):
    head = "From: a@example.com\r\nSubject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    parts, _ = parts_of((head + "<p>shown<!-- 备注13900139001 -->").encode())
    assert (parts["body.html"], parts["comments"]) == ("shown\n", "备注13900139001")


def workbook(*cells: bytes) -> bytes:
    """A BIFF8 workbook with one sheet of these records, no row announced."""
    begin = struct.pack("<HHHH", 0x809, 16, 0x600, 5) + b"\0" * 12 + struct.pack("<HHH", 0x42, 2, 1252)
    name = struct.pack("<IBBBB", len(begin) + 4 + 9 + 4, 0, 0, 1, 0) + b"s"
    stream = begin + struct.pack("<HH", 0x85, len(name)) + name + struct.pack("<HH", 10, 0)
    stream += struct.pack("<HHHH", 0x809, 16, 0x600, 0x10) + b"\0" * 12 + b"".join(cells) + struct.pack("<HH", 10, 0)
    return compound_file({("Workbook",): stream + b"\0" * 4096})


def label(row: int, text: str) -> bytes:
    body = struct.pack("<HHHHB", row, 0, 0, len(text), 0) + text.encode("latin-1")
    return struct.pack("<HH", 0x204, len(body)) + body


def test_strings_of_other_programs_in_a_workbook_are_not_spelled_with_zeros_between(parts_of):
    parts, document = parts_of(workbook(*(label(n, f"name {n}") for n in range(20))))
    assert parts["sheet:s"].splitlines()[:2] == ["name 0", "name 1"]
    assert document.type == "xls"


def test_what_a_chart_keeps_does_not_take_the_place_of_cells(parts_of):
    chart = struct.pack("<HHHH", 0x809, 16, 0x600, 0x20) + b"\0" * 12 + label(0, "chart") + struct.pack("<HH", 10, 0)
    parts, _ = parts_of(workbook(label(0, "cell"), chart))
    assert (parts["sheet:s"], parts["sheet:s/charts"]) == ("cell\n", "chart\n")


@pytest.mark.parametrize(
    "pack",
    [lambda data: lzma.compress(data, preset=0), lambda data: bz2.compress(data, 1), gzip.compress],
    ids=["xz", "bz2", "gz"],
)
def test_what_stands_in_front_of_damage_comes_out_of_a_compressed_file(parts_of, pack):
    rng = random.Random(1)
    lines = "".join(f"1390013{rng.randrange(10_000):04} {rng.random()}\n" for _ in range(12_000))
    data = bytearray(pack(lines.encode()))
    middle = len(data) * 3 // 4
    data[middle : middle + 64] = b"\xff" * 64
    parts, document = parts_of(bytes(data), "a.txt")
    (text,) = parts.values()
    assert len(text) > len(lines) // 3
    assert lines.startswith(text[: len(lines) // 3])
    assert Reason.CORRUPT in [one.reason for one in document.unread]
