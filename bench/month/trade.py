"""Buying and selling: price lists, orders, parcels, catalogues, stock, quotations, contract templates."""

from __future__ import annotations

from bench import values
from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import Cell, csv, docx, pdf, xlsx
from dlp.model import Text

_CARRIERS = (
    ("顺丰速运", "SF", 13),
    ("圆通", "YT", 13),
    ("中通", "78", 12),
    ("邮政", "11", 11),
    ("韵达", "43", 13),
    ("京东", "JDVA", 11),
    ("EMS", "10", 11),
)


def _grade(desk: Desk) -> str:
    return f"{desk.pick('A B C D E F G H K')}{desk.digits(3)}-{desk.digits(4)}"


@kind("价目表", "price list", "xlsx", "价目表 报价清单 办公用品目录 供货价格", roles="trade office public")
def _prices(desk: Desk) -> bytes:
    titles = desk.rnd.choice(
        (
            ("商品编码", "品名", "型号", "条码", "单位", "单价", "库存"),
            ("货号", "名称", "规格", "EAN", "计量单位", "含税价", "起订量"),
            ("物料号", "产品名称", "规格型号", "国际条码", "单位", "不含税单价(元)", "可用数量"),
        )
    )
    rows: list[tuple[Cell, ...]] = [titles]
    for _ in desk.some(20, 160):
        code, barcode = f"WL{desk.digits(9)}", words.ean("69" + desk.digits(10))
        price = desk.rnd.randrange(200, 99_900) / 100
        rows.append(
            (
                code,
                desk.pick(words.GOODS),
                _grade(desk),
                barcode,
                desk.pick("件 箱 个 包 台"),
                price,
                desk.rnd.randrange(900),
            )
        )
    return xlsx({desk.pick("价目表 Sheet1 报价"): rows})


@kind("订单清单", "order list", "csv", "商城订单 订单导出 orders 天猫订单明细", roles="trade public finance")
def _orders(desk: Desk) -> bytes:
    titles = desk.rnd.choice(
        (
            ("订单编号", "商户单号", "交易流水号", "下单时间", "金额", "状态"),
            ("order_no", "merchant_no", "trade_no", "created_at", "amount", "status"),
            ("子订单号", "外部单号", "支付单号", "付款时间", "实付金额", "订单状态"),
        )
    )
    rows: list[tuple[Cell, ...]] = [titles]
    for _ in desk.some(40, 400):
        order = desk.pick("13 15 18 19 20 26") + desk.digits(desk.rnd.choice((9, 9, 14, 16)))
        merchant = desk.pick("2260 6217 4367 6222") + desk.digits(desk.rnd.choice((12, 14, 15)))
        trade = f"{desk.day:%Y%m%d}{desk.digits(desk.rnd.choice((8, 10, 14, 20)))}"
        rows.append(
            (
                order,
                merchant,
                trade,
                f"{desk.day} {words.clock(desk)}",
                desk.money(900),
                desk.pick("已完成 已发货 待付款 已关闭"),
            )
        )
    return csv(rows, desk.pick("gbk utf-8"))


@kind("运单跟踪", "parcel list", "csv", "运单跟踪 快递对账 发货明细 物流单号", roles="trade office")
def _parcels(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (
                ("运单号", "快递公司", "重量(kg)", "发出", "签收"),
                ("快递单号", "承运商", "计费重量", "揽收日期", "目的地"),
            )
        )
    ]
    for _ in desk.some(30, 300):
        name, head, count = desk.rnd.choice(_CARRIERS)
        rows.append(
            (
                head + desk.digits(count),
                name,
                f"{desk.rnd.randrange(1, 300) / 10}",
                str(desk.day),
                desk.pick(words.CITIES),
            )
        )
    return csv(rows, desk.pick("gbk utf-8 utf-8-sig"))


@kind(
    "商品目录",
    "product catalogue with EAN codes",
    "pdf",
    "商品目录 产品手册 选型样本 catalogue",
    roles="trade public",
    weight=3,
)
def _catalogue(desk: Desk) -> bytes:
    lines: list[str | tuple[str, ...]] = [
        f"{words.firm(desk)} 商品目录",
        f"订购热线：{words.hotline(desk)}",
        ("品名", "型号", "EAN-13", "建议零售价"),
    ]
    lines += [
        (desk.pick(words.GOODS), _grade(desk), words.ean("69" + desk.digits(10)), f"¥{desk.money(2_000)}")
        for _ in desk.some(30, 120)
    ]
    return pdf("商品目录", lines, (56, 180, 280, 420))


@kind("固定资产盘点", "asset list", "xlsx", "固定资产盘点 设备台账 IT资产清单", roles="office machines trade", weight=3)
def _assets(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        ("资产编号", "名称", "序列号", "MAC", "IMEI", "使用部门", "使用人", "购入日期", "原值")
    ]
    for n, user in enumerate(desk.colleagues(desk.rnd.randint(10, 60))):
        mac = ":".join(f"{desk.rnd.randrange(256):02x}" for _ in range(6))
        serial = desk.pick("PF 5CD CN0 SN") + f"{desk.rnd.getrandbits(32):08X}"
        rows.append(
            (
                f"ZC{desk.day.year}{n:07}",
                desk.pick("笔记本 手机 显示器 交换机 平板"),
                serial,
                mac,
                "86" + desk.digits(13),
                user.department,
                user.name,
                str(desk.day),
                3000 + n * 17,
            )
        )
    return xlsx({"资产": rows})


@kind("比价单", "supplier comparison", "docx", "比价单 供应商比选 询价记录 采购申请", roles="trade office", weight=3)
def _comparison(desk: Desk) -> bytes:
    firms = [words.firm(desk) for _ in range(3)]
    table = [
        ["供应商", "统一社会信用代码", "报价（元）", "交期"],
        *([f, values.code(desk.rnd), desk.money(90_000), f"{desk.rnd.randrange(3, 40)}天"] for f in firms),
    ]
    return docx(
        [
            f"{desk.pick(words.GOODS)}采购比价单",
            f"日期：{words.when(desk)}  经办：{desk.owner.name}",
            table,
            f"建议选择{firms[0]}。{words.sentence(desk)}",
            f"询价热线 {words.hotline(desk)}",
        ]
    )


@kind(
    "空合同模板", "empty contract template", "docx", "采购合同模板 服务协议（模板） 租赁合同范本 保密协议模板", weight=2
)
def _contract(desk: Desk) -> bytes:
    blank = desk.rnd.choice(("______________", "            ", "【        】", "□□□□□□"))
    lines = [
        desk.pick("采购合同 技术服务合同 房屋租赁合同 保密协议 劳动合同（样本） 借款合同（空白）"),
        f"甲方：{blank}  法定代表人：{blank}",
        f"统一社会信用代码：{blank}",
        f"乙方：{blank}  身份证号：{blank}",
        f"联系电话：{blank}  电子邮箱：{blank}@{blank}",
        f"开户行：{blank}  账号：{blank}",
        *(f"第{n}条 {words.sentence(desk)}" for n in range(1, desk.rnd.randint(6, 24))),
        "甲方（盖章）：            乙方（签字）：            日期：    年  月  日",
    ]
    return docx(lines)


@kind("库存报表", "stock report", "xlsx", "库存日报 出入库明细 盘点表", roles="trade", weight=3)
def _stock(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("批次", "SKU", "仓库", "入库单号", "数量", "生产日期", "备注")]
    rows += [
        (
            f"{desk.day:%y%m%d}{desk.digits(5)}",
            int("1" + desk.pick("3 5 7 8 9") + desk.digits(9)),
            desk.pick(words.CITIES) + "仓",
            "RK" + desk.digits(11),
            desk.rnd.randrange(4000),
            str(desk.day),
            desk.pick("合格 待检 - 临期"),
        )
        for _ in desk.some(40, 300)
    ]
    return xlsx({"库存": rows})


_LEGAL = Text(
    "写着对方公司法定代表人的姓名和地址；程序分不清这是供应商还是企业客户，也分不清公司地址和本人住址",
    "the other company's legal representative by name, and an address; nothing tells a supplier from a corporate customer, nor the firm's address from his own",
)


@kind(
    "供应商资质",
    "supplier's registration data",
    "docx",
    "供应商资质 供应商准入表 企业基本信息",
    roles="trade",
    weight=1,
    argued=_LEGAL,
)
def _registration(desk: Desk) -> bytes:
    return docx(
        [
            "供应商基本信息",
            f"企业名称：{words.firm(desk)}",
            f"统一社会信用代码：{values.code(desk.rnd)}",
            f"法定代表人：{values.name(desk.rnd)}",
            f"注册地址：{values.address(desk.rnd)}",
            f"客服电话：{words.hotline(desk)}    注册资本：{desk.rnd.randrange(50, 9000)}万元",
        ]
    )


@kind(
    "已签合同",
    "filled-in contract",
    "docx",
    "采购合同 服务合同 办公室租赁合同",
    roles="trade finance office",
    weight=1,
    argued=_LEGAL,
)
def _signed(desk: Desk) -> bytes:
    return docx(
        [
            desk.pick("采购合同 技术服务合同 办公用房租赁合同"),
            f"甲方：云海金服有限公司    统一社会信用代码：{values.code(desk.rnd)}",
            f"乙方：{words.firm(desk)}    法定代表人：{values.name(desk.rnd)}    住所：{values.address(desk.rnd)}",
            *(f"第{n}条 {words.sentence(desk)}" for n in range(1, desk.rnd.randint(6, 24))),
            f"合同金额：{desk.money(900_000)} 元，汇入乙方账号 1001{desk.digits(15)}。",
        ]
    )


@kind(
    "门店清单",
    "list of branches with their managers",
    "xlsx",
    "门店清单 网点名录 仓库地址",
    roles="trade public",
    weight=2,
)
def _branches(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("门店编号", "门店名称", "门店地址", "门店电话", "店长")]
    for c in desk.colleagues(desk.rnd.randint(5, 40)):
        telephone = f"{desk.pick('010 021 0755')}-{desk.rnd.randrange(5, 9)}{desk.digits(7)}"
        rows.append(
            (f"MD{desk.digits(5)}", desk.pick(words.CITIES) + "店", values.address(desk.rnd), telephone, c.name)
        )
    return xlsx({"门店": rows})
