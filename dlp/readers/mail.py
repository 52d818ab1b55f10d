"""Internet messages (RFC 5322, MIME): headers, bodies, and attachments by their own true type."""

from __future__ import annotations

import email
import email.message
import email.parser
import email.utils
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from dlp.model import Envelope, Reason, Unread
from dlp.readers import encoding, mailbodies, markup, names
from dlp.readers.dispatch import read as read_as
from dlp.readers.dispatch import read_member
from dlp.readers.mailwords import decoded, parameter
from dlp.readers.source import Budget, Item, Part, Source, Stop

Message = email.message.Message
_SHOWN = (
    "Subject", "From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Resent-From", "Resent-To", "Resent-Cc", "Resent-Bcc",
    "Newsgroups", "Organization", "Comments", "Keywords", "Content-Description", "Date",
)  # fmt: skip
_RECIPIENTS = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
_CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SEALED = frozenset({"enveloped-data", "authenveloped-data"})
_PGP = frozenset({"application/pgp-encrypted", "multipart/encrypted"})
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report", "text/rfc822-headers"})  # fmt: skip
_ADDRESS = re.compile(r"[^\s<>()\[\],;:@\"]{1,64}@[^\s<>()\[\],;:@\"]{1,255}")
_NESTING = 40
"""How deep MIME parts may lie in each other: more than any mail program writes."""
_BOUNDARY = re.compile(rb"(?m)^--([^\r\n]{1,70}?)[ \t]*\r?\n(?=(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?Content-)")

_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_UNFOLDED = re.compile(rb"(?m)(?<=\n)(?==\?)")


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Envelope, headers, bodies and attachments of a message."""
    data = source.whole(budget.limits.file_bytes)
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    yield from read_bytes(data, source, budget)


def read_bytes(data: bytes, source: Source, budget: Budget) -> Iterator[Item]:
    """The same for the bytes of a message that begins with its headers."""
    message, too_deep = _parsed(_folded(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")))
    if source.depth == 0:
        yield envelope(message)
    if too_deep:
        yield Unread(source.inner("body"), Reason.TOO_DEEP, "eml")
    yield from _message(message, source, budget)


def _folded(data: bytes) -> bytes:
    """A message whose encoded words on lines of their own go on with the header before, as their writer meant.

    To the parser such a line ends the headers, and with them what says how the body is encoded.
    """
    end = _HEADERS_END.search(data)
    head = data[: end.start()] if end else data
    return _UNFOLDED.sub(b" ", head) + data[len(head) :] if b"\n=?" in head else data


def _parsed(data: bytes) -> tuple[Message, bool]:
    """A message; of one whose parts lie too deep in each other, its headers and all else as one text."""
    try:
        return email.message_from_bytes(data), False
    except RecursionError:
        message = email.parser.BytesHeaderParser().parsebytes(data)
        del message["Content-Type"], message["Content-Transfer-Encoding"]
        return message, True


def _message(message: Message, source: Source, budget: Budget) -> Iterator[Item]:
    part = Part(source.inner("headers"), budget)
    headers = "".join(f"{name}: {line}\n" for name in _SHOWN for line in values(message, name))
    if headers:
        yield part.block(headers)
    yield from _body(message, source, budget)


def envelope(message: Message) -> Envelope:
    """Sender and every recipient the headers name."""
    senders = addresses(message, ("From", "Sender"))
    recipients = dict.fromkeys(addresses(message, _RECIPIENTS))
    return Envelope(
        senders[0] if senders else "", tuple(recipients), next(iter(values(message, "Message-ID")), "").strip()
    )


def addresses(message: Message, names: tuple[str, ...]) -> list[str]:
    """The bare addresses in some headers, lower case."""
    lines = [line for name in names for line in values(message, name)]
    try:
        found = [address for _, address in email.utils.getaddresses(lines)]
    except RecursionError:  # comments within comments
        found = [address for text in lines for address in _ADDRESS.findall(text)]
    return [address.lower() for address in found if "@" in address]


def values(message: Message, name: str) -> list[str]:
    """A header's values with encoded words decoded, whatever they claim to be."""
    return [decoded(value) for header, value in message.raw_items() if header.lower() == name.lower()]


def _body(message: Message, source: Source, budget: Budget, nesting: int = 0) -> Iterator[Item]:
    """Walk the MIME tree; what cannot be decoded is unread, the rest goes on."""
    kind = message.get_content_type()
    if nesting > _NESTING:
        yield Unread(source.inner("body"), Reason.TOO_DEEP, kind)
    elif kind in _PGP:
        yield Unread(source.inner("body"), Reason.ENCRYPTED, "pgp")
    elif kind in _REPORTS:
        yield from _text_part(message, _source_of(message), "text/plain", source, budget)
    elif message.is_multipart() and message.get_content_maintype() != "message":
        yield from _multipart(message, source, budget, nesting)
    elif message.get_content_maintype() == "multipart":
        yield from _unparted(message, source, budget, nesting)
    else:
        yield from _leaf(message, source, budget)


def _multipart(message: Message, source: Source, budget: Budget, nesting: int) -> Iterator[Item]:
    """All parts, and what stands before the first and behind the last: nobody sees it, but it is there."""
    for name, text in (("preamble", message.preamble), ("epilogue", message.epilogue)):
        if text and len(text.strip()) > 8 and "MIME" not in text[:200]:
            yield from Part(source.inner(name), budget, lines=True).blocks(_readable(text))
    for child in message.get_payload():
        if isinstance(child, Message):
            yield from _body(child, source, budget, nesting + 1)


def _unparted(message: Message, source: Source, budget: Budget, nesting: int) -> Iterator[Item]:
    """A multipart whose boundary does not stand in it: find the one that does, else take it for text."""
    data = _source_of(message)
    found = _BOUNDARY.search(data)
    if found is None:
        if data.strip():
            yield Unread(source.inner("body"), Reason.CORRUPT, message.get_content_type())
            yield from _text_part(message, data, "text/plain", source, budget)
        return
    head = b'Content-Type: multipart/mixed; boundary="' + found[1].replace(b'"', b"") + b'"\r\n\r\n'
    again = email.message_from_bytes(head + data)
    if again.is_multipart():
        yield from _body(again, source, budget, nesting + 1)
    else:
        yield Unread(source.inner("body"), Reason.CORRUPT, message.get_content_type())
        yield from _text_part(message, data, "text/plain", source, budget)


def _source_of(message: Message) -> bytes:
    """A part's body as it stands in the message, headers left out, its transfer encoding undone nowhere."""
    payload = message.get_payload()
    if isinstance(payload, list):
        return b"\n".join(bytes(child) for child in payload if isinstance(child, Message))
    del message["Content-Transfer-Encoding"]  # else it would be decoded, and what is damaged left out unsaid
    data = message.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _readable(text: str) -> str:
    return encoding.decode(text.encode("utf-8", "surrogateescape"))


def _leaf(message: Message, source: Source, budget: Budget) -> Iterator[Item]:
    name = _file_name(message)
    kind = message.get_content_type()
    way = str(message.get("Content-Transfer-Encoding", "")).partition(";")[0].strip().lower()
    if message.get_content_maintype() == "message" and kind != "message/partial":
        yield from _inner_message(message, name, way, source, budget)
        return
    data, whole = mailbodies.transfer_decoded(_source_of(message), way)
    if not whole:
        yield Unread(source.inner(f"attachment:{name}" if name else "body"), Reason.CORRUPT, kind)
    if name is None and kind in _TEXTS:
        yield from _text_part(message, data, kind, source, budget)
    elif kind == "message/partial":
        yield Unread(source.inner("body"), Reason.UNSUPPORTED, "message-partial")
        yield from _text_part(message, data, "text/plain", source, budget)
    elif data or name:
        yield from _attachment(message, data, name, source, budget)


def _attachment(message: Message, data: bytes, name: str | None, source: Source, budget: Budget) -> Iterator[Item]:
    budget.spend_member()
    kind = message.get_content_type()
    if kind in _CMS and str(message.get_param("smime-type", "")).lower() in _SEALED:
        if name:
            yield from names.said(source, f"attachment:{name}", budget)
        yield Unread(source.inner(f"attachment:{name}" if name else "body"), Reason.ENCRYPTED, "cms")
        return
    if not data and message.get("X-Apple-Content-Length"):
        yield Unread(source.inner(f"attachment:{name}"), Reason.UNSUPPORTED, "stored-elsewhere")
        return
    label = f"attachment:{name or budget.members}"
    if kind.startswith("text/"):
        data = _as_utf8(data, message.get_content_charset())
    inner = source.member(io.BytesIO(data), label, len(data))
    known = kind in _CMS and inner.depth <= budget.limits.depth
    yield from read_as(inner, budget, "cms") if known else read_member(inner, budget)


def _as_utf8(data: bytes, charset: str | None) -> bytes:
    """A text in UTF-8, if it is what its charset says; a reader after us does not see the charset."""
    name = encoding.normalise(charset) if charset else None
    if name is None or name in ("ascii", "utf-8") or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return data
    try:
        return data.decode(name).encode("utf-8", "replace")
    except (UnicodeDecodeError, LookupError):
        return data


def _inner_message(message: Message, name: str | None, way: str, source: Source, budget: Budget) -> Iterator[Item]:
    """A message inside the message, also one that was packed although it must not be."""
    budget.spend_member()
    if message.get_content_type() == "message/external-body":
        yield Unread(source.inner("body"), Reason.UNSUPPORTED, "external-body")
        return
    payload = message.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload and isinstance(payload[0], Message) else None
    label = source.member(io.BytesIO(b""), f"attachment:{name or budget.members}", 0)
    yield from names.attached(label, budget)
    if label.depth > budget.limits.depth:
        yield Unread(label.part, Reason.TOO_DEEP, "eml")
    elif inner is None or way in ("base64", "quoted-printable"):
        packed = inner.as_bytes().lstrip(b"\n") if inner is not None else _source_of(message)
        data, whole = mailbodies.transfer_decoded(packed, way)
        if not whole:
            yield Unread(label.part, Reason.CORRUPT, "eml")
        yield from read_bytes(data, label, budget)
    else:
        yield from _message(inner, label, budget)


def _text_part(message: Message, data: bytes, kind: str, source: Source, budget: Budget) -> Iterator[Item]:
    if kind == "text/html":
        text = _text_of(message, data)
        yield from markup.whole(text, "body.html", source, budget)
        return
    data, files = mailbodies.files_in(data)
    text = _text_of(message, data)
    if str(message.get_param("format", "")).lower() == "flowed":
        text = mailbodies.unflowed(text, delete_space=str(message.get_param("delsp", "")).lower() == "yes")
    elif kind in ("text/enriched", "text/richtext"):
        text = mailbodies.unenriched(text)
    if text:
        yield from Part(source.inner("body"), budget, lines=True).blocks(text)
    if "-----BEGIN PGP MESSAGE-----" in text:
        yield Unread(source.inner("body"), Reason.ENCRYPTED, "pgp")
    for file in files:
        yield from _file(file, source, budget)


def _text_of(message: Message, data: bytes) -> str:
    charset = message.get_content_charset()
    return encoding.decode(data, charset if charset not in ("us-ascii", "ascii") else None).replace("\r\n", "\n")


def _file(file: mailbodies.File, source: Source, budget: Budget) -> Iterator[Item]:
    """A file that stood in the text."""
    try:
        budget.spend_member()
    except Stop as stop:
        yield Unread(source.inner("body"), stop.reason)
        raise
    name = encoding.decode(file.name, "utf-8").replace("/", "_")
    inner = source.member(io.BytesIO(file.data), f"attachment:{name}", len(file.data))
    if not file.whole:
        yield Unread(inner.part, Reason.CORRUPT)
    yield from read_member(replace(inner, name=name), budget)


def _file_name(message: Message) -> str | None:
    """An attachment's name, however it is written; None for a part that is shown inline."""
    name = parameter(message, "filename", "content-disposition") or parameter(message, "name", "content-type")
    if name:
        return name.replace("/", "_")
    disposition = str(message.get("Content-Disposition", "")).strip().lower()
    return "attachment" if disposition.startswith("attachment") else None
