"""Every lookalike has a fate, and explaining takes the same things as detecting."""

import pickle

import pytest

import detectors
from dlp.engine.explained import Explainer, Fate

ID = "440308199901101512"
MOBILES = "".join(f"手机{n}，" for n in range(13900139001, 13900139013))
CARDS = " ".join(f"62284804025648{n:05d}" for n in range(20))
ALL_FATES = f"姓名：王小明 身份证号{ID}；订单号13900139001；身份证号110105194912310021；邮箱{ID}@qq.com\n{CARDS}\n数据 13900139002 字节"


def explained(engine, text):
    return Explainer(engine).explain(text)


def fates(engine, text):
    return {(one.entity, one.value): one for one in explained(engine, text)}


@pytest.mark.parametrize(
    "text",
    [
        ALL_FATES,
        MOBILES,
        "姓名,手机\n王小明,13900139001\n",
        "手机幺三九零零幺三九零零幺 联系人 王小明",
        "客户需求：想买重疾险。",
        "客户王小明来电，客户需求：想买重疾险。",
        "证件号４４０３０８１９９９０１１０１５１２，139\u200b00139001 微信同号",
        *(example.text for d in detectors.load() for example in d.examples),
    ],
)
def test_what_is_taken_is_what_is_found(engine, text):
    taken = [(e.entity, e.start, e.end, e.masked) for e in explained(engine, text) if e.fate is Fate.TAKEN]
    assert taken == sorted(
        ((h.entity, h.start, h.end, h.masked) for h in engine.find(text)), key=lambda t: (t[1:3], t[0])
    )


def test_an_order_number_is_below_the_threshold_because_of_the_word_in_front(engine):
    one = fates(engine, "订单号13900139001")["CN_MOBILE", "13900139001"]
    assert (one.fate, one.confidence) == (Fate.BELOW, 0.0)
    assert "0.50" in one.because.zh
    assert any("订单号" in why.zh and why.en == "against: 订单号" for why in one.why)


def test_a_bare_number_has_nothing_beside_it(engine):
    one = fates(engine, "x 13900139001 y")["CN_MOBILE", "13900139001"]
    assert one.fate is Fate.BELOW
    assert "nothing beside it says what it is" in one.why[-1].en


def test_a_wrong_check_character_names_the_standard(engine):
    one = fates(engine, "身份证号110105194912310021")["CN_RESIDENT_ID", "110105194912310021"]
    assert (one.fate, one.confidence, one.why) == (Fate.FAILED, None, ())
    assert "GB 11643-1999" in one.because.zh
    assert "failed its check" in one.because.en


def test_what_loses_its_characters_is_told_to_whom(engine):
    one = fates(engine, "手机13900139001@qq.com")["CN_MOBILE", "13900139001"]
    assert one.fate is Fate.LOST
    assert "EMAIL_ADDRESS" in one.because.en


def test_a_number_that_passed_by_chance(engine):
    told = explained(engine, CARDS)
    lucky = [e for e in told if e.fate is Fate.LUCKY]
    assert lucky
    assert {e.entity for e in lucky} == {"CN_BANK_CARD"}
    assert sum(e.fate is Fate.FAILED for e in told) > len(lucky)


def test_evidence_without_a_customer(engine):
    assert [e.fate for e in explained(engine, "客户需求：想买一份重疾险") if e.entity == "CUSTOMER_NEED"] == [
        Fate.STRAY
    ]
    explainer = Explainer(engine)
    explainer.explain(f"身份证号{ID}")
    later = [e.fate for e in explainer.explain("客户需求：想买一份重疾险") if e.entity == "CUSTOMER_NEED"]
    assert later == [Fate.TAKEN]


def test_lines_and_columns_count_from_one(engine):
    told = explained(engine, "第一行\n手机13900139001\r\n\n 手机13900139002")
    assert [(e.line, e.column) for e in told] == [(2, 3), (4, 4)]


def test_it_holds_a_raw_value_and_keeps_it(engine):
    (one,) = explained(engine, "手机13900139001")
    assert "13900139001" not in repr(one)
    with pytest.raises(TypeError, match="never serialised"):
        pickle.dumps(one)


def test_nothing_looks_like_anything(engine):
    assert explained(engine, "会议纪要") == []
    assert explained(engine, "") == []
