"""Innocent source code, schemas and settings, with the constants that tests and examples carry."""

from __future__ import annotations

import base64
import json

from makers.package import archive
from makers.people import Dice

_TEST = '''"""Tests of the order service."""

import pytest

ORDER_NO = "15820034411"
TRACE_ID = "6228480402564890018aa"
TEST_PHONE = "13800138000"
TEST_ID = "11010519491231002X"  # the example in GB 11643-1999
TEST_CARD = "4111111111111111"
MASKED = {"name": "张*", "phone": "138****1234", "card": "6222 **** **** 1234"}


@pytest.mark.parametrize("number", ["12345678901", "10000000000", "1381234567", "138123456789"])
def test_bad_numbers(number):
    assert not valid(number)


def test_mask():
    assert mask(TEST_PHONE) == "138****8000"
    assert hash_of(ORDER_NO) == 0x13900139001F
    assert ratio() == pytest.approx(0.13900139001)
'''

_JAVA = """package example.yunhai.order;

/** 订单编号：毫秒时间戳 + 机器号 + 序列号，共 19 位。 */
public final class OrderId {
    private static final long serialVersionUID = 6228480402564890018L;
    private static final long EPOCH = 1577836800000L;
    private static final String PHONE_PATTERN = "^1[3-9]\\\\d{9}$";
    private static final String ID_PATTERN = "^[1-9]\\\\d{5}(19|20)\\\\d{2}(0[1-9]|1[0-2])\\\\d{5}[0-9Xx]$";

    /** @param customerName 客户姓名，不得为空 @param mobile 手机号 */
    public static String next(String customerName, String mobile) {
        if (!mobile.matches(PHONE_PATTERN)) throw new IllegalArgumentException("手机号格式错误");
        return Long.toString((System.currentTimeMillis() - EPOCH) << 22 | 13900139001L % 4096);
    }
}
"""

_SQL = """-- 客户表：字段说明，不含数据
CREATE TABLE t_customer (
  id          BIGINT PRIMARY KEY COMMENT '主键，如 1843762190034411',
  cust_name   VARCHAR(64)  NOT NULL COMMENT '客户姓名',
  mobile      CHAR(11)     NOT NULL COMMENT '手机号',
  id_card     CHAR(18)     COMMENT '身份证号',
  bank_card   VARCHAR(19)  COMMENT '银行卡号',
  email       VARCHAR(128) COMMENT '电子邮箱',
  address     VARCHAR(256) COMMENT '联系地址',
  created_at  TIMESTAMP DEFAULT CURRENT_TIMESTAMP
) AUTO_INCREMENT=15820034411;

CREATE INDEX idx_customer_mobile ON t_customer (mobile);
UPDATE t_customer SET mobile = CONCAT(LEFT(mobile, 3), '****', RIGHT(mobile, 4)) WHERE id = 13900139001;
INSERT INTO t_seq (name, next_val) VALUES ('order', 13900139002);
"""

_SETTINGS = """# 订单服务配置
server: {port: 8080, host: 0.0.0.0}
snowflake: {epoch: 1577836800000, worker: 13}
sms:
  template: SMS_139013900
  sign: 云海金服
  whitelist: []          # 测试手机号写在环境变量里
alert:
  mail: ops@yunhai.example
  hotline: 400-820-1688
digest: sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"""


def files() -> dict[str, bytes]:
    """Every source file, by its path below samples/clean."""
    return {
        "源代码/test_order.py": _TEST.encode(),
        "源代码/OrderId.java": _JAVA.encode(),
        "源代码/schema.sql": _SQL.encode(),
        "源代码/git-log.txt": _history(),
        "源代码/application.yml": _SETTINGS.encode(),
        "源代码/package-lock.json": _lock(),
        "源代码/order-service-2.14.0.zip": _release(),
    }


def _history() -> bytes:
    dice = Dice("history")
    return "".join(
        f"commit {dice.hexadecimal(40)}\nAuthor: dev{n % 4} <dev{n % 4}@kaiyuan-example-soft.cn>\n"
        f"Date:   Mon Oct 12 09:{n:02}:00 2026 +0800\n\n    修复工单 {dice.digits(5)}，编号 13{dice.digits(9)}\n\n"
        for n in range(60)
    ).encode()


def _lock() -> bytes:
    dice = Dice("lock")
    packages = {
        f"node_modules/{name}": {
            "version": f"{dice.below(9)}.{dice.below(30)}.{dice.below(30)}",
            "resolved": f"https://files.example/{name}/-/{name}-{dice.digits(11)}.tgz",
            "integrity": "sha512-" + base64.b64encode(dice.raw(64)).decode(),
        }
        for name in "left-pad react vue axios lodash echarts dayjs qs pinia vite rollup esbuild".split()
    }
    return json.dumps({"name": "order-web", "lockfileVersion": 3, "packages": packages}, indent=2).encode()


def _release() -> bytes:
    dice = Dice("release")
    sums = "".join(f"{dice.hexadecimal(64)}  lib/part-{n}.jar\n" for n in range(40))
    return archive(
        {
            "order-service/src/OrderId.java": _JAVA.encode(),
            "order-service/tests/test_order.py": _TEST.encode(),
            "order-service/db/schema.sql": _SQL.encode("gbk"),
            "order-service/SHA256SUMS": sums.encode(),
            "order-service/版本说明.txt": "2.14.0：修复订单号 15820034411 重复提交的问题。\r\n".encode("gbk"),
        }
    )
