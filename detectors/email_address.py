"""E-mail address (RFC 5321, the part of it that is used), also glued to Chinese text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.base import LETTERS_AND_DIGITS, Gate, Pattern, Taken, no, yes
from dlp.model import Text
from dlp.text import folded

_FILES = frozenset("png jpg jpeg gif svg webp bmp ico css js ts map mp3 mp4 woff py".split())
_EXAMPLES = re.compile(r"@(?:.+\.)?(?:example\.(?:com|net|org|cn|com\.cn|edu)|(?:example|test|invalid|localhost))$")


_RESERVED = ("test", "invalid", "localhost")
_IN_SMALL_LETTERS = re.compile(
    r"[0-9a-z](?:[0-9a-z._%+-]{0,62}[0-9a-z_+-])?@(?:[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?\.){1,5}[a-z]{2,24}"
)
_CONFIDENCE = 0.9


def canonical(text: str) -> str:
    """The address in lower case."""
    return folded(text).lower()


def is_valid(address: str) -> bool:
    """Whether the parts are within their lengths and the end is not a file ending."""
    local, _, domain = address.partition("@")
    return len(local) <= 64 and len(domain) <= 253 and ".." not in address and domain.rpartition(".")[2] not in _FILES


def _quickly(cells: Sequence[str]) -> list[Taken | None]:
    """Addresses in small letters, as nearly all are written."""
    is_one = _IN_SMALL_LETTERS.fullmatch
    return [(_CONFIDENCE, cell) if is_one(cell) and is_valid(cell) else None for cell in cells]


def is_specimen(address: str) -> bool:
    """Whether it is set apart for examples (RFC 2606)."""
    may_be = "example" in address or address.endswith(_RESERVED)  # sooner asked than the expression
    return may_be and _EXAMPLES.search(address) is not None


def mask(text: str) -> str:
    """The first character of the mailbox, and the domain."""
    local, _, domain = canonical(text).partition("@")
    return f"{local[:1]}***@{domain}"


DETECTOR = Pattern(
    entity="EMAIL_ADDRESS",
    title=Text("电子邮箱", "E-mail address"),
    source="RFC 5321",
    gate=Gate(shapes=(r"@[0-9A-Za-z]",), made_of=LETTERS_AND_DIGITS + "._%+-@"),
    regex=(
        r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z](?:[0-9A-Za-z._%+-]{0,62}[0-9A-Za-z_+-])?"
        r"@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\.){1,5}[A-Za-z]{2,24}(?![0-9A-Za-z])(?!:(?:[A-Za-z~/]|\d{2,5}(?!\d)))"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_CONFIDENCE,
    quick=_quickly,
    mask=mask,
    specimen=is_specimen,
    examples=(
        yes("邮箱zhangsan88@qq.com。", "zhangsan88@qq.com"),
        yes("请发邮件到li.si_01@mail.corp.com.cn确认", "li.si_01@mail.corp.com.cn"),
        yes("WANG@163.COM；a-b@vip.sina.com", "WANG@163.COM", "a-b@vip.sina.com"),
        yes("见https://a.cn/b，请发邮件到li.si_01@163.com", "li.si_01@163.com"),
        no("logo@2x.png", why="an image for dense screens"),
        no("git clone git@github.com:org/repo.git", why="the user name of an ssh address"),
        no("user@localhost", why="no domain"),
        no("价格@100.00元", why="no domain"),
    ),
)
