"""Encodings other than the everyday ones, damaged text, and what is no text."""

import pytest

from dlp.model import Reason, Status
from dlp.readers import encoding

CHINESE = "客户姓名和手机号码：13900139001，住在北京市。\n"
JAPANESE = "お客様の電話番号とご住所をお知らせください。\n"
KOREAN = "고객님의 전화번호와 주소를 알려 주세요 감사합니다\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (JAPANESE, "euc_jp"),
        (JAPANESE, "cp932"),
        (JAPANESE, "iso2022_jp"),
        (KOREAN, "cp949"),
        (KOREAN, "iso2022_kr"),
        (CHINESE, "hz"),
        (CHINESE, "utf-32-le"),
        (CHINESE, "utf-32-be"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "gb18030"),
        ("客戶資料與電話號碼，請勿外傳。", "big5hkscs"),
    ],
)
def test_neighbours_of_chinese(parts_of, text, name):
    parts, document = parts_of(text.encode(name))
    assert parts["text"] == text
    assert document.type == "text"


def test_fields_cut_in_the_middle_of_a_character(parts_of):
    line = CHINESE.encode("gb18030")
    parts, document = parts_of((line * 20)[:-1] + "客".encode("gb18030")[:1] + b"|x\n")
    assert parts["text"].count("13900139001") == 20
    assert document.type == "text"


def test_fields_filled_up_with_zero_bytes(parts_of):
    record = (
        "王小明".encode("gb18030").ljust(16, b"\0")
        + b"13900139001".ljust(16, b"\0")
        + "的客户资料".encode("gb18030")
        + b"\n"
    )
    parts, _ = parts_of(record * 20)
    assert parts["text"].count("13900139001") == 20
    assert "王小明" in parts["text"]


def test_a_program_with_long_texts_is_not_called_read(parts_of):
    data = bytes(range(1, 32)) * 20 + CHINESE.encode() * 50 + b"\0\1\2\3" * 100
    parts, document = parts_of(data)
    assert (parts, document.status) == ({}, Status.UNREAD)
    assert [u.reason for u in document.unread] == [Reason.UNSUPPORTED]


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        (CHINESE.encode(), "gb2312", CHINESE),
        (CHINESE.encode("gb18030"), "iso-8859-1", CHINESE),
        ("Zürich".encode("latin-1"), "iso-8859-1", "Zürich"),
        (CHINESE.encode("utf-16"), "utf-8", CHINESE),
        ("朱镕基".encode("gb18030"), "gb2312", "朱镕基"),
    ],
)
def test_declared_charsets_are_believed_unless_the_bytes_say_otherwise(data, declared, expected):
    assert encoding.decode(data, declared).lstrip("\ufeff") == expected
