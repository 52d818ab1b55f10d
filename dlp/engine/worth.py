"""Whether a piece of text is worth the model: whether it could name anything there that would be taken.

Reading costs more than all else together, and most sentences beside a number hold no name. What
`Judge` wants beside the model's word is therefore asked first, in a way that errs towards reading:
a cue or a title with something beside it, the end of a company's name, the shape of an address, or
near enough to an identifier a word that rjieba's dictionary or a surname makes a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.names import COMPOUND, SURNAMES, is_known, is_name, is_word
from dlp.engine.surroundings import Surroundings
from dlp.text import HAN

LEAST_THRESHOLD = 0.5
"""Below it the model's word may be enough: then everything is read."""

FIRM = "公司|集团|银行|銀行|支行|分行|厂|店|事务所|医院|学校|大学|中学|小学|幼儿园|学院|研究院|研究所|合作社|协会|基金会|商行|经营部"
"""What the names of companies and institutions end with."""

RANK = rf"同志|老师|教授|博士|医生|律师|总(?![{HAN}])|经理|总监|主任"
"""What may follow a name, but stands alone as often."""

_SOME_FIRM = re.compile(rf"[{HAN}A-Za-z0-9]{{2}}(?<![的家个该本贵些这那各大小是在有从对他])(?:{FIRM})(?<!银行(?=卡))")
_SOME_RANK = re.compile(rf"[{HAN}](?:{RANK})")
_SPELT = re.compile(r"(?<![A-Za-z])(?=([A-Z][a-z]+[ ,]{1,2}[A-Z][a-z]+))")
_DOT = re.compile(rf"[{HAN}][·•・][{HAN}]")
_MARKS = "[ \t\u3000,，、:：;；/|（(【\\[]{1,3}"
_BEFORE_A_FIND = re.compile(rf"([{HAN}]{{2,4}}){_MARKS}\n")
_BEHIND_A_FIND = re.compile(rf"\n{_MARKS}([{HAN}]{{2,4}})")
_LEVEL = "省市州盟区县旗道镇乡區縣鎮鄉"
_STREET = "路街巷同弄里村园園苑厦廈场場段京津沪渝港澳灣湾府庄城"
_COUNT = "[0-9０-９一二三四五六七八九十]"
_HOUSE = f"{_COUNT} ?(?:号(?![线码])|號|弄|栋|棟|幢|座|单元|單元|室|楼|樓|层|層|房|组|队|[FfＦ])|[0-9][-之][0-9]"
_BETWEEN = rf"[{HAN}0-9０-９A-Za-z,， ()（）#-]"
_ADDRESS = re.compile(
    rf"[{_LEVEL}{_STREET}]{_BETWEEN}{{0,40}}?(?:{_HOUSE})|(?:[{_LEVEL}]{_BETWEEN}{{1,20}}?){{2}}[{_LEVEL}]"
)
_BEYOND = 60
"""How far behind a piece an address may go on that begins in it."""

_NOT_AROUND = "的了在是到至于为址寄往送从去来住将被"
_GOES_ON = re.compile(
    rf"[ ,，]?[0-9A-Za-z一二三四五六七八九十]{{1,6}} ?[号號弄栋棟幢座单單室楼樓层層组队户房期]|[ ]?[(（]|[0-9A-Za-z]"
    rf"|(?![{_NOT_AROUND}])[{HAN}0-9A-Za-z]{{0,10}}[{_LEVEL}{_STREET}库仓厂馆店院楼号]"
)
_BEGINS_BEFORE = re.compile(rf"(?:(?![{_NOT_AROUND}])[{HAN}]|[{_LEVEL}][,， ])\Z")

_RATHER_WORDS = frozenset("元越年那成单家双查却有能都和从应相经后所时曾连向常干支全爱同解文游红通容满步")
"""Surnames that, as a word of their own, are nearly always something else."""

_NO_NAMES = frozenset(
    "范围 范数 范式 张量 方差 方阵 方言 方块 方位 方格 高性能 高于 高层 高时 高端 高频 高亮 高阶 高校 高额 高峰 高峰期 高空 高管 高科技 高强度 克隆 哈希 封锁 明文 任一 韩国 黑名单 白名单 诸如 余弦 余数 余人 余额 祖先 罗马 罗列 陆军 陆地 周刊 周末 董事 顾问 顾客 叶子 马路 马桶 钱包 金钱 温室 温暖 夏天 季节 季节性 白天 安卓 令人 卫星 付出 付钱 施加 武器 毛线 牛肉 牛排 苏联 莫斯科 谢谢 宫殿 夏威夷 易懂 博客 阳光 小提琴".split()
)
"""Words that rjieba's dictionary calls names, or that begin with a common surname."""

_COMMON = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗林郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦夏付邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔汤高于方万温季华金康施牛洪樊殷庄章倪俞颜梅盛刁骆凌霍翁齐鲁柳"
    "張劉陳楊黃趙吳孫馬羅鄭謝許韓馮鄧葉蘇魏呂盧鐘譚陸賈龍賀顧錢嚴湯"
)
"""Surnames so common that a word of the dictionary which begins with one may well be a name."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What rules have left of a piece of a text.

    found: the piece with line breaks for what is found; bare: with blanks for labels, too. Both are
    as long as the piece was. longer: whether an address in it may be longer than the rule has found it.
    """

    start: int
    end: int
    found: str
    bare: str
    longer: bool


def is_worth_reading(text: str, rest: Rest, around: Surroundings) -> bool:
    """Whether the model could find something in a piece that would be taken at the usual threshold."""
    return (
        rest.longer
        or _is_announced(text, rest, around)
        or _DOT.search(rest.bare) is not None
        or _stands_beside_a_find(text, rest, around)
        or _could_be_an_address(text, rest)
        or any(around.nearness(text, *_at(rest, m)) for m in _SOME_FIRM.finditer(rest.found))
        or any(around.nearness(text, *_at(rest, m)) > 0.1 for m in _SOME_RANK.finditer(rest.found))
        or any(is_name(m[1]) for m in _SPELT.finditer(rest.bare))
        or any(around.nearness(text, start, end) > least for start, end, least in _perhaps_names(rest))
    )


def may_be_longer(text: str, start: int, end: int) -> bool:
    """Whether an address that a rule has found could go on, or could begin sooner."""
    before = _BEGINS_BEFORE.search(text, max(0, start - 2), start)
    return before is not None or _GOES_ON.match(text, end) is not None


def _at(rest: Rest, match: re.Match[str]) -> tuple[int, int]:
    return rest.start + match.start(), rest.start + match.end()


def _could_be_an_address(text: str, rest: Rest) -> bool:
    """Whether a house stands behind a place, or three places behind one another; the end may lie beyond the piece."""
    beyond = text[rest.end : rest.end + _BEYOND].partition("\n")[0]
    return _ADDRESS.search(rest.found + beyond) is not None


def _is_announced(text: str, rest: Rest, around: Surroundings) -> bool:
    """Whether a cue or a title stands beside what could be a name and is not found yet."""
    for kind, start, end in around.cues_in(rest.start, rest.end):
        before, at = start - rest.start, end - rest.start
        if kind == "title":
            if around.nearness(text, start, end) or _could_end_before(rest.found, before):
                return True
        elif kind != "ADDRESS" and rest.bare[at : at + 1].isalpha():
            marked = not rest.found[at - 1 : at].isalpha()
            if marked or kind == "ORGANIZATION" or _could_begin_at(rest.found, at):
                return True
    return False


def _stands_beside_a_find(text: str, rest: Rest, around: Surroundings) -> bool:
    """Whether only a mark parts what could be a name from an identifier, whatever rjieba makes of it."""
    before = (m.span(1) for m in _BEFORE_A_FIND.finditer(rest.found) if _could_end_before(rest.bare, m.end(1)))
    behind = (m.span(1) for m in _BEHIND_A_FIND.finditer(rest.found) if _could_begin_at(rest.bare, m.start(1)))
    return any(around.nearness(text, rest.start + low, rest.start + high) for low, high in (*before, *behind))


def _could_begin_at(text: str, at: int) -> bool:
    """Whether two to four characters could be a name."""
    return any(_could_be(text[at : at + n]) for n in (2, 3, 4))


def _could_end_before(text: str, end: int) -> bool:
    """The same of what stands in front of a place, or of a single space there."""
    end -= text[end - 1 : end] == " "
    return any(_could_be(text[max(0, end - n) : end]) for n in (2, 3, 4))


def _could_be(part: str) -> bool:
    return part.isalpha() and not is_word(part[:2]) and (is_name(part) or is_known(part))


def _perhaps_names(rest: Rest) -> Iterator[tuple[int, int, float]]:
    """Words that could be a name or begin one: start, end, and how near to an identifier is not yet near enough."""
    import rjieba  # loads a dictionary, so only when it is needed

    at, before, words = rest.start, "", rjieba.tag(rest.bare)
    for number, (word, tag) in enumerate(words):
        end = at + len(word)
        if tag.startswith("nr") or word[0] in SURNAMES:
            following = words[number + 1][0] if number + 1 < len(words) else ""
            least = _too_far(word, tag, before, following)
            if least is not None:
                yield at, end, least
        at, before = end, word


def _too_far(word: str, tag: str, before: str, following: str) -> float | None:
    """The nearness that is not enough for a word, as `nearness` has it; None if it is no name at all.

    A name without a surname is only taken close to an identifier, and if the dictionary knows it.
    """
    if word in _NO_NAMES or is_word(word[:2]):
        return None
    if len(word) == 1 or not tag.startswith("nr"):
        return 0.0 if _may_begin(word, following, before[-1:]) else None
    return 0.1 if before[-1:] not in SURNAMES and SURNAMES.isdisjoint(word) else 0.0


def _may_begin(word: str, following: str, before: str) -> bool:
    """Whether a word that is no name by the dictionary could be one, or a surname in front of one."""
    if len(word) == 1:
        return (
            word in SURNAMES
            and word not in _RATHER_WORDS
            and len(following) <= 2
            and not before.isdigit()
            and is_name(word + following)
        )
    if word[0] in _COMMON and len(word) <= 3:
        return is_name(word) and not is_word(word[:2])
    return word.startswith(COMPOUND)
