"""Source code and what belongs to it, with the numbers that programmers test with."""

from __future__ import annotations

import base64

from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import archive

_PYTHON = '''"""{doc}"""
import re

MOBILE = re.compile(r"^1[3-9]\\d{{9}}$")
ID_CARD = re.compile(r"^[1-9]\\d{{16}}[0-9Xx]$")


def test_{name}():
    assert MOBILE.match("13800138000")
    assert ID_CARD.match("11010519491231002X")
    assert is_valid("{wrong}") is False  # 校验位错
    assert luhn("4111111111111111") and luhn("6222020000000000000")
    order = {{"orderNo": "15{a}", "amount": {b}, "ts": {c}}}
    assert parse(order)["id"] == 139{d}
'''
_JAVA = """package cn.yunhai.{name};

/** {doc} */
public final class {cls} {{
    private static final long serialVersionUID = {a}L;
    private static final long EPOCH = {c}L;
    /** 例：11010519491231002X，13800138000 */
    public static String next(long worker) {{
        return "13" + String.format("%09d", (System.currentTimeMillis() - EPOCH) << 22 | worker);
    }}
    // TODO({who}): 兼容旧单号 139{d}
}}
"""
_SQL = """-- {doc}
CREATE TABLE t_{name} (
  id BIGINT NOT NULL AUTO_INCREMENT COMMENT '主键',
  customer_name VARCHAR(64) COMMENT '客户姓名',
  mobile CHAR(11) COMMENT '手机号',
  id_card CHAR(18) COMMENT '身份证号',
  bank_card VARCHAR(19) COMMENT '银行卡号'
) ENGINE=InnoDB AUTO_INCREMENT=139{d} DEFAULT CHARSET=utf8mb4;
INSERT INTO t_dict VALUES (1, '订单号', '15{a}'), (2, '批次', '{b}'), (3, '测试手机号', '13800138000');
"""
_SCRIPT = """// {doc}
export const TEST_PHONE = '13800138000';
export const IMG = 'https://cdn.yunhai.example/{d}/6228{a}/{b}.png?t={c}';
export function {name}(v) {{ return /^1[3-9]\\d{{9}}$/.test(v) || v === '11010519491231002X'; }}
const table = [{numbers}];
"""
_NAMES = "order invoice coupon stock account ledger parcel session report gateway"


def _filled(desk: Desk, shape: str) -> str:
    name = desk.pick(_NAMES)
    return shape.format(
        doc=words.sentence(desk),
        name=name,
        cls=name.title() + "Id",
        who=desk.rnd.choice(desk.people).account,
        wrong="11010519491231002" + desk.pick("0 1 2 3 4 5"),
        a=desk.digits(9),
        b=desk.rnd.randrange(10**15, 10**16),
        c=desk.rnd.randrange(1_500_000_000_000, 1_790_000_000_000),
        d=desk.digits(8),
        numbers=", ".join(str(desk.rnd.randrange(10**9, 10**11)) for _ in range(40)),
    )


@kind("Python 测试", "Python test", "py", "test_order test_utils conftest validators", roles="code", weight=5)
def _python(desk: Desk) -> bytes:
    return "\n".join(_filled(desk, _PYTHON) for _ in desk.some(1, 6)).encode()


@kind("Java 源码", "Java source", "java", "OrderId IdWorker AccountService", roles="code", weight=5)
def _java(desk: Desk) -> bytes:
    return "\n".join(_filled(desk, _JAVA) for _ in desk.some(1, 4)).encode(desk.pick("utf-8 gbk"))


@kind("建表脚本", "SQL schema", "sql", "schema V2__init 建表", roles="code machines", weight=3)
def _sql(desk: Desk) -> bytes:
    return "\n".join(_filled(desk, _SQL) for _ in desk.some(1, 8)).encode()


@kind("前端源码", "JavaScript source", "js", "utils validate index.min", roles="code", weight=4)
def _script(desk: Desk) -> bytes:
    return "\n".join(_filled(desk, _SCRIPT) for _ in desk.some(1, 12)).encode()


@kind("提交记录", "git log", "txt", "git-log CHANGELOG 发布记录", roles="code", weight=3)
def _history(desk: Desk) -> bytes:
    lines = []
    for _ in desk.some(20, 150):
        who = desk.rnd.choice(desk.people)
        lines.append(
            f"commit {desk.rnd.getrandbits(160):040x}\nAuthor: {who.name} <{who.mail}>\nDate:   {desk.day} {words.clock(desk)}:00 +0800\n\n    {words.sentence(desk)}（#{desk.digits(6)}）\n"
        )
    return "\n".join(lines).encode()


@kind("依赖锁文件", "lock file", "json", "package-lock composer.lock", roles="code", weight=3)
def _lock(desk: Desk) -> bytes:
    entries = ",\n".join(
        f'  "node_modules/{name}-{n}": {{"version": "{n}.{desk.rnd.randrange(30)}.{desk.rnd.randrange(30)}", "resolved": "https://files.example/{name}/-/{name}-{desk.digits(11)}.tgz", "integrity": "sha512-{base64.b64encode(desk.rnd.randbytes(64)).decode()}"}}'
        for n, name in enumerate(
            "vue axios lodash echarts dayjs qs pinia vite rollup esbuild".split() * desk.rnd.randint(1, 6)
        )
    )
    return f'{{"lockfileVersion": 3, "packages": {{\n{entries}\n}}}}'.encode()


@kind("接口文档", "API guide", "md", "接口说明 API README 联调指南", roles="code machines public", weight=4)
def _guide(desk: Desk) -> bytes:
    return f"""# {desk.pick("对账 支付 短信 物流")}平台接口说明

| 字段 | 类型 | 说明 | 示例 |
|---|---|---|---|
| order_no | string(11) | 订单号 | 15{desk.digits(9)} |
| mobile | string(11) | 手机号，必填 | 138****{desk.digits(4)} |
| phone | string(11) | 测试手机号 | 13800138000 |
| cert_no | string(18) | 证件号码 | 11010519491231002X |
| bank_card | string(19) | 银行卡号 | 6222020000000000000 |
| sign | string(64) | 签名 | {desk.rnd.getrandbits(256):064x} |

{words.paragraph(desk, 500)}

    curl -H 'X-Request-Id: {desk.rnd.getrandbits(64):016x}' 'https://api.yunhai.example/v2/orders?order_no=15{desk.digits(9)}&ts={desk.rnd.randrange(1_790_000_000_000)}'

返回 `{{"code":"200","data":{{"tradeNo":"{desk.digits(30)}"}}}}`。有问题联系 {desk.owner.mail}，热线 {words.hotline(desk)}。
""".encode()


@kind("下载的压缩包", "zip download", "zip", "release 源码包 模板素材 资料下载", weight=5)
def _release(desk: Desk) -> bytes:
    sums = "".join(f"{desk.rnd.getrandbits(256):064x}  lib/part-{n}.jar\n" for n in desk.some(5, 60))
    return archive(
        {
            "src/OrderId.java": _filled(desk, _JAVA).encode(),
            "tests/test_order.py": _filled(desk, _PYTHON).encode(),
            "db/schema.sql": _filled(desk, _SQL).encode("gbk"),
            "SHA256SUMS": sums.encode(),
            "版本说明.txt": f"修复订单号 158{desk.digits(8)} 重复提交的问题。{words.sentence(desk)}\r\n".encode("gbk"),
            "readme.txt": words.paragraph(desk, 600).encode("gb18030"),
        }
    )
