"""Text of pictures: read where that is asked for, in a child of its own; what was not read is said."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dlp.model import Reason, Status
from dlp.readers import Limits, Reader, ocr
from tests.conftest import need
from tests.readers import makers

FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
)
CARD = (
    ("姓名", "王小明"),
    ("性别", "男"),
    ("出生", "1949年12月31日"),
    ("住址", "北京市朝阳区建国路88号3单元501室"),
    ("公民身份号码", "11010519491231002X"),
)
ROWS = (
    ("序号", "姓名", "身份证号", "手机号码"),
    ("1", "王小明", "11010519491231002X", "13900139001"),
    ("2", "李芳", "440308199901101512", "13900139002"),
    ("3", "欧阳小红", "110105194912310038", "13900139003"),
)


@pytest.fixture(autouse=True)
def extra():
    need(ocr.installed(), "the extra [ocr]")
    need(any(map(os.path.exists, FONTS)), "a Chinese font (fonts-wqy-zenhei)")


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits(ocr=True)) as reader:
        yield reader


def drawn(cells, size=(1000, 460), letters=34, ink=(20, 20, 20), ground=(230, 238, 245)):
    """An image with texts at their places."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(next(font for font in FONTS if os.path.exists(font)), letters)
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    for left, top, text in cells:
        draw.text((left, top), text, fill=ink, font=font)
    return image


def card(**options):
    cells = [
        cell for n, (label, value) in enumerate(CARD) for cell in ((60, 40 + 80 * n, label), (300, 40 + 80 * n, value))
    ]
    return drawn(cells, **options)


def table():
    cells = [
        (left, 60 + 52 * n, cell)
        for n, row in enumerate(ROWS)
        for left, cell in zip((40, 130, 300, 700), row, strict=True)
    ]
    return drawn(cells, size=(1000, 320), letters=26, ground=(255, 255, 255))


def saved(image, kind="PNG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def scan_pdf(*images) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for image in images:
        canvas.drawImage(ImageReader(image), 50, 400, 480, 480 * image.height / image.width)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def outcome(reader, path, data=None):
    """Blocks and document of a file, written first where data is given."""
    if data is not None:
        path.write_bytes(data)
    reading = reader.open(path)
    blocks = list(reading.blocks())
    return blocks, reading.document()


def unread(document):
    return [(one.part, one.reason) for one in document.unread]


def joined(blocks):
    return "".join(block.text for block in blocks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP"])
def test_a_card_in_each_format(reader, tmp_path, kind):
    blocks, document = outcome(reader, tmp_path / "x", saved(card(), kind))
    assert (document.status, unread(document)) == (Status.READ, [])
    assert {block.locator.part for block in blocks} == {"image"}
    assert joined(blocks) == "".join(f"{label}\t{value}\n" for label, value in CARD)


def test_a_cards_labels_lead_to_its_findings(reader, tmp_path, engine):
    blocks, _ = outcome(reader, tmp_path / "x.png", saved(card()))
    detection = engine.document()
    found = {(hit.entity, hit.value) for block in blocks for hit in detection.hits(block)}
    assert found >= {
        ("CN_RESIDENT_ID", "11010519491231002X"),
        ("PERSON", "王小明"),
        ("BIRTH_DATE", "1949年12月31日"),
        ("ADDRESS", "北京市朝阳区建国路88号3单元501室"),
    }


@pytest.mark.parametrize("angle", [90, 180, 270, 2.5, -3, 92])
def test_a_card_that_lies_askew_on_its_side_or_on_its_head(reader, tmp_path, angle):
    turned = card().rotate(angle, expand=True, fillcolor=(230, 238, 245))
    blocks, document = outcome(reader, tmp_path / "x.png", saved(turned))
    assert unread(document) == []
    for label, value in CARD:
        assert f"{label}\t{value}" in joined(blocks)


@pytest.mark.parametrize(
    "image",
    [
        lambda: card(ink=(240, 240, 240), ground=(20, 20, 20)),
        lambda: card().resize((400, 184)),
        lambda: card().convert("1"),
        lambda: card().convert("P"),
        lambda: card().convert("L"),
        lambda: card().convert("RGBA"),
    ],
    ids=["white on black", "small", "bilevel", "palette", "grey", "alpha"],
)
def test_other_pictures_of_a_card(reader, tmp_path, image):
    blocks, document = outcome(reader, tmp_path / "x.png", saved(image()))
    assert unread(document) == []
    assert "公民身份号码\t11010519491231002X" in joined(blocks)


def test_letters_on_a_transparent_ground_of_either_colour(reader, tmp_path):
    from PIL import Image

    for ink in ((255, 255, 255), (0, 0, 0)):
        image = Image.new("RGBA", (1000, 460), (*ink, 0))
        mask = card(ink=(255, 255, 255), ground=(0, 0, 0)).convert("L")
        image.putalpha(mask)
        blocks, _ = outcome(reader, tmp_path / "x.png", saved(image))
        assert "11010519491231002X" in joined(blocks), ink


def test_a_scanned_table_is_a_grid_and_its_titles_speak(reader, tmp_path, engine):
    blocks, document = outcome(reader, tmp_path / "x.png", saved(table()))
    assert unread(document) == []
    (block,) = blocks
    assert block.grid is not None
    assert block.text == "".join("\t".join(row) + "\n" for row in ROWS)
    hits = [(hit.entity, hit.value, hit.locator.row) for hit in engine.document().hits(block)]
    assert ("PERSON", "欧阳小红", 4) in hits
    assert ("CN_MOBILE", "13900139003", 4) in hits


def test_a_long_screenshot_is_read_in_windows_and_no_line_twice(reader, tmp_path):
    numbers = [f"139{n:08}" for n in range(60)]
    image = drawn([(60, 30 + 90 * n, number) for n, number in enumerate(numbers)], size=(600, 5500), letters=30)
    blocks, document = outcome(reader, tmp_path / "x.png", saved(image))
    assert unread(document) == []
    assert joined(blocks).split() == numbers


def test_pages_of_a_scanned_pdf(reader, tmp_path):
    blocks, document = outcome(reader, tmp_path / "x.pdf", scan_pdf(card(), table()))
    assert (document.type, unread(document)) == ("pdf", [])
    pages = [block for block in blocks if block.locator.part != "properties"]
    assert [(block.locator.part, block.locator.page) for block in pages] == [("page:1/ocr", 1), ("page:2/ocr", 2)]
    assert "公民身份号码\t11010519491231002X" in blocks[0].text
    assert "3\t欧阳小红\t110105194912310038\t13900139003" in blocks[1].text


def test_every_page_of_a_tiff(reader, tmp_path):
    data = saved(card(), "TIFF", save_all=True, append_images=[table(), card()])
    blocks, document = outcome(reader, tmp_path / "x.tif", data)
    assert unread(document) == []
    assert list(dict.fromkeys(block.locator.part for block in blocks)) == ["image", "image/frame:2", "image/frame:3"]
    assert "欧阳小红" in joined(blocks)


def test_pictures_inside_other_files(reader, tmp_path):
    picture = saved(table())
    document = makers.docx(makers.paragraph("见图"), **{"word/media/image1.png": picture})
    data = makers.mail("见附件", ("a.zip", makers.zipped({"扫描.png": picture, "b.docx": document})))
    blocks, document = outcome(reader, tmp_path / "m.eml", data)
    parts = {block.locator.part for block in blocks if "13900139003" in block.text}
    assert "attachment:a.zip/扫描.png" in parts
    assert unread(document) == [] or "attachment:a.zip/b.docx" in str(unread(document))


def test_icons_are_not_looked_at(reader, tmp_path):
    _, document = outcome(reader, tmp_path / "x.png", makers.png(32, 32))
    assert [(one.reason, one.type) for one in document.unread] == [(Reason.SCANNED, "icon")]


def test_a_picture_without_text_is_read(reader, tmp_path):
    blocks, document = outcome(reader, tmp_path / "x.png", makers.png(300, 300))
    assert (blocks, unread(document)) == ([], [])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: makers.png(20_000, 20_000), Reason.TOO_LARGE),
        (lambda: makers.png(70_000, 200), Reason.TOO_LARGE),
        (lambda: saved(card())[:3000], Reason.CORRUPT),
        (lambda: saved(card(), "JPEG")[:6000], Reason.CORRUPT),
        (lambda: b"II*\0" + b"\0" * 3000, Reason.CORRUPT),
        (lambda: saved(card())[:40], Reason.CORRUPT),
    ],
    ids=["pixels", "side", "cut png", "cut jpeg", "tiff without a page", "a header"],
)
def test_what_cannot_be_looked_at_is_said(reader, tmp_path, data, reason):
    blocks, document = outcome(reader, tmp_path / "x", data())
    assert (joined(blocks), unread(document)) == ("", [("image", reason)])


@pytest.mark.parametrize("data", [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"8BPS"], ids=["heic", "psd"])
def test_kinds_that_nobody_decodes(reader, tmp_path, data):
    blocks, document = outcome(reader, tmp_path / "x", data + b"\0" * 3000)
    assert (blocks, unread(document)) == ([], [("", Reason.UNSUPPORTED)])


def test_a_jpeg_over_the_limit_is_looked_at_smaller(tmp_path):
    with Reader(Limits(ocr=True, ocr_megapixels=1)) as small:
        blocks, document = outcome(small, tmp_path / "x.jpg", saved(card().resize((2000, 920)), "JPEG"))
    assert unread(document) == []
    assert "11010519491231002X" in joined(blocks)


def test_without_being_asked_nothing_is_recognised(tmp_path):
    with Reader() as plain:
        for name, data, part in (("x.png", saved(card()), ""), ("x.pdf", scan_pdf(card()), "page:1")):
            blocks, document = outcome(plain, tmp_path / name, data)
            seen = [block for block in blocks if block.locator.part != "properties"]
            assert (joined(seen).strip(), unread(document)) == ("", [(part, Reason.SCANNED)])
        assert plain._recogniser._sandbox._child is None


def test_the_parsers_child_stays_small_and_the_other_is_bounded(tmp_path):
    with Reader(Limits(ocr=True)) as both:
        (tmp_path / "x.txt").write_text("手机13900139001", encoding="utf-8")
        outcome(both, tmp_path / "x.txt")
        assert both._recogniser._sandbox._child is None  # no picture, no second child
        outcome(both, tmp_path / "x.png", saved(card()))
        parser, other = both._child.pid, both._recogniser._sandbox._child.pid
        assert not any(name in Path(f"/proc/{parser}/maps").read_text() for name in ("numpy", "onnxruntime", "cv2"))
        assert "onnxruntime" in Path(f"/proc/{other}/maps").read_text()
        limits = Path(f"/proc/{other}/limits").read_text()
        assert any(line.startswith("Max address space") and str(2048 << 20) in line for line in limits.splitlines())
        assert any(line.startswith("Max file size") and " 0 " in line for line in limits.splitlines())
        assert "NoNewPrivs:\t1" in Path(f"/proc/{other}/status").read_text()
    for pid in (parser, other):
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_a_child_that_dies_costs_one_picture(tmp_path):
    with Reader(Limits(ocr=True)) as both:
        outcome(both, tmp_path / "x.png", saved(card()))
        child = both._recogniser._sandbox._child.pid
        reading = both.open(tmp_path / "two.zip")
        (tmp_path / "two.zip").write_bytes(makers.zipped({"a.png": saved(card()), "b.png": saved(card())}))
        os.kill(child, signal.SIGSTOP)
        both._recogniser._sandbox.limits = Limits(ocr=True, seconds=2, memory_mb=2048)
        began = time.monotonic()
        texts = joined(reading.blocks())
        assert unread(reading.document())[0] == ("a.png", Reason.TIMEOUT)
        assert time.monotonic() - began < 30
        del texts
        both._recogniser._sandbox.limits = Limits(ocr=True, memory_mb=2048)
        blocks, document = outcome(both, tmp_path / "x.png")
        assert (unread(document), "11010519491231002X" in joined(blocks)) == ([], True)


def test_a_documents_seconds_run_out_and_the_rest_is_said(tmp_path):
    data = makers.zipped({"a.png": saved(card()), "b.png": saved(card()), "c.txt": "手机13900139001"})
    with Reader(Limits(ocr=True, ocr_document_seconds=0)) as hasty:
        blocks, document = outcome(hasty, tmp_path / "x.zip", data)
    assert joined(blocks[-1:]) == "手机13900139001"
    assert [block.text for block in blocks[:-1]] == ["a.png", "b.png", "c.txt"]
    assert unread(document) == [("a.png", Reason.TIMEOUT), ("b.png", Reason.TIMEOUT)]


def test_a_page_that_takes_too_long_gives_what_it_has(monkeypatch):
    import numpy as np

    from dlp.readers.ocr import glance

    pixels = np.asarray(table())[:, :, ::-1].copy()
    page = glance.read(pixels, time.monotonic() - 1)
    assert (page.words, page.cut_short) == ([], True)
    assert not glance.read(pixels, time.monotonic() + 600).cut_short


GUARD = """
import os, sys
seen = []
def guard(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        seen.append(event)
    if event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        if args[0] != "/dev/null":
            seen.append(f"write {args[0]}")
    if event in ("os.mkdir", "os.rename", "os.remove", "subprocess.Popen"):
        seen.append(f"{event} {args[0]}")
sys.addaudithook(guard)
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", "-B", "-c", code], capture_output=True, text=True, check=False)


def test_recognition_opens_no_socket_writes_nothing_and_is_quiet(tmp_path):
    (tmp_path / "x.png").write_bytes(saved(card()))
    done = run(
        GUARD
        + f"""
import numpy as np
from PIL import Image
from dlp.readers.ocr import glance
with Image.open({str(tmp_path / "x.png")!r}) as image:
    page = glance.read(np.asarray(image.convert("RGB"))[:, :, ::-1].copy(), float("inf"))
assert any(word.text == "11010519491231002X" for word in page.words)
for name in ("urllib3", "http.client", "ssl"):
    assert name not in sys.modules, name
assert not hasattr(sys.modules["requests"], "get")
assert seen == [], seen
"""
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_its_models_it_fails_and_fetches_nothing(tmp_path):
    done = run(
        GUARD
        + f"""
from pathlib import Path
import numpy as np
from dlp.readers.ocr import recogniser
recogniser.models_folder = lambda: Path({str(tmp_path)!r})
try:
    recogniser.find(np.zeros((64, 64, 3), np.uint8))
except FileNotFoundError:
    print("refused", seen, sorted(Path({str(tmp_path)!r}).iterdir()))
"""
    )
    assert (done.stdout, done.stderr) == ("refused [] []\n", "")
