"""PDF: what stands on pages, on forms, in notes, beside the pages, and what only can be seen."""

import io

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from dlp.model import Reason, Status
from dlp.readers import pdfpage
from tests.readers import makers


def drawn(draw, **options) -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def with_attachment(data: bytes, name: str, content: bytes) -> bytes:
    document = pypdfium2.PdfDocument(data)
    document.new_attachment(name).set_data(content)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_form_fields_give_label_and_value(parts_of):
    def form(canvas):
        canvas.drawString(50, 780, "Application form with enough text")
        canvas.acroForm.textfield(name="phone", tooltip="Mobile phone", value="13900139001", x=50, y=700)
        canvas.acroForm.choice(name="city", value="Beijing", options=["Beijing", "Shanghai"], x=50, y=600)

    parts, document = parts_of(drawn(form))
    assert "Mobile phone: 13900139001" in parts["page:1"].splitlines()
    assert "Shanghai" in parts["page:1"]
    assert document.status is Status.READ


def test_notes_and_link_targets(parts_of):
    def notes(canvas):
        canvas.drawString(50, 780, "A page with notes and links on it")
        canvas.textAnnotation("call 13900139001", Rect=(50, 700, 90, 740), name="n")
        canvas.linkURL("mailto:wangfang@yunhai.example?subject=x", (50, 600, 90, 640))
        canvas.linkURL("https://yunhai.example/list?id=7", (50, 500, 90, 540))

    lines = parts_of(drawn(notes))[0]["page:1"].splitlines()
    assert "call 13900139001" in lines
    assert "wangfang@yunhai.example" in lines
    assert "https://yunhai.example/list?id=7" in lines


def test_properties_and_bookmarks(parts_of):
    def outline(canvas):
        canvas.setTitle("客户名单")
        canvas.setAuthor("王芳")
        canvas.setKeywords("机密")
        canvas.bookmarkPage("a")
        canvas.addOutlineEntry("王小明的资料", "a", level=0)
        canvas.bookmarkPage("b")
        canvas.addOutlineEntry("第二层", "b", level=1)

    parts, _ = parts_of(drawn(outline))
    assert parts["properties"].splitlines()[:2] == ["Title: 客户名单", "Author: 王芳"]
    assert "Keywords: 机密" in parts["properties"]
    assert parts["bookmarks"] == "王小明的资料\n第二层\n"


def test_attached_files_are_read_as_files(parts_of):
    inner = makers.xlsx({"客户": [["手机"], ["13900139001"]]})
    parts, document = parts_of(
        with_attachment(makers.pdf("封面上有足够多的文字，不会被当作扫描件"), "名单.xlsx", inner)
    )
    assert parts["attachment:名单.xlsx/sheet:客户"] == "手机\n13900139001\n"
    assert document.status is Status.READ


def test_small_pictures_make_no_scan(parts_of):
    from reportlab.lib.utils import ImageReader

    def icon(canvas):
        canvas.drawString(50, 780, "Hi")
        canvas.drawImage(ImageReader(io.BytesIO(makers.png(32, 32))), 50, 700, 32, 32)

    assert parts_of(drawn(icon))[1].status is Status.READ


def test_letters_drawn_as_outlines_are_not_read(parts_of):
    def outlines(canvas):
        for n in range(60):
            path = canvas.beginPath()
            path.moveTo(50 + 5 * n, 700)
            path.curveTo(50 + 5 * n, 710, 54 + 5 * n, 710, 54 + 5 * n, 700)
            canvas.drawPath(path, fill=1)

    _, document = parts_of(drawn(outlines))
    assert [(u.part, u.reason) for u in document.unread] == [("page:1", Reason.SCANNED)]


def test_an_empty_user_password_opens_a_file(parts_of):
    from reportlab.lib.pdfencrypt import StandardEncryption

    secured = drawn(
        lambda c: c.drawString(50, 700, "open to read 13900139001"), encrypt=StandardEncryption("", "owner")
    )
    parts, document = parts_of(secured)
    assert "13900139001" in parts["page:1"]
    assert document.status is Status.READ


def test_what_stands_in_front_of_the_header_does_no_harm(parts_of):
    parts, _ = parts_of(b"junk line\r\n" * 20 + makers.pdf("客户姓名：王小明"))
    assert "王小明" in parts["page:1"]


def test_a_file_that_was_cut_off_is_said_to_be_damaged(parts_of):
    whole = makers.pdf(*(f"第{n}页有一些文字，手机13900139001" for n in range(5)))
    cut = whole[: whole.rindex(b"\nxref")]
    for damaged in (cut, cut.replace(b"/Type /Catalog", b"/Type /Lost   ")):
        parts, document = parts_of(damaged)
        assert Reason.CORRUPT in {u.reason for u in document.unread}
        assert sum("13900139001" in text for text in parts.values()) == 5


def test_json_that_quotes_a_pdf_is_no_pdf(parts_of):
    assert parts_of(b'{"data": "%PDF-1.4 x", "phone": "13900139001"}')[1].type == "json"


@pytest.mark.parametrize(
    ("found", "expected"),
    [("inter\ufffenational", "international"), ("6222\x020200", "6222-0200"), ("plain", "plain"), ("\x02a", "-a")],
)
def test_hyphens_at_line_ends(monkeypatch, found, expected):
    assert pdfpage._hyphenated(found) == expected  # pdfium decides where it puts its mark


@pytest.mark.parametrize("claimed", [2_000_000_000, 5000])
def test_pages_that_cannot_be_there_are_not_waited_for(read, claimed):
    raw = makers.pdf("手机13900139001")
    assert raw.count(b"/Count 1") == 1
    parts, document = read(raw.replace(b"/Count 1", b"/Count %d" % claimed))
    assert "13900139001" in parts["page:1"]
    assert len(parts) < 200
    assert Reason.CORRUPT in {u.reason for u in document.unread}
    assert Reason.TIMEOUT not in {u.reason for u in document.unread}
