"""Offsets into the text as typed, columns, seams, overlaps: what detectors alone do not decide."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.cn_resident_id import is_valid
from dlp.engine.analyzer import MARGIN, WINDOW, windows
from dlp.engine.candidate import Candidate, settle
from dlp.model import Block, Grid, Locator

ID = "440308199901101512"


def found(engine, text, entity=None):
    return [(h.entity, h.value) for h in engine.find(text) if entity in (None, h.entity)]


PIECES = ["客户", "😀", "\r\n", "１", "\u200b", "，", " ", "身份证号", "abc ", "é", "\U00020000"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12), st.lists(st.sampled_from(PIECES), max_size=12))
def test_offsets_point_at_the_value_exactly_as_typed(engine, before, after):
    for value in (ID, "４４０３０８１９９９０１１０１５１２", "4403\u200b08199901101512"):
        text = "".join(before) + "证件号" + value + "。" + "".join(after)
        hits = [h for h in engine.find(text) if h.entity == "CN_RESIDENT_ID"]
        assert [(text[h.start : h.end], h.normal) for h in hits] == [(value, ID)]


def test_offsets_go_on_from_block_to_block(engine):
    detection = engine.document()
    first = "手机13900139001\n" * 3
    for start, line in ((0, 1), (len(first), 4)):
        hits = detection.hits(Block(first, Locator("text", line=line), start))
        assert [h.start - start for h in hits] == [2, 16, 30]
        assert [h.locator.line for h in hits] == [line, line + 1, line + 2]


@pytest.mark.parametrize("shift", range(-30, 31, 3))
def test_nothing_is_lost_or_doubled_at_a_seam(engine, shift):
    text = "x" * (WINDOW + shift - 10) + " 手机13900139001 " + "y" * WINDOW
    assert found(engine, text) == [("CN_MOBILE", "13900139001")]


def test_the_windows_cover_a_text_once():
    text = ("行" * 90 + "\n") * 200 + "z" * 3 * WINDOW
    parts = list(windows(text))
    assert parts[0][0] == 0
    assert parts[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(parts))
    assert all(0 < stop - start <= WINDOW for start, stop in parts)
    assert MARGIN < WINDOW


def test_time_is_linear_in_the_length_of_a_line(engine):
    import time

    def seconds(n):
        began = time.process_time()
        engine.find("身份证号手机1390013900a，" * n)
        return time.process_time() - began

    seconds(200)
    small, large = min(seconds(1500) for _ in range(3)), min(seconds(6000) for _ in range(3))
    assert large < 8 * small


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"身份证号{ID}", [("CN_RESIDENT_ID", ID)]),
        ("13900139001@qq.com", [("EMAIL_ADDRESS", "13900139001@qq.com")]),
        ("订单号13900139001，手机13900139002", [("CN_MOBILE", "13900139002")]),
        ("订单联系电话13900139001", [("CN_MOBILE", "13900139001")]),
        ("mobile=13900139001&order_id=13900139002", [("CN_MOBILE", "13900139001")]),
        ('{"orderNo":"13900139002","phone":"13900139001"}', [("CN_MOBILE", "13900139001")]),
        ("https://a.cn/p/13900139002/x", []),
        ("监督电话：010-66012345", []),
        ("客服电话：010-66012345，联系电话：010-66012346", [("CN_LANDLINE", "010-66012346")]),
        ("身份证\n440308199901101512", [("CN_RESIDENT_ID", ID)]),
        ("张三_13900139001_合同", [("CN_MOBILE", "13900139001")]),
        ("电话13900139001/13900139002", [("CN_MOBILE", "13900139001"), ("CN_MOBILE", "13900139002")]),
    ],
)
def test_context_decides(engine, text, expected):
    assert [f for f in found(engine, text) if f[0] != "PERSON"] == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("13900139001\n13900139002\n13900139003\n", 3),
        ("13900139001,13900139002", 0),
        ("uid 13900139001 ok\nuid 13900139002 ok\nuid 13900139003 ok\n", 0),
        ("王小明,13900139001,x", 1),
        ("x,13900139001,440308199901101512", 1),
        ("size 13900139001\n姓名：王小明", 0),
        ("x 13900139001,13900139002,13900139003 y", 3),
        ("[9876543210, 13900139001, 13900139002, 13900139003, 55500012345, 70707070707]", 0),
        ("13900139001, 13900139002, 13900139003, 55500012345", 3),
        ("13900139001 13900139002 13900139003\n20260901 20260902 20260903 20260904", 3),
    ],
)
def test_neighbours_decide_on_bare_numbers(engine, text, values):
    assert len([f for f in found(engine, text) if f[0] == "CN_MOBILE"]) == values


def test_numbers_that_pass_their_check_by_chance_are_refused(engine):
    numbers = [f"440308199901{n:02}{(n * 37) % 1000:03}{n % 10}" for n in range(1, 29)]
    assert 0 < sum(is_valid(number) for number in numbers) < 10
    assert found(engine, "\n".join(numbers)) == []
    table = "受理,数\n" + "".join(f"{number},1\n" for number in numbers)
    assert [h for h in table_hits(engine, table) if h.entity == "CN_RESIDENT_ID"] == []
    assert ("CN_RESIDENT_ID", ID) in found(engine, "\n".join(numbers) + f"\n身份证号{ID}")


def table_hits(engine, text, delimiter=","):
    block = Block(text, Locator("sheet:a", sheet="a"), grid=Grid(delimiter, quoted=True, first_row=3, first_column=2))
    return engine.document().hits(block)


def test_titles_name_what_stands_beneath(engine):
    text = "客户姓名,证件号码,订单号,余额,联系地址\n王小明,440308199901101512,13900139001,1.5,幸福里12号\n"
    hits = table_hits(engine, text)
    assert [(h.entity, h.value) for h in hits] == [
        ("CUSTOMER_TABLE", "客户姓名,证件号码,订单号,余额,联系地址"),
        ("PERSON", "王小明"),
        ("CN_RESIDENT_ID", ID),
        ("BUSINESS_RECORD", "13900139001"),
        ("ADDRESS", "幸福里12号"),
    ]
    assert str(hits[1].locator) == "sheet:a row 4 column 客户姓名"


def test_a_column_without_a_known_title_shows_its_letter_never_a_cell(engine):
    hits = table_hits(engine, "".join(f"王小{c},1390013900{n}\n" for n, c in enumerate("明红刚强丽军")))
    assert {h.locator.column for h in hits} == {"B", "C"}
    assert sum(h.entity == "PERSON" for h in hits) == 6


def test_a_column_of_companies_is_no_column_of_names(engine):
    text = "客户名称,电话\n" + "".join(f"某某科技{n}有限公司,010-6278123{n}\n" for n in range(6))
    assert {h.entity for h in table_hits(engine, text)} == {"CN_LANDLINE", "CUSTOMER_TABLE"} - {"CUSTOMER_TABLE"}


def test_columns_are_remembered_in_the_next_block(engine):
    detection = engine.document()
    detection.hits(Block("姓名,手机\n王小明,13900139001\n", Locator("t"), 0, Grid(",")))
    hits = detection.hits(Block("李红,13900139002\n", Locator("t"), 18, Grid(",", first_row=3)))
    assert [(h.value, h.locator.row, h.locator.column) for h in hits] == [
        ("李红", 3, "姓名"),
        ("13900139002", 3, "手机"),
    ]


def test_agreement_of_a_column_lifts_what_stands_alone(engine):
    cards = [
        "5222331234567899",
        "4367421234567896",
        "5222331234567881",
        "5222331234567873",
        "4367421234567888",
        "4367421234567870",
    ]
    assert table_hits(engine, f"a,{cards[0]},b\n") == []
    hits = table_hits(engine, "".join(f"a,{card},b\n" for card in cards))
    assert [h.value for h in hits] == cards
    assert all("column agrees" in h.why for h in hits)


def test_account_managers_are_colleagues(engine):
    hits = table_hits(engine, "客户姓名,手机,客户经理\n王小明,13900139001,李红\n")
    assert {h.value: h.staff for h in hits if h.entity == "PERSON"} == {"王小明": False, "李红": True}


def test_specimens_are_shown_and_marked(engine):
    (hit,) = engine.find("身份证号11010519491231002X")
    assert hit.specimen
    assert "specimen" in hit.why


def test_the_longest_wins_then_the_type_hardest_to_fake():
    def c(entity, start, end, score=0.9):
        return Candidate(entity, start, end, score, ())

    kept = settle(
        [
            c("CN_MOBILE", 2, 13),
            c("EMAIL_ADDRESS", 2, 20),
            c("CN_BANK_CARD", 30, 48),
            c("CN_RESIDENT_ID", 30, 48),
            c("PERSON", 20, 23),
        ]
    )
    assert [(k.entity, k.start) for k in kept] == [("EMAIL_ADDRESS", 2), ("PERSON", 20), ("CN_RESIDENT_ID", 30)]
    many = [c("CN_MOBILE", n, n + 11) for n in range(0, 3000, 5)]
    kept = settle(many)
    assert all(a.end <= b.start for a, b in pairwise(kept))


def test_a_failed_candidate_is_counted_for_its_document(engine, monkeypatch):
    recognizer = next(r for r in engine.analyzer.registry.recognizers if r.entity == "CN_MOBILE")
    monkeypatch.setattr("dlp.engine.matcher.Evidence.weigh", lambda *_: 1 / 0)
    detection = engine.document()
    assert detection.hits(Block("手机13900139001", Locator("t"))) == []
    assert detection.failures() == {"CN_MOBILE": 1}
    assert engine.document().failures() == {}
    recognizer.matcher.failures = 0


@pytest.mark.parametrize(
    "text", ["", "\n", "\0" * 50, "\ud800", "９" * 5000, "1" * 100_000, "@" * 5000, "a" * 20_000, "省市区路号" * 2000]
)
def test_odd_texts_raise_nothing(engine, text):
    engine.find(text)
