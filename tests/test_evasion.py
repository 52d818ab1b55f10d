"""Tricks are undone, offsets lead back, ordinary text is left alone."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.engine import Engine
from dlp.evasion import GATES, Trick, may_hide_a_number, undo, unseen_inside
from dlp.judge import Seen, facts_of

MOBILE = "13900139001"


@pytest.mark.parametrize(
    ("text", "written", "trick"),
    [
        ("电话幺三九零零幺三九零零幺谢谢", "幺三九零零幺三九零零幺", Trick.SPOKEN),
        ("手机：一三九〇〇一三九〇〇一", "一三九〇〇一三九〇〇一", Trick.SPOKEN),
        ("联系 壹叁玖零零壹叁玖零零壹", "壹叁玖零零壹叁玖零零壹", Trick.SPOKEN),
        ("手机l39OO139oOl。", "l39OO139oOl", Trick.LETTERS),
        ("电话 1 3 9 0 0 1 3 9 0 0 1", "1 3 9 0 0 1 3 9 0 0 1", Trick.SPACED),
        ("tel: 1-3-9-0-0-1-3-9-0-0-1", "1-3-9-0-0-1-3-9-0-0-1", Trick.SPACED),
        ("手机①③⑨⓪⓪①③⑨⓪⓪①", "①③⑨⓪⓪①③⑨⓪⓪①", Trick.ODD),
        ("手机139\u206300139001", "139\u206300139001", Trick.UNSEEN),
        ("打我 一39零零一39零零1", "一39零零一39零零1", Trick.SPOKEN),
    ],
)
def test_a_disguised_mobile_is_undone(text, written, trick):
    (undone,) = undo(text)
    at = undone.text.index(MOBILE)
    assert text[slice(*undone.original(at, at + 11))] == written
    assert undone.needed_by(at, at + 11)
    assert trick in undone.tricks


@pytest.mark.parametrize("nickname", ["薇信", "威信", "V信", "v信", "vx", "VX", "维信", "溦信", "加薇"])
def test_nicknames_of_wechat(engine, nickname):
    (hit,) = (h for h in engine.find(f"请{nickname}：li_xiaoming88，已通过") if h.entity == "WECHAT_ID")
    assert hit.value == "li_xiaoming88"
    assert hit.why[-1] == "evasion: nickname of WeChat"


@pytest.mark.parametrize(
    ("text", "written", "meant"),
    [
        ("邮箱 li.xiaoming at qq dot com。", "li.xiaoming at qq dot com", "li.xiaoming@qq.com"),
        ("联系lixm88(at)163.com", "lixm88(at)163.com", "lixm88@163.com"),
        (
            "lixm88 [at] mail [dot] corp [dot] com [dot] cn",
            "lixm88 [at] mail [dot] corp [dot] com",
            "lixm88@mail.corp.com",
        ),
        ("lixm#qq.com", "lixm#qq.com", "lixm@qq.com"),
        ("email: lixm#corp.com", "lixm#corp.com", "lixm@corp.com"),
        ("信箱lixm艾特163点com", "lixm艾特163点com", "lixm@163.com"),
    ],
)
def test_a_mail_address_without_its_sign_is_undone(engine, text, written, meant):
    (hit,) = (h for h in engine.find(text) if h.entity == "EMAIL_ADDRESS")
    assert (hit.value, hit.normal) == (written, meant)
    assert "evasion: mail address without @" in hit.why


@pytest.mark.parametrize("text", ["we meet at example.com today", "issue#vue.com", "C#net.io", "look at qq.com", "[@]"])
def test_an_at_and_a_number_sign_of_ordinary_text_is_left_alone(text):
    assert list(undo(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "手机13900139001，备用139 0013 9001",
        "电话1390 013 9002 或 +86 139-0013-9001",
        "在群众中树立威信，带头abcdef",
        "电话会议共 1 2 3 4 5 6 7 8 9 10 项",
        "号码一览：一、二、三、四、五、六、七、八、九、十、十一",
        "幺三九零零幺三九零零幺",
        "1 3 9 0 0 1 3 9 0 0 1",
        "手机 llOOllOOllO",
        "身份证号440308199901101512",
        "svx: value_of_1; vx = speed1",
        "手机2 3 9 0 0 1 3 9 0 0 1",
        "",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert list(undo(text)) == []


def test_hits_say_that_they_were_disguised_and_count_as_what_was_meant(engine):
    detection = engine.document()
    from dlp.model import Block, Locator

    (plain,) = detection.hits(Block("手机13900139001", Locator("t", line=1)))
    assert not detection.evaded
    (spoken,) = detection.hits(Block("手机幺三九零零幺三九零零幺", Locator("t", line=1)))
    assert detection.evaded
    assert spoken.normal == plain.normal == MOBILE
    assert spoken.masked == "139****9001"
    assert "evasion: spoken digits" in spoken.why
    assert not any("evasion" in reason for reason in plain.why)


def test_unseen_characters_inside_a_number_are_told_those_at_its_ends_are_not(engine):
    (inside,) = engine.find("手机139\u200b0013\u200b9001")
    (around,) = engine.find("手机\u202a13900139001\u202c")
    assert "evasion: unseen characters" in inside.why
    assert not any("evasion" in reason for reason in around.why)
    assert unseen_inside("1\u200b2")
    assert not unseen_inside("12\u200b")
    assert not unseen_inside("con\u00adtract")


def test_an_identity_number_in_disguise(engine):
    (hit,) = engine.find("身份证 四四零三零八一九九九零一一零一五一二")
    assert (hit.entity, hit.normal) == ("CN_RESIDENT_ID", "440308199901101512")
    (hit,) = engine.find("证件号 1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X")
    assert (hit.normal, hit.specimen) == ("11010519491231002X", True)


def test_other_groups_are_found_but_are_no_disguise(engine):
    (hit,) = engine.find("手机139-00-13-90-01")
    assert (hit.normal, hit.why[-1]) == (MOBILE, "odd grouping")


PIECES = [
    "电话",
    "手机",
    "幺三九零零幺三九零零幺",
    "1 3 9 0 0 1 3 9 0 0 1",
    "，",
    "\n",
    "薇信：li_xiaoming88",
    "①",
    "abc",
    "\u200b",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_offsets_always_lead_back_into_the_text(pieces):
    text = "".join(pieces)
    for undone in undo(text):
        assert len(undone.offsets) == len(undone.text) + 1
        assert all(0 <= a <= b <= len(text) for a, b in zip(undone.offsets, undone.offsets[1:], strict=False))
        plain = undone.disguised[0]
        assert [text[i] for i in undone.offsets[:plain]] == list(undone.text[:plain])


def test_the_fact_reaches_the_rules(shipped):
    from datetime import UTC, datetime

    from dlp.judge import judge
    from dlp.model import Act, Document, Place, PlaceKind, Sighting, Tally

    seen = Sighting("/x/a.txt", Place(PlaceKind.WORKSTATION), Act.AT_REST, datetime(2026, 10, 1, tzinfo=UTC))
    document, sums = Document("txt", 1, "d", 1), Tally(persons=1)
    levels = {}
    for evasion in (False, True):
        verdicts, _ = judge(shipped.rulebook.rules, facts_of(Seen(seen, document, sums, evasion=evasion)))
        levels[evasion] = {v.rule: v.level for v in verdicts}
    assert "5.4-disguised" not in levels[False]
    assert levels[True]["5.4-disguised"] == "high"


def test_ordinary_text_costs_little():
    text = "这是一段普通的文字，里面有数字 20261123 和英文 words，没有别的。\n" * 5_000
    began = time.process_time()
    assert list(undo(text)) == []
    assert time.process_time() - began < 0.5


def test_time_is_linear_in_the_length(engine: Engine):
    def seconds(n: int) -> float:
        began = time.process_time()
        list(undo("手机 1 3 9 0 0 1 3 9 0 0 " * n))
        return time.process_time() - began

    seconds(500)
    assert min(seconds(8_000) for _ in range(3)) < 10 * min(seconds(2_000) for _ in range(3)) + 0.05


def _signs(text: str) -> list[int]:
    """Where matches of the gates end in a text's UTF-8."""
    ends = {match.end() for gate in GATES for match in re.finditer(gate, text)}
    return [len(text[:end].encode()) for end in ends]


@settings(max_examples=300, deadline=None)
@given(
    digits=st.lists(st.sampled_from("0123456789OolI零一幺九９③"), min_size=11, max_size=18),
    gaps=st.lists(st.sampled_from(["", "", " ", "-", "·", " - ", "\u200b", "—", "_*/"]), min_size=18, max_size=18),
    around=st.sampled_from(["", "，", "号码 ", "a", "\n"]),
)
def test_no_sign_of_a_number_that_is_undone_is_passed_over(digits, gaps, around):
    number = "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False))
    text = f"手机：{around}{number}{around}，谢谢"
    if any(undo(text)):
        assert all(may_hide_a_number(text.encode(), end) for end in _signs(text))


@pytest.mark.parametrize(
    "text", ["CPU iPhone OS 17_5_1 like Mac OS X", "10.40.39.24 - - [03/Jan", "12-25 10:30", "a 1 li b"]
)
def test_few_digits_hide_no_number(text):
    assert not any(may_hide_a_number(text.encode(), end) for end in range(len(text)))
