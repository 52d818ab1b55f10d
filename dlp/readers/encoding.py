"""Finding the encoding of a text, Chinese first: BOM, UTF-16 by its zeros, UTF-8, GB18030, Big5."""

from __future__ import annotations

import codecs
from collections import Counter

from dlp.readers import eastern

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EVERYDAY = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进"
    "好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身"
    "果加西月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必"
    "场件计管期市直德资命山金指许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传"
    "师观清今切院让识候带导争运姓号码份证址银卡邮箱客户李陈刘杨黄赵吴周徐孙胡朱林何郭罗江省县镇村街楼室"
    "這個們來為國說時會對過發後現當沒動麼種經還進樣裡從實軍無與長機開關點業將兩間問並應戰體見產給員電數報務場計統區隊決設記權類據讓識帶導爭運號碼證銀戶縣樓，。、；：？！“”（）《》"
)
_SAMPLE = 1 << 16
_WESTERN = frozenset({"iso8859-1", "cp1252", "ascii", "iso8859-15"})
_SELDOM = frozenset({"hp-roman8", "cp775", "cp1258", "cp437", "cp850", "mac-latin2", "mac-iceland", "mac-turkish"})
"""What is guessed for short Western texts and hardly ever true."""
_CLEAR = 0.25
_BROKEN = 30
"""In damaged text, one character of this many may be broken."""
_SURE = 0.4
"""A share of everyday characters that Western text read as Chinese does not reach."""
_CONTROL = bytes(c for c in range(32) if c not in (9, 10, 11, 12, 13, 26, 27))
_ALIASES = {
    "gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "gb-2312": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030",
    "big5": "big5hkscs", "cp950": "big5hkscs", "big5-hkscs": "big5hkscs", "x-x-big5": "big5hkscs",
}  # fmt: skip


def detect(data: bytes) -> str | None:
    """The encoding of a sample, None if it does not look like text in one we know."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    sample = data[:_SAMPLE]
    wide = eastern.utf32(sample) or _utf16(sample)
    if wide:
        return wide
    if b"\0" in sample or (_is_binary(sample) and not eastern.seven_bit(sample)):
        return _unmarked_chinese_utf16(sample) or _padded(sample)
    return _text(sample)


def _text(sample: bytes) -> str | None:
    """The encoding of bytes that have no controls in them."""
    if switched := eastern.seven_bit(sample):
        return switched
    if _decodes(sample, "utf-8") is not None:
        return "utf-8"
    return _chinese_or_near(sample) or _damaged(sample) or _guess(sample)


def _chinese_or_near(sample: bytes) -> str | None:
    """Chinese unless kana or Korean syllables stand against it, or it is only half convincing."""
    chinese, near = _chinese(sample), eastern.japanese_or_korean(sample)
    if chinese and near:
        return chinese if _everyday(sample, chinese) > _CLEAR else near
    return chinese or near


def _damaged(sample: bytes) -> str | None:
    """UTF-8 or Chinese with a few bytes that are not, as where fields were cut at a number of bytes."""
    for name in ("utf-8", "gb18030"):
        text = sample.decode(name, "replace")
        wide = [c for c in text if c > "\x7f"]
        broken = wide.count("\ufffd")
        if broken <= 1 + len(wide) // _BROKEN and sum(c in _EVERYDAY for c in wide) > _CLEAR * len(wide):
            return name
    return None


def _padded(sample: bytes) -> str | None:
    """Text whose fields are filled up with zero bytes: what remains must be text beyond doubt."""
    text = sample.replace(b"\0", b"")
    if len(text) < max(16, len(sample) // 20) or any(c < 32 and c not in b"\t\n\r\f" for c in text):
        return None
    return "utf-8" if _decodes(text, "utf-8") is not None else _chinese(text)


def normalise(name: str) -> str | None:
    """A declared charset as one Python knows, the wider Chinese ones in place of the narrow."""
    lower = name.strip().strip("\"'").lower()
    try:
        return codecs.lookup(_ALIASES.get(lower, lower)).name
    except (LookupError, ValueError):
        return None


def decode(data: bytes, declared: str | None = None) -> str:
    """All of a short text as characters; what fits no encoding becomes U+FFFD."""
    name = normalise(declared) if declared else None
    if name and not _contradicts(data, name) and _decodes(data, name, final=True) is not None:
        return data.decode(name)
    return data.decode(detect(data) or name or "gb18030", "replace")


def _contradicts(data: bytes, name: str) -> bool:
    """Whether the bytes show that a declared charset is wrong though they decode in it.

    Any bytes are Latin-1, and any even number of them is UTF-16.
    """
    if any(data.startswith(bom) for bom, _ in _BOMS):
        return True
    if name.startswith(("utf-16", "utf-32")):
        return detect(data) not in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
    if data.isascii() or name == "utf-8":
        return False
    if name not in _WESTERN:
        return _decodes(data, "utf-8", final=True) is not None and _everyday(data, "utf-8") >= _everyday(data, name)
    return _decodes(data, "utf-8", final=True) is not None or _everyday(data[:_SAMPLE], "gb18030") > _SURE


def is_mixed(sample: bytes, name: str) -> bool:
    """Whether some lines of a text that is not UTF-8 are UTF-8 all the same, as in some logs."""
    if name not in ("gb18030", "big5hkscs"):
        return False
    wide = [line for line in sample.split(b"\n")[:-1] if not line.isascii()]
    good, enough = 0, len(wide) // 10
    for line in wide:
        good += _is_utf8(line)
        if good > enough:
            return True
    return False


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def fits(data: bytes, name: str) -> bool:
    """Whether bytes, perhaps cut off inside a character, decode without an error."""
    return _decodes(data, name) is not None


def _utf16(sample: bytes) -> str | None:
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.2 and even < 0.05:
        return "utf-16-le"
    if even > 0.2 and odd < 0.05:
        return "utf-16-be"
    return None


def _unmarked_chinese_utf16(sample: bytes) -> str | None:
    """UTF-16 of mostly Han characters has few zeros; its everyday characters give it away."""
    best = max(("utf-16-le", "utf-16-be"), key=lambda name: _everyday(sample, name))
    return best if _everyday(sample, best) > 0.3 else None


def _is_binary(sample: bytes) -> bool:
    control = len(sample) - len(sample.translate(None, _CONTROL))
    return b"\0" in sample or control > len(sample) // 50


def _decodes(data: bytes, name: str, *, final: bool = False) -> str | None:
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(data, final)
    except (UnicodeError, LookupError):
        return None


def _everyday(sample: bytes, name: str) -> float:
    """The share of everyday characters among all that are not ASCII, private use counted against."""
    text = _decodes(sample[: len(sample) // 2 * 2] if name.startswith("utf-16") else sample, name)
    if text is None:
        return 0.0
    wide = {c: times for c, times in Counter(text).items() if c > "\x7f"}  # far fewer than there are characters
    private = sum(times for c, times in wide.items() if "\ue000" <= c <= "\uf8ff")
    everyday = sum(times for c, times in wide.items() if c in _EVERYDAY)
    return (everyday - 2 * private) / sum(wide.values()) if wide else 0.0


def _chinese(sample: bytes) -> str | None:
    share, best = max((_everyday(sample, name), name) for name in ("big5hkscs", "gb18030"))
    return best if share > 0.15 else None


def _guess(sample: bytes) -> str | None:
    import charset_normalizer  # slow to load, seldom needed

    best = charset_normalizer.from_bytes(sample).best()
    name = normalise(best.encoding) if best else None
    return "cp1252" if name in _SELDOM else name
