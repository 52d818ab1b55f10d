"""Undoing the tricks by which people write a number so that a filter does not see it.

Spoken digits (幺三九…), letters for digits (l39OO…), digits spaced out, circled and other odd
digits, unseen characters, nicknames of WeChat (薇信, vx), and mail addresses without their @. Tricks
are undone only beside a word that says what is hidden, or where they say it themselves, so ordinary
text stays as it is; offsets lead back to the text as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dlp.text import fold


class Trick(StrEnum):
    """How something was disguised."""

    UNSEEN = "unseen characters"
    SPOKEN = "spoken digits"
    LETTERS = "letters for digits"
    SPACED = "spaced digits"
    ODD = "odd digits"
    NICKNAME = "nickname of WeChat"
    MAIL = "mail address without @"


@dataclass(frozen=True, slots=True, repr=False)
class Undone:
    """A stretch of text with its tricks undone.

    `text` is what was meant; `offsets` maps each of its characters (and the end) to the text as
    typed; `disguised` is the span in `text` where the tricks were, and `tricks` names them.
    """

    text: str
    offsets: tuple[int, ...]
    disguised: tuple[int, int]
    tricks: frozenset[Trick]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the text as typed of a span in the undone text."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def needed_by(self, start: int, end: int) -> bool:
        """Whether something found at a span of the undone text needed the undoing."""
        return start < self.disguised[1] and self.disguised[0] < end


_WORDS = (
    *"手机 电话 联系 号码 拨打 致电 打我 微信 薇信 威信 短信 手機 電話 whatsapp mobile phone tel call".split(),
    *"身份证 证件 公民身份 sfz idcard".split(),
    "id card",
)
"""What a disguised number stands beside."""

_FRONT, _BEHIND = 14, 24
"""How many characters in front of a cue and behind it a disguised number may begin."""

_SPOKEN = dict(zip("零〇洞幺一二三四五六七八九壹贰叁肆伍陆柒捌玖两", "00011234567891234567892", strict=True))
_LETTERS = {"O": "0", "o": "0", "Q": "0", "I": "1", "l": "1", "i": "1", "|": "1"}
_UNSEEN = "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u3164\ufe00-\ufe0f\ufeff\u20e3"
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")
_HIDDEN = re.compile(r"(?<=[0-9A-Za-z０-９])[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]{1,8}(?=[0-9A-Za-z０-９])")
"""Soft hyphens are left out: typesetting puts them there."""
_ODD = "⓪①-⑨⓿❶-❾➀-➈➊-➒⁰¹²³⁴-⁹₀-₉\U0001d7ce-\U0001d7ff\u0660-\u0669\u06f0-\u06f9\u0966-\u096f"
_DIGIT = rf"(?:[0-9０-９{''.join(_SPOKEN)}OoQIli|{_ODD}])"
_GAP = rf"[ \u3000\xa0.·_*/~\-—–│┃{_UNSEEN}]{{0,3}}"
_BOXED = r"\d(?: ?\| ?\d){10}(?:(?: ?\| ?\d){6} ?\| ?[\dXx])?(?! ?\| ?\d)"
"""One digit to a box, as a form's text comes out of a page: here a stroke is no digit one."""

_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z０-９])(?:(?P<boxed>{_BOXED})|(?!\|\d[ ]?\|){_DIGIT}(?:{_GAP}{_DIGIT}){{10,17}}(?:{_GAP}[Xx])?)(?![0-9A-Za-z０-９])"
)
GATES = (
    rf"[{''.join(_SPOKEN)}][ .·-]?[{''.join(_SPOKEN)}][ .·-]?[{''.join(_SPOKEN)}]",
    rf"[0-9][ .·-]?[{''.join(_SPOKEN)}][ .·-]?[{''.join(_SPOKEN)}0-9]",
    r"[0-9][ .-]?[OoQIli|][ .-]?[0-9OoQIli|]",
    rf"[{_ODD}][ .-]?[{_ODD}0-9]",
    r"[0-9](?:[ .·_*/~│┃|-]{1,3}[0-9]){5}",
    r"[0-9]{2}(?:[ .·_*/~-]{1,2}[0-9]{2}){3}",
    r"1[3-9][0-9](?:[ -][0-9]{3}[ -][0-9]{5}|[0-9][ -][0-9]{4}[ -][0-9]{3})",
    rf"[0-9０-９][{_UNSEEN}\u3000\xa0—–][0-9０-９]",
)
"""Expressions without look-around of which every disguised number holds one; plain text seldom does."""

NICKNAME_GATES = (
    "[薇威维溦徽巍VvＶｖ][信❤]|[Vv][Xx][号:：是为 ]|薇[号:：是为 ]",
    r"[0-9A-Za-z_-][ ]?[(\[{（【][ ]?(?:[Aa][Tt]|@|#)[ ]?[)\]}）】]",
    r"[0-9A-Za-z_-](?: [Aa][Tt] |[ ]?艾特[ ]?)[0-9A-Za-z-]{1,30}(?: [Dd][Oo][Tt] |点|[.])",
    r"[0-9A-Za-z_-][#＃][0-9A-Za-z-]{2,20}[.][a-z]",
)
"""The same for nicknames of WeChat, and for mail addresses without their @."""

_IN_A_NUMBER = "".join(("0123456789 ._*/~-", *(char for char in _LETTERS))).encode() + bytes(range(0x80, 0x100))
"""The bytes of everything that a disguised number may consist of, and of other Chinese."""

_GAPS = b" ._*/~-"
_FARTHEST = 160
"""So many bytes on either side hold eleven digits, however far apart they may be."""

_RUN = 40
_MOBILE, _IDENTITY_LENGTH = 11, 18
_USUAL = re.compile(
    r"\d{11}|\d{18}|1-[2-9]\d\d-\d{3}-\d{4}|\d{17}[Xx]|\d{3}([ .-])\d{4}\1\d{4}|\d{3}[ -]\d{8}|\d{4}([ -])\d{3}\2\d{4}|\d{6}[ -]\d{8}[ -]\d{4}"
)
_FEWEST_PLAIN = 5
"""With letters for digits, so many must be real ones: a word of O and l is a word."""

_MANY_GAPS = 8

_NICKNAME = re.compile(
    r"(?:[薇威维溦徽巍][信❤]|(?<![0-9A-Za-z])[VvＶｖ][信❤]|(?<![0-9A-Za-z.])[Vv][Xx]|(?<=[加的+]|[，。；,;\s])薇)(?P<id>[号:：是为\s]{1,4})(?=[A-Za-z][-_A-Za-z0-9]{5,19}(?![-_0-9A-Za-z.(\[])|1[3-9]\d{9}(?!\d))"
)
_DOT = r"(?:\.| ?[(\[{（【] ?(?:dot|\.|点) ?[)\]}）】] ?| dot |点)"
_MAIL = re.compile(
    r"(?<![0-9A-Za-z._%+#-])(?P<box>[0-9A-Za-z](?:[0-9A-Za-z._+-]{0,40}[0-9A-Za-z_-])?)"
    r"(?P<at>(?P<sure> ?[(\[{（【] ?(?:at|@|#) ?[)\]}）】] ?)| at | ?艾特 ?|[#＃])"
    rf"(?P<host>[0-9A-Za-z-]{{1,30}}(?:{_DOT}[0-9A-Za-z-]{{2,20}}){{0,2}}?{_DOT}(?:com|cn|net|org|edu|gov|hk|tw|me|io))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_IS_DOT = re.compile(_DOT, re.IGNORECASE)
_OF_MAIL = re.compile("邮箱|邮件|邮址|信箱|郵箱|e-?mail|mail", re.IGNORECASE)
_PROVIDER = re.compile(r"(?:qq|163|126|139|189|gmail|foxmail|sina|sohu|yeah|outlook|hotmail|aliyun)\W", re.IGNORECASE)
_MAIL_REACH = 16
"""How far in front of a disguised mail address a word for it may stand."""

_MAY_BE_NICKNAME = re.compile("[薇威维溦徽巍VvＶｖ][信❤Xx]|薇[号:：是为 ]")
_AROUND = 40


def may_hide_a_number(data: bytes, end: int) -> bool:
    """Whether around the end of a match of `GATES`, in UTF-8, enough stands together to be a number's digits."""
    before, after = data[max(0, end - _FARTHEST) : end], data[end : end + _FARTHEST]
    together = before[len(before.rstrip(_IN_A_NUMBER)) :] + after[: len(after) - len(after.lstrip(_IN_A_NUMBER))]
    return len(together.translate(None, _GAPS)) >= _MOBILE


def undo(text: str) -> Iterator[Undone]:
    """Every stretch of a text in which something was disguised."""
    if _MAY_BE_NICKNAME.search(text):
        yield from _nicknames(text)
    yield from _mails(text)
    yield from _numbers(text)


def unseen_inside(value: str) -> bool:
    """Whether characters that nobody sees stand between the letters or digits of a value."""
    return not value.isascii() and _IS_UNSEEN.search(value) is not None and _HIDDEN.search(value) is not None


def _nicknames(text: str) -> Iterator[Undone]:
    for match in _NICKNAME.finditer(text):
        left, right = max(0, match.start() - _AROUND), match.end() + _AROUND
        yield _replaced(
            text,
            left,
            right,
            (match.start(), match.start("id")),
            "微信号",
            frozenset({Trick.NICKNAME}),
            reach=match.end() + 20,
        )


def _mails(text: str) -> Iterator[Undone]:
    for match in _MAIL.finditer(text):
        if not (match["sure"] or _is_mail(text, match)):
            continue
        meant, places = _mail(match)
        left, right = max(0, match.start() - _AROUND), match.end() + _AROUND
        yield _replaced(text, left, right, match.span(), meant, frozenset({Trick.MAIL}), places=places)


def _is_mail(text: str, match: re.Match[str]) -> bool:
    """Whether a word in front, a well-known provider or a spelt dot says that a mail address is meant."""
    spelt = any(dot[0] != "." for dot in _IS_DOT.finditer(match["host"]))
    in_front = _OF_MAIL.search(text, max(0, match.start() - _MAIL_REACH), match.start())
    return spelt or in_front is not None or (match["at"] in "#＃" and _PROVIDER.match(match["host"]) is not None)


def _mail(match: re.Match[str]) -> tuple[str, list[int]]:
    """The address as it was meant, and where in the match each of its characters comes from."""
    begin, host = match.start(), match.start("host")
    meant, places = match["box"] + "@", [*range(len(match["box"])), match.start("at") - begin]
    at = 0
    for dot in _IS_DOT.finditer(match["host"]):
        meant += match["host"][at : dot.start()] + "."
        places += [*range(host - begin + at, host - begin + dot.start()), host - begin + dot.start()]
        at = dot.end()
    return meant + match["host"][at:], [*places, *range(host - begin + at, match.end() - begin)]


def _numbers(text: str) -> Iterator[Undone]:
    seen = -1
    for begin, end in _cues(text):
        start = max(seen, begin - _FRONT - _RUN, 0)
        for match in _NUMBER.finditer(text, start, min(len(text), end + _BEHIND + _RUN)):
            near = match.end() >= begin - _FRONT and match.start() <= end + _BEHIND
            undone = _number(text, match) if near and match.start() > seen else None
            if undone:
                seen = match.end()
                yield undone


def _cues(text: str) -> list[tuple[int, int]]:
    """Where words stand that a number belongs to, in any case; plain search is far quicker than an expression."""
    lower = text.lower()
    if len(lower) != len(text):  # the lower case of some capital is two characters
        lower = "".join(char.lower()[0] for char in text)
    return sorted((at, at + len(word)) for word in _WORDS for at in _places(lower, word))


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _number(text: str, match: re.Match[str]) -> Undone | None:
    """The number as it was meant, if it was disguised and is as long as a number should be."""
    written = match[0]
    boxed = match["boxed"] is not None
    kept = [(i, d) for i, char in enumerate(written) if not (boxed and char == "|") and (d := _plain(char))]
    number = "".join(digit for _, digit in kept)
    if len(number) not in (_MOBILE, _IDENTITY_LENGTH) or _USUAL.fullmatch(fold(written).text):
        return None
    if (len(number) == _MOBILE and not re.match("1[3-9]", number)) or not (boxed or _is_meant(written)):
        return None
    left, right = max(0, match.start() - _AROUND), match.end() + _AROUND
    return _replaced(
        text, left, right, match.span(), number, frozenset() if boxed else _tricks(written), places=[i for i, _ in kept]
    )


def _is_meant(written: str) -> bool:
    """Whether a string is a disguised number at all: letters among digits, or no letters."""
    letters = sum(char in _LETTERS for char in written)
    return not letters or sum(char.isdigit() and char.isascii() for char in written) >= _FEWEST_PLAIN


def _plain(char: str) -> str:
    """The digit that a character stands for, or nothing."""
    if char.isascii():
        return char if char.isdigit() else "X" if char in "Xx" else _LETTERS.get(char, "")
    return _SPOKEN.get(char) or (str(unicodedata.digit(char)) if unicodedata.digit(char, None) is not None else "")


def _tricks(written: str) -> frozenset[Trick]:
    """The tricks in a number as written; a few gaps at odd places are only a habit of writing."""
    counted = Counter(_trick(char) for char in written)
    return frozenset(t for t in counted if t and (t is not Trick.SPACED or counted[t] >= _MANY_GAPS))


def _trick(char: str) -> Trick | None:
    if char in _SPOKEN:
        return Trick.SPOKEN
    if char in _LETTERS:
        return Trick.LETTERS
    if _IS_UNSEEN.match(char):
        return Trick.UNSEEN
    if char in "│┃":
        return None
    if not _plain(char):
        return Trick.SPACED
    return None if char.isascii() or "０" <= char <= "９" else Trick.ODD


def _replaced(
    text: str,
    left: int,
    right: int,
    span: tuple[int, int],
    meant: str,
    tricks: frozenset[Trick],
    *,
    places: list[int] | None = None,
    reach: int = 0,
) -> Undone:
    """The text from `left` to `right` with one span put as it was meant, and the way back."""
    start, stop = span
    tail = text[stop:right]
    inner = [start + p for p in places] if places else [start] * len(meant)
    offsets = [*range(left, start), *inner, *range(stop, stop + len(tail)), stop + len(tail)]
    first = start - left
    end = first + len(meant) + max(0, reach - stop)
    return Undone(text[left:start] + meant + tail, tuple(offsets), (first, end), tricks)
