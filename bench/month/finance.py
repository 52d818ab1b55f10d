"""Books: invoices, ledgers of the company itself, statements, statistics, market data, payslips."""

from __future__ import annotations

from bench import values
from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import Cell, csv, docx, pdf, xlsx

_SUBJECTS = "库存现金 银行存款 应收账款 预付账款 其他应收款 原材料 固定资产 累计折旧 短期借款 应付账款 应付职工薪酬 应交税费 实收资本 主营业务收入 管理费用 财务费用"


@kind("发票台账", "invoice ledger", "xlsx", "发票台账 进项发票明细 数电票勾选 invoices", roles="finance trade")
def _invoices(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (
                ("发票号码", "销方名称", "销方税号", "开票日期", "金额", "税额", "校验码"),
                ("数电票号码", "销售方", "纳税人识别号", "开票日期", "不含税金额", "税额", "发票代码"),
            )
        )
    ]
    for _ in desk.some(20, 150):
        amount = desk.rnd.randrange(10_000, 9_999_999) / 100
        rows.append(
            (
                f"26{desk.pick('31 44 33 11')}2000000{desk.digits(9)}",
                words.firm(desk),
                values.code(desk.rnd),
                str(desk.day),
                amount,
                round(amount * 0.06, 2),
                desk.digits(20),
            )
        )
    return xlsx({"台账": rows})


@kind("电子发票", "invoice", "pdf", "电子发票 dzfp 增值税专用发票", weight=5)
def _invoice(desk: Desk) -> bytes:
    number = f"2631200000{desk.digits(10)}"
    lines: list[str | tuple[str, ...]] = [
        f"电子发票（{desk.pick('普通发票 增值税专用发票')}）",
        f"发票号码：{number}    开票日期：{words.when(desk)}",
        f"购买方名称：云海金服有限公司    统一社会信用代码/纳税人识别号：{values.code(desk.rnd)}",
        f"销售方名称：{words.firm(desk)}    统一社会信用代码/纳税人识别号：{values.code(desk.rnd)}",
        ("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率"),
    ]
    for _ in desk.some(1, 6):
        price = f"{desk.rnd.randrange(10**5)}.{desk.digits(13)}"
        lines.append(
            (
                f"*{desk.pick('纸制品 餐饮服务 运输服务 电子产品')}*{desk.pick(words.GOODS)}",
                "A4",
                "件",
                str(desk.rnd.randrange(90)),
                price,
                desk.money(9_000),
                "6%",
            )
        )
    lines += [
        f"价税合计（小写）¥{desk.money(90_000)}",
        f"备注：合同编号 HT-{desk.day.year}-{desk.digits(4)}，订单号 1{desk.pick('3 5 8')}{desk.digits(9)}，销方开户行账号 1001{desk.digits(15)}",
        f"开票人：{desk.rnd.choice(desk.people).name}    收款人：财务",
    ]
    return pdf("电子发票", lines, (56, 150, 220, 260, 310, 420, 490))


@kind("银行流水", "the company's own bank statement", "csv", "基本户流水 银行对账单 银行流水号对账", roles="finance")
def _statement(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (
                ("交易日期", "流水号", "凭证号", "借方金额", "贷方金额", "余额", "对方户名", "摘要"),
                ("记账日", "交易流水", "凭证种类", "支出", "收入", "账户余额", "对方单位", "用途"),
            )
        )
    ]
    balance = desk.rnd.randrange(10**8, 10**11)
    for n in desk.some(40, 400):
        serial = desk.pick("6222 2610 4367 6228") + desk.digits(desk.rnd.choice((12, 15, 14)))
        rows.append(
            (
                f"{desk.day:%Y%m%d}",
                serial,
                f"PZ{desk.digits(11)}",
                desk.money(99_999),
                "",
                balance + n,
                words.firm(desk),
                desk.pick("货款 手续费 利息 服务费 房租 社保"),
            )
        )
    return csv(rows, "gbk")


@kind("科目余额表", "account balances", "csv", "科目余额表 总账 试算平衡表", roles="finance")
def _accounts(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("科目代码", "科目名称", "期初余额", "借方金额", "贷方金额", "期末余额")]
    for n in desk.some(30, 120):
        amounts = [f"1{desk.pick('3 5 7 8 9')}{desk.digits(9)}" for _ in range(4)]
        rows.append((f"{1001 + n}{desk.digits(4)}", desk.pick(_SUBJECTS), *amounts))
    return csv(rows, desk.pick("gbk utf-8"))


@kind(
    "财务报表", "financial statements", "pdf", "资产负债表 利润表 经营快报 季度财报", roles="finance public", weight=3
)
def _balance(desk: Desk) -> bytes:
    lines: list[str | tuple[str, ...]] = [
        "合并资产负债表（节选）",
        f"编制单位：云海金服有限公司    {words.when(desk)}    单位：元",
        ("项目", "期末余额", "年初余额"),
    ]
    for subject in _SUBJECTS.split():
        numbers = [desk.rnd.randrange(10**9, 2 * 10**11) for _ in range(2)]
        shape = desk.pick("{:,}.{:02d} {}.{:02d} {:,}")
        lines.append((subject, *(shape.format(n, n % 100) for n in numbers)))
    lines.append(f"附注：受限货币资金为人民币 {desk.rnd.randrange(10**8, 10**9):,} 元。{words.sentence(desk)}")
    return pdf("报表", lines, (56, 220, 400))


@kind("行情数据", "market data", "csv", "行情日线 逐笔成交 stock_daily 基金净值", roles="finance public code")
def _market(desk: Desk) -> bytes:
    if desk.rnd.random() < 0.5:
        rows: list[tuple[Cell, ...]] = [("成交编号", "委托编号", "时间", "价格", "数量", "方向")]
        rows += [
            (
                f"31011{desk.digits(13)}",
                f"139{desk.digits(8)}",
                f"09:{30 + n // 60 % 30:02}:{n % 60:02}.{desk.digits(3)}",
                desk.money(90),
                desk.rnd.randrange(1, 90) * 100,
                desk.pick("B S"),
            )
            for n in desk.some(100, 500)
        ]
        return csv(rows)
    rows = [("交易日", "证券代码", "开盘", "最高", "最低", "收盘", "成交量", "成交额")]
    rows += [
        (
            f"{desk.day:%Y%m%d}",
            desk.pick("600519 000001 300750 688981"),
            *(desk.money(90) for _ in range(4)),
            desk.rnd.randrange(10**7, 10**11),
            desk.rnd.randrange(10**10, 10**11),
        )
        for _ in desk.some(60, 300)
    ]
    return csv(rows)


@kind("统计年鉴", "statistics", "xlsx", "年鉴摘录 统计月报 主要指标 区域数据", roles="finance public", weight=3)
def _yearbook(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        ("地区", "年末常住人口（万人）", "地区生产总值（亿元）", "人均可支配收入（元）", "移动电话用户（万户）")
    ]
    rows += [
        (
            city,
            desk.rnd.randrange(900, 12_700),
            desk.rnd.randrange(70_000, 1_400_000) / 10,
            desk.rnd.randrange(25_000, 84_000),
            desk.rnd.randrange(1100, 17_200),
        )
        for city in words.CITIES.split()
    ]
    return xlsx({"主要指标": rows, "说明": [("数据来源：统计年鉴",), ("联系电话一栏略",), (words.sentence(desk),)]})


@kind("本人工资条", "one's own payslip", "docx", "工资条 薪资单", weight=1)
def _payslip(desk: Desk) -> bytes:
    table = [
        ["姓名", "部门", "应发", "社保", "个税", "实发"],
        [desk.owner.name, desk.owner.department, *(desk.money(20_000) for _ in range(4))],
    ]
    return docx(
        [
            f"{desk.pick('工资条 工资单 薪资单')} {desk.day:%Y年%m月}",
            table,
            f"员工：{desk.owner.name}  身份证号：{values.resident_id(desk.rnd)}  工资卡：{values.card(desk.rnd)}",
        ]
    )


@kind("预算", "budget", "xlsx", "年度预算 费用明细 部门预算 报销汇总", roles="finance office public", weight=3)
def _budget(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("部门", "费用项目", "预算(元)", "已用(元)", "报销单号", "经办人")]
    rows += [
        (
            c.department,
            desk.pick("差旅费 招待费 培训费 办公费 广告费"),
            desk.rnd.randrange(10**4, 10**7),
            desk.rnd.randrange(10**4),
            f"BX{desk.day:%Y%m}{desk.digits(6)}",
            c.name,
        )
        for c in desk.colleagues(desk.rnd.randint(10, 60))
    ]
    return xlsx({"预算": rows})
