"""Rich Text Format: code pages, tables, notes, links, embedded objects, mail bodies made from HTML."""

import pytest

from dlp.model import Reason, Status
from tests.readers import legacy_makers as old
from tests.readers import makers


def escaped(text: str, encoding: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


def rtf(body: str, head: str = "\\ansi\\ansicpg936") -> bytes:
    return f"{{\\rtf1{head} {body}}}".encode("latin-1")


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("\\ansi\\ansicpg936", escaped("姓名王小明", "gb18030")),
        (
            "\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset134 B;}}",
            f"\\f1 {escaped('姓名王小明', 'gb18030')}",
        ),
        ("\\ansi", "\\uc2 " + "".join(f"\\u{ord(c)}??" for c in "姓名王小明")),
        ("\\ansi\\ansicpg936", "{\\loch\\af0 x}{\\dbch\\af13 " + escaped("姓名王小明", "gb18030") + "}"),
    ],
)
def test_chinese_in_every_way_it_is_written(parts_of, head, body):
    parts, document = parts_of(rtf(body, head))
    assert parts["body"].strip("x ") == "姓名王小明"
    assert (document.type, document.status) == ("rtf", Status.READ)


def test_a_rare_character_of_two_units(parts_of):
    assert parts_of(rtf("\\u-10174?\\u-8263?"))[0]["body"] == "\U00020bb9"


def test_a_second_byte_that_stands_for_itself(parts_of):
    lead, trail = "丂".encode("gb18030")
    assert parts_of(rtf(f"\\'{lead:02x}{chr(trail)}"))[0]["body"] == "丂"


def test_tables_notes_headers_links_and_properties(parts_of, blocks_of):
    body = (
        "{\\info{\\title secret list}{\\author wangfang}}{\\header top\\par}Text{\\footnote note}\\par "
        "\\trowd\\intbl name\\cell phone\\cell\\row \\intbl wang\\cell 13900139001\\cell\\row\\pard "
        '{\\field{\\*\\fldinst HYPERLINK "mailto:a@yunhai.example"}{\\fldrslt mail}}'
    )
    parts, _ = parts_of(rtf(body))
    assert "name\tphone\nwang\t13900139001\n" in parts["body"]
    assert "mailto:a@yunhai.example" in parts["body"]
    assert (parts["headers"].strip(), parts["footnotes"].strip()) == ("top", "note")
    assert "secret list" in parts["properties"]
    assert [block.grid.delimiter for block in blocks_of(rtf(body)) if block.grid] == ["\t"]


def test_what_is_for_the_program_only_stays_out(parts_of):
    body = "{\\fonttbl{\\f0 Songti;}}{\\stylesheet{\\s1 heading;}}{\\*\\generator Word;}{\\colortbl;\\red0;}shown"
    assert parts_of(rtf(body))[0] == {"body": "shown"}


def test_an_embedded_file_and_a_picture(parts_of):
    native = old.packaged("名单.csv", "姓名,手机\n王小明,13900139001\n".encode())[4:]
    head = b"\1\5\0\0\2\0\0\0" + b"\x08\0\0\0Package\0" + b"\0\0\0\0" * 2 + len(native).to_bytes(4, "little")
    body = (
        f"x{{\\object\\objemb{{\\*\\objdata {(head + native).hex()}}}}}{{\\pict\\pngblip {makers.png(300, 300).hex()}}}"
    )
    parts, document = parts_of(rtf(body))
    assert parts["object:名单.csv/text"] == "姓名,手机\n王小明,13900139001\n"
    assert [(u.part, u.reason) for u in document.unread] == [("picture:2", Reason.SCANNED)]


def test_a_mail_body_that_was_html(parts_of):
    body = (
        "\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\b\\htmlrtf0 Phone 13900139001"
        '\\htmlrtf }\\htmlrtf0 {\\*\\htmltag <a href="mailto:a@yunhai.example">}mail{\\*\\htmltag </a></p>}'
    )
    parts, _ = parts_of(rtf(body))
    assert parts["html"].split() == ["Phone", "13900139001", "a@yunhai.example", "mail"]


def test_a_document_that_was_cut_off(parts_of):
    parts, document = parts_of(rtf("name wang 13900139001")[:-4])
    assert parts["body"] == "name wang 13900139"
    assert [u.reason for u in document.unread] == [Reason.CORRUPT]
