"""Mail as it is found on disks: damaged, wrapped, sealed, Outlook's own, and whole folders of it."""

import pytest

from dlp.model import Reason, Status
from dlp.readers import rtfpack
from tests.readers import makers, stores

TABLE = "姓名,手机\n王小明,13900139001\n".encode("gb18030")
CONTENT = "客户王小明的手机是13900139001"


def unread(document):
    return [(u.part, u.reason) for u in document.unread]


def test_headers_and_names_in_raw_gbk(read):
    raw = stores.mime(
        b'--X\r\nContent-Disposition: attachment; filename="NAME"\r\n\r\n' + TABLE + b"\r\n--X--",
        "Subject: TITLE",
        'Content-Type: multipart/mixed; boundary="X"',
    )
    raw = raw.replace(b"TITLE", "客户名单".encode("gbk")).replace(b"NAME", "名单.csv".encode("gbk"))
    parts, document = read(raw)
    assert parts["headers"].startswith("Subject: 客户名单\n")
    assert "13900139001" in parts["attachment:名单.csv/text"]
    assert document.status is Status.READ


def test_encoded_words_that_cut_a_character_in_two(read):
    parts, _ = read(stores.mime(b"x", "Subject: =?gb2312?B?v82757o=?=", " =?gb2312?B?xQ==?= =?utf-8?Q?=E5=90=8D?="))
    assert parts["headers"].splitlines()[0] == f"Subject: {bytes.fromhex('bfcdbbe7bac5').decode('gb18030')}名"


def test_file_names_in_pieces_and_percent_signs(read):
    raw = (
        b"--X\r\nContent-Disposition: attachment; filename*0*=gb2312''%C3%FB; filename*1*=%B5%A5.csv\r\n\r\n"
        + TABLE
        + b"\r\n--X--"
    )
    assert "attachment:名单.csv/text" in read(stores.mime(raw, "Content-Type: multipart/mixed; boundary=X"))[0]


def test_what_decodes_of_damaged_base64_is_read(read):
    body = stores.base64_lines((CONTENT * 20).encode()).replace(b"\n", b"!\n", 1)
    parts, document = read(
        stores.mime(body, "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64")
    )
    assert parts["body"] == CONTENT * 20
    assert unread(document) == [("body", Reason.CORRUPT)]


def test_a_boundary_that_is_not_the_one_announced(read):
    body = b"--real\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + CONTENT.encode() + b"\r\n--real--\r\n"
    parts, document = read(stores.mime(body, "Content-Type: multipart/mixed; boundary=other"))
    assert parts["body"] == CONTENT
    assert document.status is Status.READ


def test_parts_without_any_boundary_are_text_and_damaged(read):
    parts, document = read(stores.mime(CONTENT.encode(), "Content-Type: multipart/mixed; boundary=other"))
    assert parts["body"] == CONTENT
    assert unread(document) == [("body", Reason.CORRUPT)]


def test_what_stands_before_and_behind_the_parts(read):
    body = b"13900139001 before\r\n--X\r\n\r\nshown\r\n--X--\r\n13900139002 behind\r\n"
    parts, _ = read(stores.mime(body, "Content-Type: multipart/mixed; boundary=X"))
    assert "13900139001" in parts["preamble"]
    assert "13900139002" in parts["epilogue"]


@pytest.mark.parametrize("wrap", [stores.uu, stores.yenc])
def test_files_written_into_the_text(read, wrap):
    parts, document = read(stores.mime(b"see below\r\n" + wrap("list.csv", TABLE) + b"regards\r\n"))
    assert parts["attachment:list.csv/text"] == TABLE.decode("gb18030")
    assert parts["body"].split() == ["see", "below", "regards"]
    assert document.status is Status.READ


def test_flowed_text_is_one_line_again(read):
    parts, _ = read(
        stores.mime(
            "手机 \r\n13900139001\r\n> 引 \r\n> 用".encode(), "Content-Type: text/plain; charset=utf-8; format=flowed"
        )
    )
    assert parts["body"] == "手机 13900139001\n>引 用\n"


def test_a_delivery_report_is_text(read):
    body = b"--X\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\nFinal-Recipient: rfc822; c@yunhai.example\r\n\r\n--X--"
    assert "c@yunhai.example" in read(stores.mime(body, "Content-Type: multipart/report; boundary=X"))[0]["body"]


def test_a_message_inside_that_was_packed_although_it_must_not_be(read):
    inner = stores.base64_lines(makers.mail(CONTENT))
    body = b"--X\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inner + b"\r\n--X--"
    assert read(stores.mime(body, "Content-Type: multipart/mixed; boundary=X"))[0]["attachment:1/body"] == CONTENT


def test_messages_deeper_than_the_limit(read):
    inner = makers.mail("innermost")
    for _ in range(12):
        inner = stores.mime(inner, "Content-Type: message/rfc822")
    _, document = read(inner)
    assert [u.reason for u in document.unread] == [Reason.TOO_DEEP]


def test_signed_content_is_read_and_sealed_content_is_encrypted(read):
    inner = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + CONTENT.encode()
    head = ("Content-Type: application/pkcs7-mime; name=smime.p7m", "Content-Transfer-Encoding: base64")
    parts, document = read(stores.mime(stores.base64_lines(stores.cms(2, inner)), *head))
    assert parts["attachment:smime.p7m/content/body"] == CONTENT
    assert document.status is Status.READ
    assert unread(read(stores.mime(stores.base64_lines(stores.cms(3, None)), *head))[1]) == [
        ("attachment:smime.p7m", Reason.ENCRYPTED)
    ]


def test_a_bare_signature_says_whose_it_is(read):
    parts, document = read(stores.cms(2, None), "smime.p7s")
    assert parts == {"certificates": "王芳"}
    assert document.type == "cms"


def test_a_pgp_message_is_encrypted_and_its_headers_are_not(read):
    body = b"hello\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    parts, document = read(stores.mime(body))
    assert "hello" in parts["body"]
    assert unread(document) == [("body", Reason.ENCRYPTED)]


@pytest.mark.parametrize(("charset", "page"), [("", 0), ("gb18030", 936), ("big5", 950)])
def test_outlook_item(read, charset, page):
    texts = {
        0x0037: "客戶資料",
        0x0C1F: "Wang@Yunhai.example",
        0x1000: "手机 13900139001".replace("机", "機"),
        0x3A1C: "13900139002",
    }
    data = stores.msg(
        texts,
        stores.attached("a.csv", TABLE),
        stores.attached_item("转发", {0x1000: "13900139003"}),
        charset=charset,
        numbers={0x3FFD: page},
        recipients=("c@qq.com",),
    )
    parts, document = read(data, "a.msg")
    assert document.type == "msg"
    assert "Subject: 客戶資料\n" in parts["headers"]
    assert "手机: 13900139002\n" in parts["headers"]
    assert parts["body"] == "手機 13900139001"
    assert "13900139001" in parts["attachment:a.csv/text"]
    assert parts["attachment:转发/body"] == "13900139003"
    assert (document.envelope.sender, document.envelope.recipients) == ("wang@yunhai.example", ("c@qq.com",))
    assert document.status is Status.READ


def test_winmail(read):
    data = stores.tnef({0x0037: "资料", 0x1000: CONTENT}, ("名单.csv", TABLE))
    parts, document = read(data, "winmail.dat")
    assert parts["body"] == CONTENT
    assert "13900139001" in parts["attachment:名单.csv/text"]
    assert (document.type, document.status) == ("tnef", Status.READ)
    parts, document = read(data[:-20], "winmail.dat")
    assert parts["body"] == CONTENT
    assert ("", Reason.CORRUPT) in unread(document)


def test_a_folder_of_mail(read):
    raw = stores.folder(makers.mail("第一封\nFrom here on\n>From quoted"), makers.mail("第二封", ("名单.csv", TABLE)))
    parts, document = read(raw, "Inbox")
    assert (document.type, document.status, document.envelope) == ("mbox", Status.READ, None)
    assert parts["message:1/body"].splitlines() == ["第一封", "From here on", "From quoted"]
    assert "13900139001" in parts["message:2/attachment:名单.csv/text"]


def test_a_lone_message_with_a_from_line_is_a_message(read):
    parts, document = read(stores.folder(makers.mail("正文")))
    assert parts["body"] == "正文"
    assert document.envelope.recipients == ("a@qq.com",)


def test_apple_mail(read):
    message = makers.mail("正文")
    plist = (
        b'<?xml version="1.0"?><plist version="1.0"><dict><key>note</key><string>13900139001</string></dict></plist>'
    )
    parts, document = read(b"%d\n" % len(message) + message + plist, "1.emlx")
    assert (parts["body"], parts["properties/plist"]) == ("正文", "note: 13900139001\n")
    assert (document.type, document.status) == ("emlx", Status.READ)


def test_cards(read):
    card = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=CD=F5=D0=A1=\r\n=C3=F7\r\nTEL;CELL:139001\r\n 39001\r\nNOTE:a\\nb\\, c\r\nEND:VCARD\r\n"
    parts, document = read((card * 2).encode(), "a.vcf")
    assert parts == {"cards": "FN: 王小明\nTEL: 13900139001\nNOTE: a\vb, c\n\n" * 2}
    assert (document.type, document.status) == ("cards", Status.READ)


def test_calendar_with_people_and_a_file(read):
    attachment = stores.base64_lines(TABLE * 20).replace(b"\n", b"\r\n ").decode().rstrip()
    text = f'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nATTENDEE;CN="王小明":mailto:wang@yunhai.example\r\nATTACH;ENCODING=BASE64;VALUE=BINARY;FILENAME=a.csv:{attachment}\r\nEND:VEVENT\r\n'
    parts, _ = read(text.encode(), "a.ics")
    assert "ATTENDEE: 王小明 wang@yunhai.example" in parts["cards"]
    assert parts["attachment:a.csv/text"] == (TABLE * 20).decode("gb18030")


def test_directory(read):
    parts, document = read(b"dn: cn=a\ncn:: 546L5bCP5piO\nmobile: 139001\n 39001\n", "a.ldif")
    assert parts["text"].splitlines() == ["dn: cn=a", "cn: 王小明", "mobile: 13900139001"]
    assert document.type == "ldif"


def test_a_uuencoded_file(read):
    parts, _ = read(stores.uu("a.csv", TABLE), "a.uu")
    assert parts["a.csv/text"] == TABLE.decode("gb18030")


@pytest.mark.parametrize(("head", "kind"), [(b"!BDN", "pst"), (b"\xcf\xad\x12\xfe", "dbx")])
def test_stores_that_nobody_reads_are_named(read, head, kind):
    _, document = read(head + bytes(range(256)) * 20)
    assert [(u.reason, u.type) for u in document.unread] == [(Reason.UNSUPPORTED, kind)]


def test_packed_rich_text_as_the_specification_shows_it():
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af320 68656c09002062770 5b06c647d0a800fa0".replace(
            " ", ""
        )
    )
    assert rtfpack.unpacked(packed) == (b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", True)
    assert rtfpack.unpacked(packed[:30])[1] is False
    assert rtfpack.unpacked(b"x" * 40) == (b"", False)
