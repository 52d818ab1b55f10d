"""Delivery status: what clients ask for (RFC 3461), and the report when a message cannot go on (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.charset import QP, Charset
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import formatdate, make_msgid

from dlp.model import Text

_ADDRESSED = re.compile(r'(\s*(?:FROM|TO):\s*<(?:"(?:\\.|[^"\\])*"|[^">])*>)(.*)', re.IGNORECASE | re.DOTALL)
_XTEXT = r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})"
_FORMS = {
    "RET": re.compile(r"FULL|HDRS", re.IGNORECASE),
    "ENVID": re.compile(rf"{_XTEXT}{{1,100}}"),
    "NOTIFY": re.compile(r"NEVER|(?:SUCCESS|FAILURE|DELAY)(?:,(?:SUCCESS|FAILURE|DELAY)){0,2}", re.IGNORECASE),
    "ORCPT": re.compile(rf"[A-Za-z0-9-]{{1,40}};{_XTEXT}{{1,500}}"),
}
_OF_MAIL, _OF_RCPT = ("RET", "ENVID"), ("NOTIFY", "ORCPT")
NOBODY = "<>"
"""The sender of messages that nobody is to answer."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """A recipient, with what the client asked for about it, as it was written."""

    address: str
    options: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether nobody is to be told of a failure."""
        asked = next((o.partition("=")[2].upper() for o in self.options if o.upper().startswith("NOTIFY=")), "FAILURE")
        return "FAILURE" not in asked.split(",")


@dataclass(frozen=True, slots=True)
class Mailing:
    """An envelope. body: 7BIT or 8BITMIME; utf8: SMTPUTF8 was asked for; options: RET and ENVID."""

    sender: str
    to: tuple[Receiver, ...]
    body: str = "7BIT"
    utf8: bool = False
    options: tuple[str, ...] = ()


class BadOption(ValueError):
    """An option of MAIL or RCPT that is not well formed."""


def split(argument: str, *, mail: bool) -> tuple[str, tuple[str, ...]]:
    """The argument of MAIL or RCPT without the options of RFC 3461, and these. Raises BadOption."""
    match = _ADDRESSED.fullmatch(argument)
    if match is None:
        return argument, ()
    names, ours, others = _OF_MAIL if mail else _OF_RCPT, list[str](), list[str]()
    for word in match[2].split():
        name, _, value = word.partition("=")
        if name.upper() not in names:
            if not (mail and name.upper() == "AUTH"):  # RFC 4954: may be left out of account
                others.append(word)
            continue
        if not _FORMS[name.upper()].fullmatch(value) or any(o.startswith(name.upper() + "=") for o in ours):
            raise BadOption(name.upper())
        ours.append(f"{name.upper()}={value}")
    return " ".join([match[1], *others]), tuple(ours)


@dataclass(frozen=True, slots=True)
class Failure:
    """A recipient that does not get a message, and the answer that says why."""

    receiver: Receiver
    answer: str


def report(host: str, mailing: Mailing, content: bytes, failures: tuple[Failure, ...], why: Text) -> bytes:
    """The report to a sender: why, for whom, and the headers of what was sent."""
    whole = MIMEMultipart("report", policy=SMTP)
    whole.set_param("report-type", "delivery-status")
    whole["From"] = f"Kedun Relay <postmaster@{host}>"
    whole["To"] = mailing.sender
    whole["Subject"] = "=?utf-8?B?6YKu5Lu25pyq6IO95Y+R5Ye6?= Undelivered mail"
    whole["Date"], whole["Message-ID"] = formatdate(), make_msgid(domain=host)
    whole["Auto-Submitted"] = "auto-replied"
    listed = "".join(f"  {failure.receiver.address}: {failure.answer}\n" for failure in failures)
    quoted = Charset("utf-8")
    quoted.body_encoding = QP
    text = MIMEText("", policy=SMTP)
    text.set_payload(f"{why.zh}\n{why.en}\n\n{listed}".encode("utf-8", "replace").decode(), quoted)
    whole.attach(text)
    whole.attach(_status(host, mailing, failures))
    headers = MIMEBase("text", "rfc822-headers", policy=SMTP)
    head = re.split(rb"\r?\n\r?\n", content, maxsplit=1)[0]
    headers.set_payload(head.decode("ascii", "backslashreplace") + "\r\n")
    whole.attach(headers)
    return whole.as_bytes()


def _status(host: str, mailing: Mailing, failures: tuple[Failure, ...]) -> MIMEBase:
    """The part that programs read."""
    blocks: list[Message | str] = []
    first = Message(policy=SMTP)
    first["Reporting-MTA"] = f"dns; {host}"
    envid = next((o.partition("=")[2] for o in mailing.options if o.startswith("ENVID=")), "")
    if envid:
        first["Original-Envelope-Id"] = envid
    blocks.append(first)
    for failure in failures:
        block = Message(policy=SMTP)
        original = next((o.partition("=")[2] for o in failure.receiver.options if o.startswith("ORCPT=")), "")
        if original:
            block["Original-Recipient"] = original
        block["Final-Recipient"] = f"rfc822; {_ascii(failure.receiver.address)}"
        block["Action"] = "failed"
        block["Status"] = _code(failure.answer)
        block["Diagnostic-Code"] = f"smtp; {_ascii(failure.answer)[:400]}"
        blocks.append(block)
    part = MIMEBase("message", "delivery-status", policy=SMTP)
    part.set_payload(blocks)
    return part


def _code(answer: str) -> str:
    found = re.search(r"\b[245]\.\d{1,3}\.\d{1,3}\b", answer)
    return found[0] if found else "5.0.0"


def _ascii(text: str) -> str:
    return text.encode("ascii", "backslashreplace").decode()
