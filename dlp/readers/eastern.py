"""Telling Japanese, Korean and 7-bit encodings from Chinese ones.

Kana give Japanese away and syllables Korean: Chinese text read as either has hardly any.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

_ISO_2022 = (
    (re.compile(rb"\x1b\$\)C"), ("iso2022_kr",)),
    (
        re.compile(rb"\x1b\$(?:[@B]|\([@BDOPQ])|\x1b\(J"),
        ("iso2022_jp", "iso2022_jp_2", "iso2022_jp_ext", "iso2022_jp_2004"),
    ),
)
_HZ = re.compile(rb"~\{(?:[\x21-\x7e]{2}){1,200}~\}")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_SYLLABLES = re.compile("[\uac00-\ud7a3]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_JAPANESE = ("cp932", "euc_jp")
_MANY_KANA, _MANY_SYLLABLES = 0.15, 0.8


def seven_bit(sample: bytes) -> str | None:
    """The encoding of text that switches character sets by escapes: ISO-2022 (RFC 1468, 1557), HZ (RFC 1843)."""
    if not sample.isascii():
        return None
    names = next((names for mark, names in _ISO_2022 if mark.search(sample)), ())
    if not names and _HZ.search(sample):
        names = ("hz",)
    return next((name for name in names if decoded(sample, name) is not None), None)


def japanese_or_korean(sample: bytes) -> str | None:
    """cp932, euc_jp or cp949 where kana or syllables say so."""
    share, best = max(((_share(sample, name, _kana), name) for name in _JAPANESE), key=lambda each: each[0])
    if share > _MANY_KANA:
        return best
    return "cp949" if _share(sample, "cp949", _syllables) > _MANY_SYLLABLES else None


def utf32(sample: bytes) -> str | None:
    """UTF-32 without a mark: three or two of four bytes are zero, always the same ones."""
    if len(sample) < 8:
        return None
    whole = sample[: len(sample) // 4 * 4]
    for name, high in (("utf-32-le", whole[3::4]), ("utf-32-be", whole[0::4])):
        text = decoded(whole, name) if not any(high) else None
        if text and "\0" not in text:
            return name
    return None


def decoded(sample: bytes, name: str) -> str | None:
    """A sample's characters, None if they are not of that encoding; it may end inside one."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(sample)
    except UnicodeError:
        return None


def _share(sample: bytes, name: str, count: Callable[[str], int]) -> float:
    text = decoded(sample, name)
    wide = len(text) - len(text.encode("ascii", "ignore")) if text else 0
    return count(text) / wide if text and wide else 0.0


def _kana(text: str) -> int:
    """Kana, half-width ones counted against: Chinese read as Shift JIS is full of them."""
    return len(_KANA.findall(text)) - 2 * len(_HALF_WIDTH.findall(text))


def _syllables(text: str) -> int:
    return len(_SYLLABLES.findall(text))
