"""The next hop: the real mail server, asked in a conversation of our own that follows the client's.

Every method may block, and is called from a thread. What it answers is what the client is told.
"""

from __future__ import annotations

import base64
import contextlib
import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from agent.relay.dsn import Mailing, Receiver

SECONDS = 300.0
"""How long the next hop may take for an answer (RFC 5321, 4.5.3.2 asks for so much)."""
CONNECTING = 10.0


class HopDown(Exception):
    """The next hop cannot be reached, or hung up; what it was doing may have been done or not."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the next hop is, and how far the way there is to be trusted. context: None for no TLS."""

    host: str
    port: int
    name: str
    context: ssl.SSLContext | None = None
    must: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A code and what was said, as one or more lines of ASCII or UTF-8."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        """Done, or go on."""
        return self.code < 400

    @property
    def passing(self) -> bool:
        """Not now: 4xx."""
        return 400 <= self.code < 500

    def reply(self, *, utf8: bool) -> str:
        """The answer as it is passed on."""
        text = self.text if utf8 else self.text.encode("ascii", "replace").decode()
        lines = text.splitlines() or ["OK"]
        marks = ["-"] * (len(lines) - 1) + [" "]
        return "\r\n".join(f"{self.code}{mark}{line[:480]}" for mark, line in zip(marks, lines, strict=True))


class Hop:
    """One connection to the next hop. Raises HopDown wherever that fails."""

    def __init__(self, where: Where) -> None:
        self._where = where
        try:
            self._smtp = smtplib.SMTP(local_hostname=where.name, timeout=CONNECTING)
            code, _ = self._smtp.connect(where.host, where.port)
            if code != 220:
                raise HopDown(f"greeted with {code}")
            self._greet()
            self.encrypted = self._encrypt(where)
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise HopDown(type(error).__name__) from error

    def _greet(self) -> None:
        code, _ = self._smtp.ehlo()
        if code != 250:
            raise HopDown(f"EHLO gives {code}")

    def _encrypt(self, where: Where) -> bool:
        if where.context is None:
            return False
        if not self._smtp.has_extn("starttls"):
            if where.must:
                raise HopDown("no STARTTLS")
            return False
        self._smtp._host = where.host  # type: ignore[attr-defined]  # noqa: SLF001 - smtplib sets it only in its constructor
        self._smtp.starttls(context=where.context)
        self._greet()
        return True

    def offers(self, name: str) -> bool:
        """Whether it offers an extension."""
        return bool(self._smtp.has_extn(name.lower()))

    @property
    def size(self) -> int:
        """The largest message that it takes, 0 if it does not say."""
        found = self._smtp.esmtp_features.get("size", "")
        return int(found) if found.isdigit() else 0

    def log_in(self, user: bytes, password: bytes) -> Answer:
        """Log in as somebody."""
        ways = self._smtp.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in ways:
            return self._command("AUTH", "PLAIN " + _base64(b"\0" + user + b"\0" + password))
        if "LOGIN" not in ways:
            return Answer(454, "4.7.0 The next server offers no way to log in")
        for argument in ("LOGIN " + _base64(user), None):
            answer = self._command("AUTH", argument) if argument else self._command(_base64(password), "")
            if answer.code != 334:
                break
        return answer

    def mail(self, mailing: Mailing) -> Answer:
        """Begin a message."""
        self._smtp.command_encoding = "utf-8" if mailing.utf8 else "ascii"
        options = [f"BODY={mailing.body}"] if self.offers("8bitmime") else []
        options += ["SMTPUTF8"] if mailing.utf8 and self.offers("smtputf8") else []
        options += mailing.options if self.offers("dsn") else ()
        sender = "" if mailing.sender == "<>" else mailing.sender
        return self._command("MAIL", " ".join([f"FROM:<{sender}>", *options]))

    def rcpt(self, receiver: Receiver) -> Answer:
        """Name a recipient."""
        options = receiver.options if self.offers("dsn") else ()
        return self._command("RCPT", " ".join([f"TO:<{receiver.address}>", *options]))

    def data(self, content: bytes) -> Answer:
        """Send the message that was begun. If this raises, it may have been taken or not."""
        try:
            code, text = self._smtp.data(content)
        except smtplib.SMTPDataError as error:
            code, text = error.smtp_code, _bytes(error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            raise HopDown(type(error).__name__) from error
        return _answer(code, text)

    def reset(self) -> None:
        """Forget the message that was begun."""
        self._command("RSET")

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(AttributeError):
            self._smtp.close()

    def _command(self, verb: str, argument: str = "") -> Answer:
        try:
            code, text = self._smtp.docmd(verb, argument)
        except (OSError, smtplib.SMTPException) as error:
            raise HopDown(type(error).__name__) from error
        except (ValueError, UnicodeError):  # not sayable in this encoding, or with an end of line in it
            return Answer(553, "5.6.7 The address cannot be passed on")
        if code in (-1, 421):
            self.close()
            raise HopDown(f"{verb[:4]} gives {code}")
        return _answer(code, text)


def refused(hop: Hop, mailing: Mailing) -> tuple[list[tuple[Receiver, Answer]], Answer | None]:
    """Name sender and recipients; the recipients not taken, and the answer if the sender is not."""
    answer = hop.mail(mailing)
    if not answer.good:
        return [], answer
    answers: Iterable[tuple[Receiver, Answer]] = [(each, hop.rcpt(each)) for each in mailing.to]
    return [(each, said) for each, said in answers if not said.good], None


def _answer(code: int, text: bytes) -> Answer:
    return Answer(code, text.decode("utf-8", "replace"))


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
