"""Internet messages (RFC 5322, MIME): headers, bodies, and attachments by their own true type."""

from __future__ import annotations

import email
import email.message
import email.utils
import io
from collections.abc import Iterator
from email.header import decode_header

from dlp.model import Envelope, Reason, Unread
from dlp.readers import encoding, markup
from dlp.readers.dispatch import read_member
from dlp.readers.source import Budget, Item, Part, Source, Stop

Message = email.message.Message
_SHOWN = ("Subject", "From", "To", "Cc", "Bcc", "Reply-To", "Date")
_RECIPIENTS = ("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc")
_SEALED = frozenset(
    {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted", "multipart/encrypted"}
)


def read(source: Source, budget: Budget) -> Iterator[Item]:
    """Envelope, headers, bodies and attachments of a message."""
    data = source.whole(budget.limits.file_bytes)
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    message = email.message_from_bytes(data)
    if source.depth == 0:
        yield envelope(message)
    part = Part(source.inner("headers"), budget)
    yield part.block("".join(f"{name}: {line}\n" for name in _SHOWN for line in values(message, name)))
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
    return [address.lower() for _, address in email.utils.getaddresses(lines) if "@" in address]


def values(message: Message, name: str) -> list[str]:
    """A header's values with encoded words decoded, whatever they claim to be."""
    return [decoded(str(value)) for value in message.get_all(name, [])]


def decoded(value: str) -> str:
    """A header value as people read it (RFC 2047); raw bytes are taken for Chinese."""
    if any("\udc80" <= c <= "\udcff" for c in value):
        return encoding.decode(value.encode("utf-8", "surrogateescape")).replace("\n", " ")
    try:
        pieces = decode_header(value)
    except (email.errors.HeaderParseError, ValueError):
        return value
    text = "".join(
        p if isinstance(p, str) else encoding.decode(p, charset) if charset else p.decode("latin-1")
        for p, charset in pieces
    )
    return " ".join(text.split())


def _body(message: Message, source: Source, budget: Budget) -> Iterator[Item]:
    """Walk the MIME tree; what cannot be decoded is unread, the rest goes on."""
    if message.get_content_type() in _SEALED and not _is_signed_only(message):
        yield Unread(source.inner("body"), Reason.ENCRYPTED, message.get_content_type())
        return
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for child in message.get_payload():
            if isinstance(child, Message):
                yield from _body(child, source, budget)
        return
    yield from _leaf(message, source, budget)


def _is_signed_only(message: Message) -> bool:
    return str(message.get_param("smime-type", "")).lower() in ("signed-data", "certs-only")


def _leaf(message: Message, source: Source, budget: Budget) -> Iterator[Item]:
    name = _file_name(message)
    kind = message.get_content_type()
    try:
        data = _payload(message)
        if name is None and kind in ("text/plain", "text/html"):
            yield from _text(message, data, kind, source, budget)
            return
        budget.spend_member()
    except Stop as stop:
        yield Unread(source.inner(name or "body"), stop.reason, stop.kind)
        if budget.exhausted:
            raise
        return
    label = f"attachment:{name or f'{budget.members}'}"
    yield from read_member(source.member(io.BytesIO(data), label, len(data)), budget)


def _payload(message: Message) -> bytes:
    if message.get_content_type() == "message/rfc822":
        inner = message.get_payload()
        return bytes(inner[0]) if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
    data = message.get_payload(decode=True)
    if not isinstance(data, bytes):
        raise Stop(Reason.CORRUPT)
    return data


def _text(message: Message, data: bytes, kind: str, source: Source, budget: Budget) -> Iterator[Item]:
    text = encoding.decode(data, message.get_content_charset()).replace("\r\n", "\n")
    if kind == "text/html":
        yield from markup.blocks(text, Part(source.inner("body.html"), budget))
    else:
        yield from Part(source.inner("body"), budget, lines=True).blocks(text)


def _file_name(message: Message) -> str | None:
    """An attachment's name, also encoded the old way; None for a part that is shown inline."""
    try:
        name = message.get_filename()
    except (LookupError, UnicodeError):
        name = "attachment"
    if name:
        return decoded(name).replace("/", "_")
    return "attachment" if message.get_content_disposition() == "attachment" else None
