"""Innocent tables full of long numbers: orders, parcels, barcodes, markets, statistics, places."""

from __future__ import annotations

import json

from makers import office
from makers.office import Cell
from makers.people import Dice


def files() -> dict[str, bytes]:
    """Every table, by its path below samples/clean."""
    return {
        "采购/办公用品价目表.xlsx": _prices(),
        "采购/商城订单.csv": _orders(),
        "采购/运单跟踪.csv": _parcels(),
        "采购/固定资产盘点.xlsx": _assets(),
        "采购/测试手机采购.csv": _telephones(),
        "研究/年鉴摘录.xlsx": _yearbook(),
        "研究/行情日线.csv": _daily(),
        "研究/逐笔成交.csv": _trades(),
        "研究/微博监测.csv": _posts(),
        "研究/网点坐标.geojson": _places(),
        "图书/馆藏书目.csv": _books(),
        "系统/脱敏样例.xlsx": _masked(),
        "系统/脱敏样例.csv": office.csv(_masked_rows(), "gb18030"),
    }


def _ean(digits: str) -> str:
    """Twelve digits with their EAN-13 check digit."""
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
    return digits + str(-total % 10)


def _prices() -> bytes:
    dice = Dice("prices")
    goods = "A4 复印纸|中性笔|订书机|文件夹|硒鼓|白板笔|档案盒|碎纸机|计算器|插线板|保温杯|人体工学椅".split("|")
    rows: list[tuple[Cell, ...]] = [("商品编码", "品名", "型号", "条码", "单位", "单价", "库存")]
    for n in range(90):
        barcode = _ean("69" + dice.digits(10))
        model = f"{dice.pick('ABCDEFG')}{dice.digits(3)}-{dice.digits(4)}"
        rows.append(
            (f"WL{dice.digits(9)}", dice.pick(goods), model, barcode, "件", dice.between(200, 99_900) / 100, n * 7)
        )
    return office.xlsx({"价目表": rows, "条码": [(row[3],) for row in rows]})


def _orders() -> bytes:
    """Order numbers of eleven to nineteen digits; some begin like mobile numbers or cards."""
    dice = Dice("orders")
    rows: list[tuple[Cell, ...]] = [("订单编号", "商户单号", "交易流水号", "下单时间", "金额", "状态")]
    for _ in range(300):
        time = (
            f"2026-{dice.between(1, 10):02}-{dice.between(1, 28):02} {dice.between(8, 22):02}:{dice.between(10, 59)}:00"
        )
        order = dice.pick(("13", "15", "18", "20")) + dice.digits(9)
        merchant = dice.pick(("2260", "6217", "4367")) + dice.digits(dice.pick((12, 14, 15)))
        serial = f"2026{dice.digits(14)}"
        rows.append(
            (order, merchant, serial, time, f"{dice.between(100, 99_999) / 100:.2f}", dice.pick(("已完成", "已发货")))
        )
    return office.csv(rows, "gbk")


def _parcels() -> bytes:
    dice = Dice("parcels")
    shapes = (
        ("顺丰", "SF", 13),
        ("圆通", "YT", 13),
        ("中通", "78", 12),
        ("邮政", "11", 11),
        ("韵达", "43", 13),
        ("京东", "JDVA", 11),
    )
    rows: list[tuple[Cell, ...]] = [("运单号", "快递公司", "重量(kg)", "发出", "签收")]
    for _ in range(240):
        firm, head, count = dice.pick(shapes)
        day = dice.between(1, 25)
        rows.append(
            (
                head + dice.digits(count),
                firm,
                f"{dice.between(1, 300) / 10}",
                f"2026-09-{day:02}",
                f"2026-09-{day + 3:02}",
            )
        )
    return office.csv(rows)


def _assets() -> bytes:
    dice = Dice("assets")
    rows: list[tuple[Cell, ...]] = [("资产编号", "名称", "序列号", "MAC", "IMEI", "购入日期", "原值")]
    for n in range(70):
        mac = ":".join(dice.hexadecimal(2) for _ in range(6))
        serial = dice.pick(("PF", "5CD", "CN0")) + dice.hexadecimal(8).upper()
        rows.append(
            (
                f"ZC2026{n:07}",
                dice.pick(("笔记本", "手机", "交换机")),
                serial,
                mac,
                "86" + dice.digits(13),
                "2025-03-18",
                5600 + n,
            )
        )
    return office.xlsx({"资产": rows})


def _telephones() -> bytes:
    """手机 is a thing to buy here, not a number to call."""
    dice = Dice("telephones")
    rows = [
        (f"测试机 {dice.pick('ABC')}{n}", dice.pick(("黑", "白")), 1 + n % 3, 2999, f"SN{dice.digits(11)}")
        for n in range(30)
    ]
    return office.csv([("手机", "颜色", "数量", "单价", "序列号"), *rows])


def _yearbook() -> bytes:
    dice = Dice("yearbook")
    regions = (
        "北京 天津 河北 山西 辽宁 吉林 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州".split()
    )
    rows: list[tuple[Cell, ...]] = [
        ("地区", "年末常住人口（万人）", "地区生产总值（亿元）", "人均可支配收入（元）", "移动电话用户（万户）")
    ]
    rows += [
        (
            r,
            dice.between(900, 12_700),
            dice.between(70_000, 1_400_000) / 10,
            dice.between(25_000, 84_000),
            dice.between(1100, 17_200),
        )
        for r in regions
    ]
    return office.xlsx({"2-1 主要指标": rows, "说明": [("数据来源：统计年鉴",), ("联系电话一栏略",)]})


def _daily() -> bytes:
    dice = Dice("daily")
    rows: list[tuple[Cell, ...]] = [("交易日", "证券代码", "开盘", "最高", "最低", "收盘", "成交量", "成交额（万元）")]
    for n in range(250):
        close = dice.between(900, 1900) / 100
        amounts = dice.between(10**7, 10**9), f"{dice.between(10**6, 10**8) / 100:.2f}"
        rows.append(
            (
                f"2026{1 + n // 25:02}{1 + n % 25:02}",
                dice.pick(("600519", "000001", "300750")),
                close,
                close + 0.3,
                close - 0.2,
                close + 0.1,
                *amounts,
            )
        )
    return office.csv(rows)


def _trades() -> bytes:
    dice = Dice("trades")
    rows: list[tuple[Cell, ...]] = [("成交编号", "委托编号", "时间", "价格", "数量", "方向")]
    rows += [
        (f"31011{dice.digits(13)}", f"139{dice.digits(8)}", f"09:{30 + n // 60:02}:{n % 60:02}.{dice.digits(3)}", "15.27", dice.between(1, 90) * 100, dice.pick("BS"))
        for n in range(600)
    ]  # fmt: skip
    return office.csv(rows)


def _posts() -> bytes:
    dice = Dice("posts")
    rows: list[tuple[Cell, ...]] = [("mid", "发布时间", "转发", "评论", "赞")]
    rows += [
        (f"5{dice.digits(15)}", f"2026-10-{dice.between(1, 12):02}", *(dice.below(900) for _ in "abc"))
        for _ in range(200)
    ]
    return office.csv(rows)


def _places() -> bytes:
    dice = Dice("places")
    features = [
        {
            "type": "Feature",
            "properties": {"poi": f"B0FF{dice.hexadecimal(6).upper()}", "height": n * 1.5},
            "geometry": {"type": "Point", "coordinates": [f"116.{dice.digits(11)}", f"39.139{dice.digits(8)}"]},
        }
        for n in range(80)
    ]
    plain = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1)
    return plain.replace('"116.', "116.").replace('", "39.', ", 39.").encode()


def _books() -> bytes:
    dice = Dice("books")
    titles = "国富论 货币论 证券分析 金融炼金术 概率论基础 统计学导论 保险学原理 信贷风险管理".split()
    rows: list[tuple[Cell, ...]] = [("ISBN", "书名", "索书号", "馆藏条码", "定价")]
    for n in range(120):
        isbn = _ean("9787" + dice.digits(8))
        rows.append(
            (
                isbn,
                dice.pick(titles),
                f"F{dice.digits(3)}.{dice.digits(2)}/{n}",
                f"3201{dice.digits(10)}",
                f"{dice.between(20, 180)}.00",
            )
        )
    return office.csv(rows)


def _masked_rows() -> list[tuple[Cell, ...]]:
    dice = Dice("masked")
    rows: list[tuple[Cell, ...]] = [("客户姓名", "手机号", "身份证号", "银行卡号", "邮箱")]
    for n in range(40):
        name = dice.pick(("张*", "李**", "欧阳**", "*敏"))
        rows.append(
            (
                name,
                f"138****{dice.digits(4)}",
                f"110***********{n:03}X",
                f"6222 **** **** {dice.digits(4)}",
                "z***@163.com",
            )
        )
    return rows


def _masked() -> bytes:
    return office.xlsx({"脱敏": _masked_rows()})
