"""Real files for scenarios: made-up customers as spreadsheet, document, mail, archive or plain text."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import PurePath

from tests.readers.makers import docx, paragraph, pdf, table, xlsx, zipped

_FAMILY, _GIVEN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
    "晓明 建国 丽华 志强 秀英 海燕 文博 雨晴 国栋 思远".split(),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

TITLES = {
    "name": "姓名",
    "mobile": "手机号码",
    "id": "身份证号码",
    "card": "银行卡号",
    "mail": "电子邮箱",
    "address": "家庭住址",
    "cvv": "CVV",
}


def name(at: int) -> str:
    """A name that hardly anybody else in the list has."""
    return _FAMILY[at % len(_FAMILY)] + _GIVEN[at // len(_FAMILY) % len(_GIVEN)]


def mobile(at: int) -> str:
    """A number of a real segment; nobody knows whose."""
    return f"139{(at * 7919 + 12345678) % 100_000_000:08d}"


def identity(at: int) -> str:
    """An identity number with the right check character (GB 11643-1999)."""
    body = f"110105{1960 + at % 40}{at % 12 + 1:02d}{at % 28 + 1:02d}{(at * 7 + 1) % 1000:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def card(at: int) -> str:
    """A bank card number with the right check digit (ISO/IEC 7812-1)."""
    body = f"621226{at * 13:012d}"
    digits = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


_VALUES: dict[str, Callable[[int], str]] = {
    "name": name,
    "mobile": mobile,
    "id": identity,
    "card": card,
    "mail": lambda at: f"user{at}.kehu@example{at % 7}.com",
    "address": lambda at: f"北京市朝阳区建国路{at % 300 + 1}号院{at % 30 + 1}号楼{at % 28 + 101}室",
    "cvv": lambda at: f"{at * 37 % 1000:03d}",
}


def rows(people: range, kinds: Sequence[str]) -> list[list[str]]:
    """A title row and a row for each customer."""
    return [[TITLES[kind] for kind in kinds], *([_VALUES[kind](at) for kind in kinds] for at in people)]


def made(file: str, people: range, kinds: Sequence[str], text: str) -> bytes:
    """A file's bytes; its form by its ending, `.zip` with a table inside and `.locked.zip` encrypted."""
    cells, suffixes = rows(people, kinds) if people else [], PurePath(file).suffixes
    if suffixes[-1:] == [".zip"]:
        return zipped({"客户.csv": _csv(cells, text)}) if ".locked" not in suffixes else _locked(_csv(cells, text))
    match suffixes[-1]:
        case ".xlsx" | ".et":
            return xlsx({"客户": [[text], *cells] if text else cells})
        case ".docx":
            return docx(paragraph(text) + table(*cells))
        case ".pdf" if suffixes[0] == ".locked":
            return pdf("secret", encrypt="x")
        case ".csv" | ".txt" | ".jpg" | ".log" | ".md":
            return _csv(cells, text)
    raise ValueError(file)


def _csv(cells: list[list[str]], text: str) -> bytes:
    out = io.StringIO()
    if text:
        out.write(text + "\n")
    csv.writer(out).writerows(cells)
    return out.getvalue().encode()


def _locked(content: bytes) -> bytes:
    """A zip whose only member says that it is encrypted: all that a reader sees without the password."""
    data = bytearray(zipped({"客户.csv": content}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def message(sender: str, to: Sequence[str], attachment: str, content: bytes) -> bytes:
    """A mail with one attachment."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, ", ".join(to), "资料"
    mail["Message-ID"] = "<scenario@yunhai.example>"
    mail.set_content("请查收。")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=attachment)
    return mail.as_bytes()
