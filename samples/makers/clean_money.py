"""Innocent accounts: invoices, tax codes, serial numbers, and amounts that look like telephones."""

from __future__ import annotations

from makers import office
from makers.office import Cell
from makers.people import Dice, uscc

_FIRMS = "星河印务有限公司 恒泰办公用品有限公司 绿叶保洁服务有限公司 启明软件技术有限公司 远航物流有限公司".split()


def files() -> dict[str, bytes]:
    """Every file, by its path below samples/clean."""
    return {
        "财务/数电发票台账.xlsx": _invoices(),
        "财务/电子发票.pdf": _invoice(),
        "财务/银行流水号对账.csv": _reconciliation(),
        "财务/合并资产负债表.pdf": _balance_sheet(),
        "财务/科目余额表.csv": _accounts(),
    }


def _invoices() -> bytes:
    dice = Dice("invoices")
    rows: list[tuple[Cell, ...]] = [("发票号码", "销方名称", "销方税号", "开票日期", "金额", "税额", "校验码")]
    for _ in range(60):
        amount = dice.between(10_000, 9_999_999) / 100
        number = "2631200000" + dice.digits(10)
        rows.append(
            (number, dice.pick(_FIRMS), uscc(dice), "2026-09-18", amount, round(amount * 0.06, 2), dice.digits(20))
        )
    return office.xlsx({"台账": rows})


def _invoice() -> bytes:
    dice = Dice("invoice")
    lines = (
        "电子发票（增值税专用发票）",
        f"发票号码：2631200000{dice.digits(10)}    开票日期：2026年09月18日",
        f"购买方名称：云海金服有限公司    统一社会信用代码/纳税人识别号：{uscc(dice)}",
        f"销售方名称：{_FIRMS[0]}    统一社会信用代码/纳税人识别号：{uscc(dice)}",
        ("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率"),
        ("*印刷品*宣传册", "A4-157g", "本", "2000", "3.7735849056604", "7547.17", "6%"),
        ("*印刷品*信封", "DL-100", "个", "5000", "0.1886792452830", "943.40", "6%"),
        "价税合计（大写） 玖仟元整    （小写）¥9000.00",
        "备注：合同编号 XH-2026-0918，订单号 15820034411，销方开户行账号 1001244309204567831",
    )
    return office.pdf("电子发票", lines, (56, 150, 220, 260, 310, 420, 490))


def _reconciliation() -> bytes:
    dice = Dice("reconciliation")
    rows: list[tuple[Cell, ...]] = [("交易日期", "流水号", "凭证号", "借方金额", "贷方金额", "余额", "摘要")]
    for n in range(200):
        serial = f"6222{dice.digits(15)}" if n % 3 else f"2610{dice.digits(12)}"
        amount = dice.between(1000, 9_999_999) / 100
        rows.append(
            (
                "20260930",
                serial,
                f"PZ{dice.digits(11)}",
                amount,
                "",
                13_800_000_000 + n,
                dice.pick(("货款", "手续费", "利息")),
            )
        )
    return office.csv(rows, "gbk")


def _balance_sheet() -> bytes:
    lines = [
        "合并资产负债表（节选）", "编制单位：云海金服有限公司    2026年9月30日    单位：元", "",
        ("项目", "期末余额", "年初余额"),
        ("货币资金", "13,845,621,093.55", "12,996,300,418.20"),
        ("交易性金融资产", "15,920,034,411.07", "15,103,388,210.64"),
        ("发放贷款和垫款", "186,213,456,789.12", "171,045,880,034.90"),
        ("吸收存款", "199,138,001,245.36", "188,765,432,101.28"),
        ("资产总计", "13845621093.55", "17712345678.20"),
        "附注七、1：受限货币资金为人民币 139 013 900.17 元。",
    ]  # fmt: skip
    return office.pdf("合并资产负债表", lines, (56, 220, 400))


def _accounts() -> bytes:
    """Balances in whole yuan: eleven digits that begin like mobile numbers."""
    dice = Dice("accounts")
    rows: list[tuple[Cell, ...]] = [("科目代码", "科目名称", "期初余额", "借方金额", "贷方金额", "期末余额")]
    for n in range(80):
        amounts = [f"1{dice.pick('3579')}{dice.digits(9)}" for _ in range(4)]
        rows.append((f"{1001 + n}{dice.digits(4)}", f"科目{n + 1}", *amounts))
    return office.csv(rows, "gbk")
