"""Internet messages by hand: fixed boundaries and dates, and the encodings Chinese mailers use."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

_BOUNDARY = "----=_Yunhai_20261012"


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attached file. old_name: write its name as an encoded word, as older mailers do."""

    name: str
    data: bytes
    kind: str = "application/octet-stream"
    old_name: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A message; addresses are written as `名字 <mailbox>`."""

    sender: str
    to: str
    subject: str
    text: str
    cc: str = ""
    date: str = "Mon, 12 Oct 2026 09:30:00 +0800"
    charset: str = "utf-8"
    subtype: str = "plain"
    attachments: Sequence[Attachment] = ()
    extra: Sequence[tuple[str, str]] = ()


def message(mail: Mail) -> bytes:
    """The message as a mail program hands it to the server, CRLF line ends."""
    number = sum(f"{mail.subject}{mail.sender}{mail.to}".encode()) * 7919
    headers = [
        ("Date", mail.date),
        ("From", _address(mail.sender, mail.charset)),
        ("To", ",\r\n ".join(_address(one, mail.charset) for one in mail.to.split(", "))),
        *((("Cc", _address(mail.cc, mail.charset)),) if mail.cc else ()),
        ("Subject", word(mail.subject, mail.charset)),
        ("Message-ID", f"<20261012093000.{number}@yunhai.example>"),
        *mail.extra,
        ("MIME-Version", "1.0"),
    ]
    body = _part(f'text/{mail.subtype}; charset="{mail.charset}"', mail.text.encode(mail.charset))
    if mail.attachments:
        headers.append(("Content-Type", f'multipart/mixed; boundary="{_BOUNDARY}"'))
        parts = [body, *map(_attached, mail.attachments)]
        body = "\r\n" + "".join(f"--{_BOUNDARY}\r\n{part}" for part in parts) + f"--{_BOUNDARY}--\r\n"
    return ("".join(f"{name}: {value}\r\n" for name, value in headers) + body).encode("ascii")


def word(text: str, charset: str) -> str:
    """A header's text, as encoded words of at most 75 characters (RFC 2047) where it is not ASCII."""
    if text.isascii():
        return text
    pieces = (text[i : i + 12] for i in range(0, len(text), 12))
    words = (f"=?{charset}?B?{base64.b64encode(piece.encode(charset)).decode()}?=" for piece in pieces)
    return "\r\n ".join(words)


def _address(shown: str, charset: str) -> str:
    name, _, mailbox = shown.rpartition(" ")
    return f"{word(name, charset)} {mailbox}" if name else mailbox


def _part(kind: str, data: bytes, disposition: str = "") -> str:
    lines = base64.encodebytes(data).decode().replace("\n", "\r\n")
    return f"Content-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: base64\r\n\r\n{lines}"


def _attached(attachment: Attachment) -> str:
    if attachment.old_name:
        name = word(attachment.name, "gb2312")
        kind, parameter = f'{attachment.kind};\r\n name="{name}"', f'filename="{name}"'
    else:
        kind, parameter = attachment.kind, f"filename*=UTF-8''{quote(attachment.name)}"
    return _part(kind, attachment.data, f"Content-Disposition: attachment;\r\n {parameter}\r\n")
