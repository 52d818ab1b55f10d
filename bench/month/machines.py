"""What machines write: logs of servers, doors and sensors, alarms, statistics, settings."""

from __future__ import annotations

import io
import json

from bench import corpus, values
from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import Cell, csv


def _stamp(desk: Desk, n: int) -> str:
    return f"{desk.day} {8 + n // 3600 % 12:02d}:{n // 60 % 60:02d}:{n % 60:02d}"


@kind("访问日志", "web access log", "log", "access nginx_access web", roles="machines code", weight=5)
def _access(desk: Desk) -> bytes:
    text = io.StringIO()
    size = desk.rnd.randrange(20_000, 300_000) * (1 if desk.rnd.random() < 0.95 else 12)
    corpus.write_logs(text, size, desk.rnd.getrandbits(32))
    return text.getvalue().encode()


@kind("应用日志", "application log", "log", "order-service app error catalina", roles="machines code", weight=5)
def _service(desk: Desk) -> bytes:
    lines = []
    for n in desk.some(200, 2_000):
        told = desk.rnd.choice(
            (
                f"创建订单 orderNo=13{desk.digits(9)} amount={desk.digits(4)}.00",
                f"支付回调 trade_no={desk.day:%Y%m%d}22001{desk.digits(15)} 状态 TRADE_SUCCESS",
                f"推送短信 template=SMS_{desk.digits(9)} phone=138****{desk.digits(4)}",
                f"耗时 {desk.rnd.randrange(900)} ms, offset={desk.digits(11)}",
                f"流水号 6228{desk.digits(15)} 已入库",
                f"heartbeat seq=19{desk.digits(9)}",
                f"java.lang.IllegalStateException: batch {desk.digits(16)} not found",
                f"user {desk.digits(6)} login ok, session={desk.rnd.getrandbits(128):032x}",
            )
        )
        lines.append(
            f"{_stamp(desk, n)}.{desk.digits(3)} INFO [exec-{n % 8}] traceId={desk.rnd.getrandbits(128):032x} c.y.Flow - {told}"
        )
    return "\n".join(lines).encode(desk.pick("utf-8 utf-8 gbk"))


@kind(
    "物联网数据",
    "sensor data",
    "csv",
    "传感器数据 iot_readings 电表读数 温湿度",
    roles="machines code public",
    weight=4,
)
def _sensors(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (
                ("设备号", "上报时间", "经度", "纬度", "电量", "读数"),
                ("device_id", "ts", "lng", "lat", "battery", "value"),
                ("表号", "采集时间", "经度", "纬度", "电压", "止码"),
            )
        )
    ]
    for n in desk.some(100, 900):
        stamp: Cell = _stamp(desk, n) if n % 2 else 1_790_000_000_000 + desk.rnd.randrange(10**9)
        rows.append(
            (
                f"86{desk.digits(13)}",
                stamp,
                f"116.{desk.digits(8)}",
                f"39.{desk.digits(11)}",
                desk.rnd.randrange(101),
                f"{desk.rnd.random():.17f}",
            )
        )
    return csv(rows)


@kind("门禁记录", "door log", "csv", "门禁记录 停车记录 打卡明细", roles="office machines", weight=3)
def _doors(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("流水", "门禁卡号", "工号", "姓名", "时间", "位置")]
    for n in desk.some(50, 400):
        who = desk.rnd.choice(desk.people)
        rows.append(
            (
                desk.digits(12),
                desk.digits(10),
                f"YH{desk.digits(5)}",
                who.name,
                _stamp(desk, 3 * n),
                desk.pick("大堂 东门 车库 机房"),
            )
        )
    return csv(rows, desk.pick("gbk utf-8"))


@kind("慢查询日志", "slow query log", "log", "slow_query mysql-slow 慢查询", roles="machines code", weight=3)
def _slow(desk: Desk) -> bytes:
    lines = []
    for n in desk.some(30, 200):
        lines.append(
            f"# Time: {desk.day}T09:{n % 60:02d}:11.{desk.digits(6)}+08:00\n# User@Host: app[app] @ [10.0.{n % 9}.7]  Id: 1{desk.digits(7)}"
        )
        lines.append(
            f"# Query_time: {desk.rnd.random():.6f}  Rows_examined: {desk.digits(7)}\nSELECT * FROM t_order WHERE order_id = 15{desk.digits(9)} AND 状态 = '已完成';"
        )
    return "\n".join(lines).encode()


@kind("监控指标", "metrics", "txt", "监控指标 巡检报告 prometheus 容量统计", roles="machines", weight=4)
def _metrics(desk: Desk) -> bytes:
    lines = [
        f"主机-{n % 20:02}\tcpu {desk.rnd.randrange(100)}%\t读取字节 {desk.rnd.randrange(10**10, 2 * 10**10)}\t时间戳 {1_790_000_000 + n * 60}\tinode {desk.digits(11)}"
        for n in desk.some(50, 500)
    ]
    return "\r\n".join(lines).encode(desk.pick("utf-16 utf-8 gbk"))


@kind("配置文件", "configuration", "yml", "application config docker-compose values", roles="machines code", weight=4)
def _settings(desk: Desk) -> bytes:
    lines = [
        f"server:\n  port: {desk.rnd.randrange(1024, 65535)}\n  id: 139{desk.digits(8)}",
        f"sms:\n  template: SMS_{desk.digits(9)}\n  test-phone: 13800138000\n  sender: 1069{desk.digits(8)}",
        f"wechat:\n  appid: wx{desk.rnd.getrandbits(64):016x}\n  mch_id: 1{desk.digits(9)}",
        f"alipay:\n  app_id: 2021{desk.digits(12)}\n  seller: 2088{desk.digits(12)}",
        f"datasource:\n  url: jdbc:mysql://10.{desk.rnd.randrange(256)}.0.7:3306/orders?serverTimezone=GMT%2B8\n  username: app\n  pool: {desk.rnd.randrange(90)}",
        f"snowflake:\n  epoch: {desk.rnd.randrange(1_500_000_000_000, 1_790_000_000_000)}\n  worker: {desk.rnd.randrange(32)}",
        f"image: images.yunhai.example/order@sha256:{desk.rnd.getrandbits(256):064x}",
        f"# 联系 {desk.owner.mail}，值班 {words.hotline(desk)}",
    ]
    desk.rnd.shuffle(lines)
    return "\n".join(lines).encode()


@kind("接口返回", "JSON payload", "json", "response payload mock poi", roles="machines code", weight=4)
def _payload(desk: Desk) -> bytes:
    items = [
        {
            "id": desk.rnd.randrange(10**18, 2 * 10**18),
            "orderNo": f"15{desk.digits(9)}",
            "sku": desk.digits(13),
            "ts": desk.rnd.randrange(1_500_000_000_000, 1_790_000_000_000),
            "trace": values.uuid(desk.rnd),
            "price": desk.rnd.randrange(10**6) / 100,
            "title": desk.pick(words.GOODS),
            "ratio": desk.rnd.random(),
            "location": [round(116 + desk.rnd.random(), 11), round(39 + desk.rnd.random(), 11)],
        }
        for _ in desk.some(5, 120)
    ]
    return json.dumps(
        {"code": "200", "data": {"list": items, "total": len(items)}},
        ensure_ascii=False,
        indent=desk.rnd.choice((None, 1, 2)),
    ).encode()
