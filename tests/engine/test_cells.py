"""Cells that only their title or label makes recognisable, and evidence that waits for a person."""

import pytest

from dlp.model import Block, Grid, Locator


def table(engine, text, delimiter=","):
    return [(h.entity, h.value) for h in engine.document().hits(Block(text, Locator("t"), 0, Grid(delimiter)))]


@pytest.mark.parametrize(
    ("title", "cell", "entity"),
    [
        ("微信号", "xiaoming1990", "WECHAT_ID"),
        ("客户微信", "wang_xm-88", "WECHAT_ID"),
        ("wechat", "xiaoming1990", "WECHAT_ID"),
        ("QQ", "287654321", "QQ_NUMBER"),
        ("QQ号码", "13900139005", "QQ_NUMBER"),
        ("出生日期", "1988/5/12", "BIRTH_DATE"),
        ("生日", "1988-05-12 00:00:00", "BIRTH_DATE"),
        ("csrq", "19880512", "BIRTH_DATE"),
        ("资金账号", "88012345678", "MONEY_ACCOUNT"),
        ("股东代码（沪）", "A123456789", "MONEY_ACCOUNT"),
        ("保单号", "PA00012345678", "MONEY_ACCOUNT"),
        ("客户号", "100023451", "MONEY_ACCOUNT"),
        ("policy_no", "PA00012345678", "MONEY_ACCOUNT"),
        ("CVN2", "123", "CARD_SECURITY"),
        ("工作单位", "青溪资产管理公司", "ORGANIZATION"),
        ("香港电话", "+852 9123 4567", "PHONE_NUMBER"),
        ("登录IP", "223.104.63.21", "IP_ADDRESS"),
        ("交易金额（元）", "3,200.50", "BUSINESS_RECORD"),
        ("订单号", "13900139003", "BUSINESS_RECORD"),
        ("风险偏好", "稳健型", "PREFERENCE"),
        ("fxph", "C3", "PREFERENCE"),
        ("投诉内容", "扣费两次未退", "CUSTOMER_NEED"),
        ("需求", "学区房", "CUSTOMER_NEED"),
    ],
)
def test_a_title_makes_cells_recognisable(engine, title, cell, entity):
    found = table(engine, f"姓名|手机|{title}\n王小明|13900139001|{cell}\n", "|")
    assert (entity, cell) in found
    assert not {e for e, v in found if v == cell} - {entity}


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("微信号", "无"),
        ("QQ", "0"),
        ("出生日期", "1988-13-40"),
        ("保单号", "________"),
        ("风险等级", "R3"),
        ("风险等级", "高"),
        ("系统需求", "登录页支持扫码"),
        ("风险偏好", "□"),
        ("交易金额", "0.00"),
        ("投诉内容", "暂无"),
        ("备注", "稳健型"),
    ],
)
def test_a_cell_that_does_not_fit_is_nothing(engine, title, cell):
    assert cell not in [v for _, v in table(engine, f"姓名|手机|{title}\n王小明|13900139001|{cell}\n", "|")]


def test_a_label_beside_a_cell_does_the_same(engine):
    form = "姓名|王小明|出生日期|1988年5月12日\n微信号|xiaoming1990|风险偏好|稳健型\n"
    found = dict(table(engine, form, "|"))
    assert (found["BIRTH_DATE"], found["WECHAT_ID"], found["PREFERENCE"]) == ("1988年5月12日", "xiaoming1990", "稳健型")


def test_a_number_under_another_kind_of_title_is_no_mobile(engine):
    for title in ("QQ", "保单号", "订单号", "资金账号"):
        assert "CN_MOBILE" not in dict(table(engine, f"姓名,{title}\n王小明,13900139001\n"))


def test_evidence_about_customers_waits_for_a_person(engine):
    said = Block("风险偏好：稳健型\n", Locator("t", line=2), 20)
    assert engine.document().hits(said) == []
    detection = engine.document()
    detection.hits(Block("姓名：王小明\n手机13900139001\n", Locator("t", line=1)))
    assert [h.entity for h in detection.hits(said)] == ["PREFERENCE"]


def test_a_brochure_s_table_is_nobody_s(engine):
    assert table(engine, "产品名称,风险等级,投资金额,需求\n稳利,稳健型,10000,长期\n") == []
