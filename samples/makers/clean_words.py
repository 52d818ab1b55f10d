"""Innocent prose: minutes, news, questions and answers, forms, manuals, pages and messages."""

from __future__ import annotations

from makers import office
from makers.mail import Mail, message
from makers.share import empty_form

_NEWS = """云海金服发布2026年三季度经营情况

本报讯  10月12日，云海金服在上海举行媒体通气会。公司董事长表示，前三季度服务实体经济贷款余额同比增长11.2%，\
不良率0.87%，较年初下降0.05个百分点。市金融监管局有关负责人出席并致辞。

会上介绍，截至9月30日，公司手机银行注册用户突破1390万户，单日最高交易量达15920034笔。客服热线95xxx全天候服务。

专家认为，在利率下行的背景下，中小机构应当深耕本地，审慎扩张。（完）
"""

_MINUTES = (
    "产品例会纪要",
    "时间：2026年10月12日 9:30—11:00    地点：三楼 302 会议室",
    "主持人：陈国栋    参会人：王芳、李强、赵敏慧、孙丽华    记录人：李强",
    "一、王芳汇报双十一活动方案，预算 138000 元，短信模板编号 SMS_139013900。",
    "二、赵敏慧汇报热线接通率 96.4%，服务热线 400-820-1688 将增加第 7 号按键。",
    "三、会议号 139 013 9001，入会密码 20261012。",
    [("事项", "负责人", "完成时间"), ("活动页面上线", "李强", "10月28日"), ("物料采购", "王芳", "11月3日")],
    "纪要发送：零售业务部、客户服务部（sunli@yunhai.example）。",
)

_QUESTIONS = """常见问题

问：忘记密码怎么办？
答：拨打客服热线 400-820-1688 或 95588 转人工，工作日 9:00-18:00。

问：什么样的手机号可以注册？
答：中国大陆 11 位手机号，13x、15x、17x、18x、19x 号段均可。身份证号为 18 位，末位可以是 X。

问：银行卡号在哪里看？
答：卡片正面 16 至 19 位数字，例如 6222 02** **** **** 123。请不要把完整卡号发给任何人。

问：短信验证码收不到？
答：请确认没有拦截 1069 开头的号码，例如 106980095588。
"""

_GUIDE = """# 对账平台接口说明

| 字段 | 类型 | 说明 | 示例 |
|---|---|---|---|
| order_no | string(11) | 订单号 | 15820034411 |
| mobile | string(11) | 手机号，必填 | 138****1234 |
| cert_no | string(18) | 证件号码 | 110***********002X |
| amount | decimal(18,2) | 金额 | 13800.00 |
| sign | string(64) | 签名 | 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 |

请求示例：

    curl -H 'X-Request-Id: 5759e988-bd86-4e3f-be46-a994272793aa' \\
         'https://api.yunhai.example/v2/orders?order_no=15820034411&ts=1791768600123'

返回 `{"code":"200","data":{"tradeNo":"202610122200145678901234567890","ts":1791768600123}}`。
联调时请使用测试手机号 13800138000。
"""

_READ_ME = """# openledger

A small double-entry ledger. `pip install openledger`, then `openledger init`.

Maintainer: Qiming Tech <openledger-maintainers@qiming-tech-opensource.cn>
Security reports: security@qiming-tech-opensource.cn (PGP 4A1B 2C3D 4E5F 6071 8293 A4B5 C6D7 E8F9 0A1B 2C3D)

Tested with SQLite 3.46.1, build 20261012093000. Donations: none, thanks.
"""

_PAGE = """<!DOCTYPE html>
<html lang="zh"><head><meta charset="gb2312"><title>帮助中心</title>
<script>var uid = 13900139001, build = "6228480402564890018";</script></head>
<body><h1>帮助中心</h1>
<p>服务时间：周一至周日 8:00—22:00，热线 <a href="tel:400-820-1688">400-820-1688</a>。</p>
<table><tr><th>产品</th><th>代码</th><th>起购金额</th></tr>
<tr><td>云海稳盈1号</td><td>YH601</td><td>10000</td></tr>
<tr><td>云海稳盈2号</td><td>YH602</td><td>10000</td></tr></table>
<form><label>姓名</label><input name="name" placeholder="请输入真实姓名">
<label>手机号</label><input name="mobile" placeholder="请输入11位手机号"></form>
<p>备案号：沪ICP备2026013900号-1　版本 3.13.20261012</p></body></html>
"""


def files() -> dict[str, bytes]:
    """Every text, by its path below samples/clean."""
    return {
        "会议/产品例会纪要.docx": office.docx(_MINUTES),
        "会议/培训签到表（空白）.docx": _sign_in(),
        "宣传/经营情况新闻稿.txt": _NEWS.encode("gb18030"),
        "宣传/新品发布新闻稿.docx": _release(),
        "客服/常见问题.txt": _QUESTIONS.encode(),
        "客服/客户信息登记表（空白）.docx": empty_form(),
        "客服/业务申请表（空白）.txt": _blank().encode("gbk"),
        "客服/帮助中心.html": _PAGE.encode("gbk"),
        "接口/对账平台接口说明.md": _GUIDE.encode(),
        "接口/README.md": _READ_ME.encode(),
        "说明书/POS终端使用手册.pdf": _manual(),
        "邮件/行业周报.eml": _newsletter(),
        "邮件/监控告警.eml": _alarm(),
    }


def _blank() -> str:
    lines = (
        "客户姓名：____________  手机：____________",
        "身份证号：□□□□□□□□□□□□□□□□□□",
        "联系地址：________________",
        "银行卡号：____ ____ ____ ____ ___",
        "电子邮箱：____________@________",
    )
    return "业务申请表\r\n\r\n" + "\r\n".join(lines) + "\r\n\r\n客户签名：          日期：    年  月  日\r\n"


def _sign_in() -> bytes:
    rows = [("序号", "姓名", "部门", "手机", "签名"), *((str(n), "", "", "", "") for n in range(1, 16))]
    return office.docx(["保密培训签到表", "培训时间：2026年10月20日", rows])


def _release() -> bytes:
    return office.docx(
        [
            "云海金服发布“稳盈”系列新品",
            "2026年10月12日，云海金服在上海国际会议中心发布新品。公司董事长、总经理以及市地方金融监督管理局局长、行业协会会长出席。",
            "公司首席经济学家认为，三季度 CPI 同比上涨 0.3%，居民存款余额 1599012 亿元，投资者更看重稳健。",
            "新品代码 YH641，登记编码 C1080326000418，可在理财登记系统查询。咨询热线 400-820-1688。",
        ],
        header="新闻稿 · 可公开",
    )


def _manual() -> bytes:
    lines = (
        "POS 终端使用手册", "", "型号：YH-P2000    固件版本：3.13.9001.3900    入网许可证号：02-C393-261012",
        "一、开机：长按电源键 3 秒。", "二、签到：输入操作员号 01，密码 0000，商户号 898310175230001，终端号 13900139。",
        "三、刷卡：屏幕显示卡号 6222 **** **** 1234，确认金额后按“确认”键。",
        "四、结算：批次号 000139，凭证号 013900，参考号 139001390017。",
        "五、故障代码：E-13900139001 表示打印机缺纸。", "六、SN：13912345678，IMEI：861390134567890。",
        "售后：400-820-1688，传真转 8012。",
    )  # fmt: skip
    return office.pdf("POS 终端使用手册", lines)


def _newsletter() -> bytes:
    page = (
        "<html><body><h2>行业周报 第41期</h2><p>本周央行净投放 1390 亿元；10年期国债收益率 1.85%。</p>"
        "<p>阅读全文：https://weekly.hangye.example/2026/41?u=13900139001&amp;c=6228480402564890018</p>"
        "<p>退订请回复 TD，或写信至 unsubscribe@weekly.hangye.example。</p></body></html>"
    )
    sender = "行业周报 <newsletter@weekly.hangye.example>"
    return message(
        Mail(sender, "<wangfang@yunhai.example>", "行业周报 第41期：利率走势", page, charset="gb2312", subtype="html")
    )


def _alarm() -> bytes:
    text = (
        "告警级别: P2\r\n主机: db-03 (10.0.3.7)\r\n指标: disk_used_bytes=15032385536\r\n"
        "事件ID: 6228480402564890\r\n时间戳: 1791768600123\r\n请值班同事处理。\r\n"
    )
    return message(Mail("监控 <monitor@yunhai.example>", "<ops@yunhai.example>", "[P2] db-03 磁盘使用率 91%", text))
