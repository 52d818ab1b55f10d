"""Innocent logs: thousands of lines of times, trace ids, sizes, addresses and order numbers."""

from __future__ import annotations

from collections.abc import Iterator

from makers.people import Dice

_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0.7258.128 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.61",
    "okhttp/4.12.0",
)
_EPOCH = 1_791_768_600
"""09:30 on 12 October 2026 in Beijing, in seconds since 1970."""


def files() -> dict[str, bytes]:
    """Every log, by its path below samples/clean."""
    return {
        "系统/access.log": "".join(_access(2000)).encode(),
        "系统/order-service.log": "".join(_service(1500)).encode(),
        "系统/数据库慢查询.log": "".join(_slow(120)).encode("gbk"),
        "系统/监控指标.txt": "".join(_metrics(200)).encode("utf-16"),
    }


def _clock(second: int) -> str:
    at = 9 * 3600 + 1800 + second
    return f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}"


def _access(lines: int) -> Iterator[str]:
    dice = Dice("access")
    for n in range(lines):
        address = f"10.{dice.below(256)}.{dice.below(256)}.{dice.below(256)}"
        path = dice.pick(
            (
                f"/api/v2/orders/{dice.between(10**18, 2 * 10**18)}?ts={_EPOCH + n}{dice.digits(3)}",
                f"/static/js/app.{dice.hexadecimal(8)}.js",
                f"/item?id=139{dice.digits(8)}&sign={dice.hexadecimal(32)}",
                f"/search?q=%E5%B9%BF%E4%BA%8E&page={dice.below(90)}&session_id=188{dice.digits(8)}",
            )
        )
        yield (
            f'{address} - - [12/Oct/2026:{_clock(n)} +0800] "GET {path} HTTP/1.1" 200 {dice.below(90_000)} '
            f'"https://www.yunhai.example/?from={dice.digits(11)}" "{dice.pick(_AGENTS)}" {dice.below(900) / 1000:.3f}\n'
        )


def _service(lines: int) -> Iterator[str]:
    dice = Dice("service")
    for n in range(lines):
        trace = f"traceId={dice.hexadecimal(32)} spanId={dice.hexadecimal(16)}"
        told = dice.pick(
            (
                f"创建订单 orderNo=13{dice.digits(9)} amount={dice.digits(4)}.00",
                f"支付回调 trade_no=2026101222001{dice.digits(15)} 状态 TRADE_SUCCESS",
                f"推送短信 template=SMS_{dice.digits(9)} phone=138****{dice.digits(4)} requestId={dice.hexadecimal(8).upper()}-B0F1",
                f"耗时 {dice.below(900)} ms, offset={dice.digits(11)} partition={dice.below(12)}",
                f"流水号 6228{dice.digits(15)} 已入库",
                f"heartbeat seq=19{dice.digits(9)} ts={_EPOCH + n}{dice.digits(3)}",
            )
        )
        yield f"2026-10-12 {_clock(n)}.{dice.digits(3)} INFO [order-{dice.below(8)}] {trace} c.y.order.Flow - {told}\n"


def _slow(blocks: int) -> Iterator[str]:
    dice = Dice("slow")
    for n in range(blocks):
        yield f"# Time: 2026-10-12T{_clock(n)}.{dice.digits(6)}+08:00\n# User@Host: app[app] @ [10.0.{n % 9}.7]  Id: 1{dice.digits(7)}\n"
        yield f"# Query_time: {dice.below(9)}.{dice.digits(6)}  Lock_time: 0.000{dice.digits(3)} Rows_examined: {dice.digits(7)}\n"
        yield f"SET timestamp={_EPOCH + n};\nSELECT * FROM t_order WHERE order_id = 15{dice.digits(9)} AND 状态 = '已完成';\n"


def _metrics(lines: int) -> Iterator[str]:
    dice = Dice("metrics")
    for n in range(lines):
        yield f"主机-{n % 20:02}\tcpu {dice.below(100)}%\t读取字节 {dice.between(10**10, 2 * 10**10 - 1)}\t时间戳 {_EPOCH + n * 60}\r\n"
