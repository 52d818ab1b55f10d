"""Customer list, 客户名单: a table with at least two kinds of identifying columns and rows."""

from __future__ import annotations

from detectors.base import Table, no, words, yes
from dlp.model import Text

DETECTOR = Table(
    entity="CUSTOMER_TABLE",
    title=Text("客户名单", "Customer list"),
    source="《客户资料保密管理规范》2.1",
    columns=frozenset(
        words(
            "PERSON CN_RESIDENT_ID CN_MOBILE CN_LANDLINE CN_BANK_CARD EMAIL_ADDRESS ADDRESS",
            "CN_PASSPORT CN_HKM_PERMIT CN_HKM_HOME_PERMIT CN_TW_TRAVEL_PERMIT CN_FOREIGNER_RESIDENCE CN_MILITARY_ID",
            "CN_STUDENT_ID CN_SOCIAL_SECURITY_CARD CN_DRIVER_FILE_NO HK_ID MO_ID TW_ID CN_LICENSE_PLATE VIN",
        )
    ),
    least=2,
    examples=(
        yes("姓名,手机号,金额\n王小明,13900139001,100\n赵敏,13900139002,200\n", "姓名,手机号,金额"),
        yes("客户姓名\t证件号码\t备注\n王小明\t440308199901101512\t\n", "客户姓名\t证件号码\t备注"),
        yes("cust_name|mobile_no|amt\n王小明|13900139001|9\n", "cust_name|mobile_no|amt"),
        yes("旅客姓名,护照号,航班\n王小明,E12345678,XX123\n", "旅客姓名,护照号,航班"),
        no("姓名,手机号,金额\n", why="a form left empty"),
        no("产品名称,手机型号,数量\n某产品,某型号,3\n", why="no identifying columns"),
        no("订单号,金额\n13900139001,100\n", why="one column, and it holds order numbers"),
    ),
)
