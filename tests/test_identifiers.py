"""Check digits against published vectors, and which kind a number is that could be several."""

import pytest

from detectors import (
    cn_bank_card,
    cn_business_license,
    cn_foreigner_residence,
    cn_mobile,
    cn_org_code,
    cn_resident_id,
    cn_uscc,
    hk_id,
    imei,
    papers,
    passport_mrz,
    tw_id,
    vin,
)
from detectors.headers import kind_of
from dlp.model import Block, Grid, Locator

VECTORS = [
    (cn_resident_id.is_valid, "11010519491231002X"),  # GB 11643-1999
    (cn_resident_id.is_valid, "810000199001010019"),
    (cn_resident_id.is_valid, "820000199001010029"),
    (cn_resident_id.is_valid, "830000199001010039"),
    (cn_foreigner_residence.is_valid, "911156198801010014"),
    (cn_uscc.is_valid, "91350100M000100Y43"),  # GB 32100-2015
    (cn_uscc.is_valid, "N2340102MF00000007"),
    (cn_org_code.is_valid, "D2143569X"),  # GB 11714-1997
    (cn_business_license.is_valid, "110108000000016"),  # GS 15-2006
    (cn_bank_card.luhn, "6228480402564890018"),
    (imei.DETECTOR.check, "490154203237518"),  # 3GPP TS 23.003
    (hk_id.is_valid, "A1234563"),
    (hk_id.is_valid, "AB9876543"),
    (hk_id.is_valid, "E3649125"),
    (hk_id.is_valid, "K034169A"),
    (tw_id.is_valid, "A123456789"),
    (tw_id.is_valid, "A800000014"),
    (passport_mrz.is_valid, "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),  # ICAO Doc 9303-4
]


@pytest.mark.parametrize(("check", "number"), VECTORS)
def test_published_numbers_pass(check, number):
    assert check(number)


@pytest.mark.parametrize(("check", "number"), VECTORS)
def test_their_neighbours_fail(check, number):
    """A check digit must notice any other last character of its own alphabet."""
    others = [c for c in "0123456789" if c != number[-1]]
    assert not any(check(number[:-1] + c) for c in others)


def test_the_check_character_of_a_car():
    assert vin.check_character("1M8GDM9AXKP042788") == "X"
    assert vin.check_character("11111111111111111") == "1"


def test_iso_7064():
    assert papers.mod_11_2("0794") == "0"
    assert papers.mod_11_2("079") == "X"
    assert papers.mod_11_10("0794") == "5"


@pytest.mark.parametrize(
    "segment", "130 147 155 162 165 167 170 171 172 178 189 190 191 192 193 195 196 197 198 199".split()
)
def test_assigned_segments(segment):
    assert cn_mobile.is_valid(f"{segment}12340187")


@pytest.mark.parametrize("segment", "120 140 141 142 143 144 146 148 154 160 163 164 168 169 179 194".split())
def test_segments_that_are_nobodys(segment):
    assert not cn_mobile.is_valid(f"{segment}12340187")


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("卡号 622908199001010218", "CN_RESIDENT_ID"),
        ("身份证号：440308199901101512", "CN_RESIDENT_ID"),
        ("注册号：110108000000016", "CN_BUSINESS_LICENSE"),
        ("身份证号：110105491231002", "CN_RESIDENT_ID"),
        ("IMEI：490154203237518", "IMEI"),
        ("学籍号 G440308199901101512", "CN_STUDENT_ID"),
        ("永居证 911156198801010014", "CN_FOREIGNER_RESIDENCE"),
        ("税号 91350100M000100Y43", "CN_USCC"),
        ("组织机构代码 D2143569-X", "CN_ORG_CODE"),
        ("护照号 MA1234567", "CN_PASSPORT"),
        ("护照号 H12345678", "CN_PASSPORT"),
        ("回乡证号 H12345678", "CN_HKM_HOME_PERMIT"),
        ("港澳通行证 C12345678", "CN_HKM_PERMIT"),
        ("社保卡号 C12345678", "CN_SOCIAL_SECURITY_CARD"),
        ("身份證號碼 E364912(5)", "HK_ID"),
        ("澳门身份证 1234567(8)", "MO_ID"),
        ("台胞证号 01234567", "CN_TW_TRAVEL_PERMIT"),
        ("身分證字號 F131104093", "TW_ID"),
        ("驾驶证档案编号 440300123456", "CN_DRIVER_FILE_NO"),
        ("P<CHNWANG<<XIAOMING<<<<<<<<<<<<<<<<<<<<<<<<<", ""),
    ],
)
def test_one_number_is_one_entity(engine, text, entity):
    found = {hit.entity for hit in engine.find(text)}
    assert found == ({entity} if entity else set())


def table_hits(engine, text):
    return engine.document().hits(Block(text, Locator("t", sheet="t"), grid=Grid(",", quoted=True)))


def test_any_paper_may_stand_in_a_column_of_papers(engine):
    hits = table_hits(engine, "姓名,证件号码\n王小明,440308199901101512\n李红,E12345678\n赵敏,H1234567801\n")
    assert [h.entity for h in hits if h.entity not in {"PERSON", "CUSTOMER_TABLE"}] == [
        "CN_RESIDENT_ID",
        "CN_PASSPORT",
        "CN_HKM_HOME_PERMIT",
    ]


@pytest.mark.parametrize(
    "cell", ["E1234567{}", "H123456780{}", "44030012345{}", "1234567{}", "C1234567{}", "1234567({})"]
)
def test_agreement_alone_proves_nothing_without_a_check_digit(engine, cell):
    text = "a,b\n" + "".join(f"x,{cell.format(n)}\n" for n in range(9))
    assert table_hits(engine, text) == []


def test_a_number_a_spreadsheet_rounded_says_so(engine):
    hits = table_hits(engine, "姓名,身份证号\n王小明,110105194912310000\n李红,1.10105195001010E+17\n")
    rounded = [h for h in hits if h.entity == "CN_RESIDENT_ID"]
    assert [h.normal for h in rounded] == ["110105194912310000", "110105195001010000"]
    assert all("precision lost" in h.why for h in rounded)


def test_a_number_broken_in_a_cell_is_whole(engine):
    for cell in ('"44030819990110\n1512"', "44030819990110\v1512"):
        (hit,) = [h for h in table_hits(engine, f"姓名,身份证号\n王小明,{cell}\n") if h.entity == "CN_RESIDENT_ID"]
        assert hit.normal == "440308199901101512"
        assert "broken over two lines" in hit.why
    assert engine.find("44030819990110\n1512") == []


def test_an_old_and_a_new_card_are_one_persons(engine):
    old, new = engine.find("回乡证 H1234567801，新回乡证 H12345678")
    assert old.normal == new.normal


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("护照号", "CN_PASSPORT"),
        ("旅客护照号码", "CN_PASSPORT"),
        ("护照有效期", None),
        ("护照签发地", None),
        ("passport_no", "CN_PASSPORT"),
        ("hzhm", "CN_PASSPORT"),
        ("车牌号", "CN_LICENSE_PLATE"),
        ("车牌颜色", None),
        ("cph", "CN_LICENSE_PLATE"),
        ("车架号(VIN)", "VIN"),
        ("社保卡号", "CN_SOCIAL_SECURITY_CARD"),
        ("卡号", "CN_BANK_CARD"),
        ("香港身份证号码", "HK_ID"),
        ("驾驶证档案编号", "CN_DRIVER_FILE_NO"),
        ("档案编号", "OTHER"),
        ("使用人", "STAFF"),
        ("资产领用人", "STAFF"),
        ("车辆使用人姓名", "PERSON"),
        ("交易流水", "OTHER"),
        ("港澳通行证号", "CN_HKM_PERMIT"),
    ],
)
def test_titles(title, kind):
    assert kind_of(title) == kind
