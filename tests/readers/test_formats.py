"""Each format: all its text, by content and not by ending, with the right part names."""

import io
import zipfile

import pytest

from dlp.model import Reason, Status
from tests.readers import makers

SENTENCE = "客户姓名和手机号码：13900139001，住在北京。\r\n第二行\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk"]
)
def test_text_in_every_encoding_is_exactly_as_typed(read, encoding):
    parts, document = read(SENTENCE.encode(encoding))
    assert parts == {"text": SENTENCE}
    assert (document.type, document.status) == ("text", Status.READ)


def test_big5(read):
    text = "客戶資料與電話號碼，請勿外傳。這是我們的文件"
    assert read(text.encode("big5"))[0] == {"text": text}


def test_a_file_that_begins_as_ascii_and_goes_on_in_gb18030(read):
    text = "x" * 300_000 + "\n客户手机号码\n" + "y" * 300_000 + "\n身份证号"
    assert read(text.encode("gb18030"))[0] == {"text": text}


def test_a_log_that_mixes_encodings_line_by_line(read):
    lines = ["客户手机".encode("gb18030"), "身份证号".encode(), b"ascii"] * 50_000
    parts, document = read(b"\n".join(lines))
    assert parts["text"].splitlines()[:3] == ["客户手机", "身份证号", "ascii"]
    assert parts["text"].count("\n") == len(lines) - 1
    assert document.status is Status.READ


def test_an_endless_line_is_cut_after_punctuation(read, reader, tmp_path):
    text = "手机13900139001，" * 60_000
    assert read(text.encode())[0] == {"text": text}
    blocks = list(reader.open(tmp_path / "file.bin").blocks())
    assert len(blocks) > 5
    assert {block.text[-1] for block in blocks} == {"，"}


def test_an_empty_file_is_read(read):
    parts, document = read(b"")
    assert (parts, document.type, document.status) == ({}, "empty", Status.READ)


def test_xlsx_cells_rows_and_comments(read):
    rows = [["姓名", "证件", "金额"], ["王小明", 440308199901101512, 1.5], ["李\n四", None, 3.0]]
    parts, document = read(makers.xlsx({"客户": rows, "空": []}, comment="批注13900139001"), "renamed.doc")
    assert parts["sheet:客户"] == "姓名\t证件\t金额\n王小明\t440308199901101504\t1.5\n李\v四\t\t3\n"
    assert "批注13900139001" in parts["sheet:客户/comments"]
    assert (document.type, document.status) == ("xlsx", Status.READ)


def test_a_numeric_identity_number_keeps_its_digits_as_excel_keeps_them(read):
    parts, _ = read(makers.xlsx({"a": [[1.10105194912310e17]]}))
    assert parts["sheet:a"] == "110105194912310000\n"


def test_docx_text_tables_headers_notes_deletions(read):
    body = (
        makers.paragraph("姓名：王", "小明")
        + makers.table(["姓名", "手机"], ["李四", "13900139001"])
        + makers.paragraph("完")
    )
    body += "<w:p><w:del><w:r><w:delText>删掉的字</w:delText></w:r></w:del></w:p>"
    body += "<w:p><mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent></w:p>"
    extra = {"word/header1.xml": '<w:hdr xmlns:w="w"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>'}
    parts, document = read(makers.docx(body, **extra))
    assert parts == {"body": "姓名：王小明\n姓名\t手机\n李四\t13900139001\n完\n删掉的字\n框\n", "header1": "页眉\n"}
    assert document.type == "docx"


def test_docx_whose_main_part_has_another_name(read):
    parts, _ = read(makers.docx(makers.paragraph("正文"), main="word/document2.xml"))
    assert parts == {"body": "正文\n"}


def test_files_and_pictures_inside_a_docx(read):
    inner = makers.xlsx({"内": [["手机"], ["13900139001"]]})
    data = makers.docx(
        makers.paragraph("x"),
        **{
            "word/embeddings/a.xlsx": inner,
            "word/media/p.png": makers.png(600, 400),
            "word/media/i.png": makers.png(20, 20),
        },
    )
    parts, document = read(data)
    assert parts["a.xlsx/sheet:内"] == "手机\n13900139001\n"
    assert [(u.part, u.reason, u.type) for u in document.unread] == [
        ("p.png", Reason.SCANNED, "png"),
        ("i.png", Reason.SCANNED, "icon"),
    ]


def test_pdf_pages(read):
    parts, document = read(makers.pdf("客户姓名：王小明\n手机 13900139001", "第二页的内容在这里写得稍长一些"))
    assert parts["page:1"].split() == ["客户姓名：王小明", "手机", "13900139001"]
    assert "第二页" in parts["page:2"]
    assert (document.type, document.status) == ("pdf", Status.READ)


def test_a_scanned_page_is_unread(read):
    _, document = read(makers.pdf("这一页有足够多的文字，不会被当作扫描件，后面一页是图像", "", image=True))
    assert [(u.part, u.reason) for u in document.unread] == [("page:2", Reason.SCANNED)]
    assert document.status is Status.PARTIAL


def test_html_as_people_see_it(read):
    page = (
        "<!DOCTYPE html><html><head><title>标题</title><script>var x='13900139001'</script></head><body><p>手机 139<b>0013</b>9001</p>"
        "<table><tr><td>姓名</td><td>电话</td></tr><tr><td>王小明</td><td>13900139002</td></tr></table>"
        "<a href='mailto:a@qq.com?subject=x'>写信</a><input value='李四'>"
    )
    parts, document = read(page.encode("gb18030"))
    assert document.type == "html"
    lines = parts["html"].split("\n")
    assert "手机 13900139001" in lines
    assert "王小明\t13900139002" in [line.rstrip() for line in lines]
    assert "a@qq.com" in parts["html"]
    assert "李四" in parts["html"]
    assert "var x" not in parts["html"]


def test_deeply_nested_html(read):
    parts, document = read(b"<html><body>" + b"<div>" * 20_000 + "底".encode() + b"</body></html>")
    assert document.status is not Status.READ or "底" in parts["html"]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_mail_headers_bodies_attachments(read, charset):
    inner = makers.zipped({"名单.csv": "姓名,手机\n王小明,13900139001\n".encode("gb18030")})
    parts, document = read(makers.mail("见附件", ("资料.zip", inner), charset=charset))
    assert parts["headers"].splitlines()[0] == "Subject: 资料"
    assert parts["body"] == "见附件"
    assert parts["attachment:资料.zip/名单.csv/text"] == "姓名,手机\n王小明,13900139001\n"
    assert document.envelope.sender == "wangfang@yunhai.example"
    assert document.envelope.recipients == ("a@qq.com",)
    assert document.status is Status.READ


def test_gb2312_that_is_really_gb18030(read):
    raw = (
        makers.mail("x")
        .replace(b"charset=utf-8", b"charset=gb2312")
        .replace(b"\r\n\r\nx\r\n", b"\r\n\r\n" + "朱镕基和喆".encode("gb18030") + b"\r\n")
    )
    assert read(raw)[0]["body"] == "朱镕基和喆"


def test_a_message_inside_a_message(read):
    inner = makers.mail("里面的信，手机13900139001", to="inner@qq.com")
    parts, document = read(makers.mail("外面", ("转发.eml", inner)))
    assert "13900139001" in parts["attachment:转发.eml/body"]
    assert document.envelope.recipients == ("a@qq.com",)


def test_sealed_mail_is_encrypted(read):
    raw = b"From: a@b.cn\r\nTo: c@d.cn\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIAGCSq"
    _, document = read(raw)
    assert [u.reason for u in document.unread] == [Reason.ENCRYPTED]


def test_zip_names_of_old_windows(read):
    raw = makers.zipped({"xxxx.txt": "内容".encode()}).replace(b"xxxx.txt", "名单".encode("gb18030") + b".txt")
    assert list(read(raw)[0]) == ["名单.txt/text"]


def test_members_of_the_same_name_are_kept_apart(read):
    out = io.BytesIO()
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "一")
        archive.writestr("a.txt", "二二")
    assert read(out.getvalue())[0] == {"a.txt/text": "一", "a.txt/text#2": "二二"}


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (makers.ole("EncryptionInfo", "EncryptedPackage"), "encrypted-office", Reason.ENCRYPTED),
        (makers.ole("WordDocument"), "doc", Reason.CORRUPT),
        (makers.ole("Something"), "ole", Reason.UNSUPPORTED),
        (b"7z\xbc\xaf\x27\x1c\0\4" + b"\0" * 50, "7z", Reason.CORRUPT),
        (makers.png(800, 600), "png", Reason.SCANNED),
        (makers.docx(makers.paragraph("x" * 5000))[:40], "zip-damaged", Reason.CORRUPT),
        (b"PK\3\4" + b"\0" * 100, "zip-damaged", Reason.CORRUPT),
        (b"%PDF-1.4\n" + b"\0" * 100, "pdf", Reason.CORRUPT),
        (b"\x7fELF\2\1\1" + b"\0" * 200, "elf", Reason.UNSUPPORTED),
        (bytes(range(256)) * 40, None, Reason.UNSUPPORTED),
        (b"\0" * 100_000, None, Reason.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_says_why(read, data, kind, reason):
    parts, document = read(data)
    assert parts == {}
    assert [u.reason for u in document.unread] == [reason]
    assert kind is None or document.type == kind
    assert document.status is Status.UNREAD


def test_encrypted_pdf(read):
    _, document = read(makers.pdf("秘密", encrypt="password"))
    assert [u.reason for u in document.unread] == [Reason.ENCRYPTED]


def test_encrypted_member(read):
    raw = bytearray(makers.zipped({"a.txt": "一" * 100, "b.txt": "二"}))
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        raw[raw.index(signature) + offset] |= 1
    parts, document = read(bytes(raw))
    assert parts == {"b.txt/text": "二"}
    assert [(u.part, u.reason) for u in document.unread] == [("a.txt", Reason.ENCRYPTED)]
    assert document.status is Status.PARTIAL


@pytest.mark.parametrize("name", ["a.csv", "a.dat"])
def test_a_table_in_text_is_known_as_one(reader, tmp_path, name):
    (tmp_path / name).write_text(
        '姓名,手机,备注\n王小明,13900139001,"多\n行"\n李小四,13900139002,x\n', encoding="utf-8"
    )
    (block,) = reader.open(tmp_path / name).blocks()
    assert (block.grid.delimiter, block.grid.first_row) == (",", 1)


def test_prose_is_no_table(reader, tmp_path):
    (tmp_path / "a.txt").write_text("Hello, world.\nThis is a text, not a table, really.\nBye.\n")
    (block,) = reader.open(tmp_path / "a.txt").blocks()
    assert block.grid is None
