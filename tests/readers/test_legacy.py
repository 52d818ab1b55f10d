"""Word and PowerPoint binary documents, and what is embedded in them."""

import io

import olefile
import pytest

from dlp.model import Reason, Status
from dlp.readers.cfbwrite import compound_file
from tests.readers import legacy_makers as old
from tests.readers import makers


def reasons(document):
    return [(u.part, u.reason, u.type) for u in document.unread]


def test_word_parts_and_link_targets(parts_of):
    parts, document = parts_of(
        old.word97(
            {
                old.BODY: '姓名：王小明\r\x13HYPERLINK "mailto:a@yunhai.example"\x14写信\x15\r',
                old.FOOTNOTES: "脚注\r",
                old.HEADERS: "页眉\r",
                old.COMMENTS: "批注13900139001\r",
                old.TEXTBOXES: "框\r",
            }
        )
    )
    assert parts["body"].splitlines()[0] == "姓名：王小明"
    assert "mailto:a@yunhai.example" in parts["body"]
    assert "写信" in parts["body"]
    assert {name: text.strip() for name, text in parts.items() if name != "body"} == {
        "footnotes": "脚注",
        "headers": "页眉",
        "comments": "批注13900139001",
        "textboxes": "框",
    }
    assert (document.type, document.status) == ("doc", Status.READ)


def test_word_tables_with_empty_cells_are_grids(blocks_of):
    table = "姓名\x07手机\x07\x1c李四\x07\x07\x1c\x0713900139001\x07\x1c"
    blocks = blocks_of(old.word97({old.BODY: f"名单\r{table}完\r"}))
    assert [block.text for block in blocks] == ["名单\n", "姓名\t手机\n李四\t\n\t13900139001\n", "完\n"]
    assert [block.grid is not None for block in blocks] == [False, True, False]


def test_positions_count_code_units(parts_of):
    parts, document = parts_of(old.word97({old.BODY: "王\U00020bb9\U00020bb9姓\r", old.FOOTNOTES: "脚注13900139001\r"}))
    assert (parts["body"], parts["footnotes"]) == ("王\U00020bb9\U00020bb9姓\n", "脚注13900139001\n")
    assert document.status is Status.READ


def test_word_text_of_one_byte_a_character(parts_of):
    parts, _ = parts_of(old.word97({old.BODY: "“Price” – 13900139001\r"}, compressed=True))
    assert parts["body"] == "“Price” – 13900139001\n"


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        (0x0804, "gb18030", "客户姓名：王小明"),
        (0x0404, "big5", "客戶姓名：王小明"),
        (0x0409, "cp1252", "Café 13900139001"),
        (0x0419, "cp1251", "Договор"),
    ],
)
def test_word_6_by_code_page(parts_of, language, encoding, text):
    assert parts_of(old.word6(f"{text}\r", language, encoding))[0] == {"body": f"{text}\n"}


def test_encrypted_word(parts_of):
    parts, document = parts_of(old.word97({old.BODY: "密文"}, flags=0x100))
    assert (parts, reasons(document)) == ({}, [("", Reason.ENCRYPTED, "doc")])


def test_word_that_lost_its_end_is_partly_read(parts_of):
    whole = old.word97({old.BODY: "王小明13900139001\r" * 2000})
    with olefile.OleFileIO(io.BytesIO(whole)) as ole:
        word, table = (ole.openstream(name).read() for name in ("WordDocument", "1Table"))
    parts, document = parts_of(compound_file({("WordDocument",): word[:20_000], ("1Table",): table}))
    assert parts["body"].startswith("王小明13900139001\n")
    assert reasons(document) == [("", Reason.CORRUPT, "doc")]


def test_a_file_dragged_into_word_and_an_embedded_document(parts_of):
    inner = old.word97({old.BODY: "里面的文档13900139002\r"})
    with olefile.OleFileIO(io.BytesIO(inner)) as ole:
        streams = {("ObjectPool", "_2", *path): ole.openstream(path).read() for path in ole.listdir()}
    streams["ObjectPool", "_1", "\x01Ole10Native"] = old.packaged(
        "名单.csv", "姓名,手机\n王小明,13900139001\n".encode()
    )
    parts, document = parts_of(old.word97({old.BODY: "外\r"}, streams=streams))
    assert parts["object:名单.csv/text"] == "姓名,手机\n王小明,13900139001\n"
    assert parts["object:_2/body"] == "里面的文档13900139002\n"
    assert document.status is Status.READ


def test_pictures_in_word_are_not_passed_over(parts_of):
    data = b"\0" * 68 + old.picture(makers.png(600, 400))
    _, document = parts_of(old.word97({old.BODY: "\x01\r"}, streams={("Data",): data}))
    assert reasons(document) == [("picture:1.png", Reason.SCANNED, "png")]
    assert document.status is Status.UNREAD


def test_slides_in_order_with_their_text_boxes(parts_of):
    parts, document = parts_of(old.powerpoint(["第一页 王小明", "第二页"], ["box one 13900139001", "box two"]))
    assert parts == {"slide:1": "第一页 王小明\nbox one 13900139001\n", "slide:2": "第二页\nbox two\n"}
    assert (document.type, document.status) == ("ppt", Status.READ)


def test_a_workbook_or_document_stored_in_slides(parts_of):
    stored = old.word97({old.BODY: "嵌入13900139001\r"})
    parts, _ = parts_of(old.powerpoint(["页"], ["x"], stored=stored))
    assert parts["object:1/body"] == "嵌入13900139001\n"


def test_encrypted_slides(parts_of):
    parts, document = parts_of(old.powerpoint(["页"], ["x"], token=0xF3D1C4DF))
    assert (parts, reasons(document)) == ({}, [("", Reason.ENCRYPTED, "ppt")])


def test_pictures_in_slides(parts_of):
    _, document = parts_of(old.powerpoint(["页"], ["x"], pictures=old.picture(makers.png(500, 500))))
    assert reasons(document) == [("picture:1.png", Reason.SCANNED, "png")]


@pytest.mark.parametrize(
    ("streams", "kind"),
    [({("MatOST",): b"x" * 100}, "works"), ({("PP40",): b"x" * 100}, "ppt95"), ({("Nobody knows",): b"x"}, "ole")],
)
def test_other_compound_files_say_what_they_are(parts_of, streams, kind):
    parts, document = parts_of(compound_file(streams))
    assert (parts, reasons(document)) == ({}, [("", Reason.UNSUPPORTED, kind)])


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"\xffWPC\x10\0\0\0", "wordperfect"), (b"ITSF\3\0\0\0", "chm"), (b"1\xbe\0\0\0\xab", "word-dos")],
)
def test_formats_without_a_reader_have_a_name(parts_of, head, kind):
    _, document = parts_of(head + bytes(range(200)))
    assert reasons(document) == [("", Reason.UNSUPPORTED, kind)]


def test_a_compound_file_of_many_sectors_can_be_read_back():
    streams = {("a", f"s{n}"): bytes([n % 256]) * (n * 37) for n in range(200)} | {("big",): b"y" * 8_000_000}
    with olefile.OleFileIO(io.BytesIO(compound_file(streams)), raise_defects=olefile.DEFECT_INCORRECT) as ole:
        assert {tuple(path): ole.openstream(path).read() for path in ole.listdir()} == streams
