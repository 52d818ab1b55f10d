"""Words that files are made of: firms, goods, places, sentences."""

from __future__ import annotations

from functools import cache
from random import Random

from bench import prose
from bench.month.kinds import Desk

CITIES = "北京 上海 深圳 杭州 成都 武汉 南京 西安 苏州 长沙 青岛 厦门 郑州 重庆 天津 合肥 福州 昆明 沈阳 济南"
GOODS = (
    "A4复印纸 中性笔 订书机 文件夹 硒鼓 白板笔 档案盒 碎纸机 计算器 插线板 人体工学椅 显示器 机械键盘 无线鼠标 移动硬盘 网线 投影仪 "
    "矿泉水 纸杯 垃圾袋 洗手液 消毒湿巾 咖啡豆 绿植 雨伞 工牌 台历 手提袋 充电宝 帆布包"
)
_BRANDS = "星河 恒泰 绿叶 启明 远航 金穗 华章 天成 博远 海润 云帆 瑞丰 同创 中岳 鼎新 东篱 北辰 南屿 安澜 嘉禾"
_TRADES = (
    "印务 办公用品 保洁服务 软件技术 物流 文化传媒 机电设备 餐饮管理 人力资源 装饰工程 咨询 通信 电子商务 食品 家具"
)
_FORMS = "有限公司 有限责任公司 股份有限公司 (上海)有限公司 集团有限公司"


@cache
def _pool() -> list[str]:
    return prose.sentences(Random("office sentences"))


def firm(desk: Desk) -> str:
    """A made-up company."""
    return desk.rnd.choice(("", desk.pick(CITIES))) + desk.pick(_BRANDS) + desk.pick(_TRADES) + desk.pick(_FORMS)


def sentence(desk: Desk) -> str:
    """A sentence of office prose."""
    return desk.rnd.choice(_pool())


def paragraph(desk: Desk, size: int) -> str:
    """Sentences of about so many bytes."""
    return "".join(prose.paragraph(desk.rnd, _pool(), size))


def ean(body: str) -> str:
    """Twelve digits with their EAN-13 check digit (GB 12904-2008)."""
    total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(body))
    return body + str(-total % 10)


def hotline(desk: Desk) -> str:
    """A number that companies are called at, and nobody in person."""
    rnd = desk.rnd
    return rnd.choice(
        (
            f"400-{rnd.randrange(100, 999)}-{desk.digits(4)}",
            f"400{desk.digits(7)}",
            f"95{desk.digits(3)}",
            f"800-{rnd.randrange(100, 999)}-{desk.digits(4)}",
            desk.pick("12345 12315 12306 10086 10010 95598"),
        )
    )


def when(desk: Desk) -> str:
    """A date in one of the usual forms."""
    return desk.day.strftime(desk.rnd.choice(("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%Y.%m.%d")))


def clock(desk: Desk) -> str:
    """A time of an office day."""
    return f"{desk.rnd.randrange(8, 20):02d}:{desk.rnd.randrange(60):02d}"
