"""Workstations of three people, and of one who has left: sync and chat folders, a memory stick, work and private files."""

from __future__ import annotations

from makers import office
from makers.package import archive
from makers.people import Dice, Person, card, customers, grouped, identity
from makers.share import policies

_WANG, _LI, _ZHAO, _GAO = "Users/wangfang/", "Users/liqiang/", "Users/zhaomin/", "Users/gaojie/"
_OWNER = "王芳"
_STICK = "run/media/wangfang/KINGSTON/"
_WECHAT = "Documents/WeChat Files/wxid_k3v9x7q2l1m822/FileStorage/File/2026-10/"


def files() -> dict[str, bytes]:
    """Every file of the workstations, by its path below samples/workstation."""
    return {
        _WANG + "Nutstore/1/我的坚果云/客户名单2026.xlsx": _synced_list(),
        _WANG + "Nutstore/1/我的坚果云/读书笔记.md": _reading_notes(),
        _WANG + "BaiduSyncdisk/工作备份/资料备份.zip": _nested_backup(),
        _WANG + "Documents/工作/第41周周报.docx": _weekly(),
        _WANG + "Documents/工作/待办.txt": _to_do(),
        _WANG + "Documents/个人/个人简历.docx": _own_cv(),
        _WANG + "Documents/个人/2026年9月工资条.xlsx": _own_payslip(),
        _WANG + "Documents/个人/车险投保单.pdf": _own_insurance(),
        _STICK + "拜访计划/十月拜访客户.xlsx": _visits(),
        _STICK + "家庭照片说明.txt": "2026年国庆，青岛。照片在手机里，这里只留说明。\n".encode(),
        _STICK + "私人.zip": archive({"说明.txt": "密码另存".encode()}, password=b"Wf-2026-10"),
        _LI + _WECHAT + "意向客户.xlsx": _prospects(),
        _LI + _WECHAT + "房屋评估客户.docx": _valuation(),
        _LI + _WECHAT + "产品海报文案.txt": _poster(),
        _LI + "Desktop/贷款进件清单.csv": _applications(),
        _LI + "Downloads/云海稳盈说明书.pdf": _manual(),
        _ZHAO + "Documents/保单/续保清单2026.pdf": policies("个人意外险续保清单 2026年10月", customers()[290:305]),
        _ZHAO + "Documents/来电记录.html": _calls(),
        _ZHAO + "Documents/话术/常见问题.md": _answers(),
        _GAO + "Documents/交接/未移交客户.csv": _not_handed_over(),
        _GAO + "Documents/交接/交接清单.txt": "电脑一台、门禁卡一张、工位钥匙一把。\n".encode(),
    }


def _synced_list() -> bytes:
    """Forty customers; two stand twice, and the second sheet repeats twelve of them."""
    people = customers()[:40]
    listed = [*people, people[3], people[17]]
    first = [(p.number, p.name, p.mobile, p.identity, p.address) for p in listed]
    second = [(p.name, p.mobile, "有意向" if n % 2 else "再联系") for n, p in enumerate(people[:12])]
    return office.xlsx(
        {
            "客户名单": [("客户号", "客户姓名", "手机号", "身份证号码", "联系地址"), *first],
            "跟进": [("客户姓名", "手机号", "跟进情况"), *second],
        }
    )


def _reading_notes() -> bytes:
    return "# 读书笔记\n\n《国富论》第一篇：分工。第 23 页讲扣针工厂，十个人一天可制 48000 枚。\n".encode()


def _nested_backup() -> bytes:
    """A list in GBK, zipped twice by tools that write Chinese names without saying so."""
    rows = [(p.name, p.mobile, grouped(p.card)) for p in customers()[230:248]]
    inner = archive({"回访客户.csv": office.csv([("姓名", "电话", "银行卡号"), *rows], "gbk")}, names="gb18030")
    return archive({"2026/内层.zip": inner, "2026/说明.txt": "十月备份".encode("gbk")}, names="gb18030")


def _weekly() -> bytes:
    return office.docx(
        [
            "零售业务部第41周周报",
            "填报人：王芳",
            "一、本周完成：新增有效客户 26 户，理财销售 1380 万元，完成季度任务的 62.3%。",
            "二、下周计划：走访三家合作网点，准备双十一活动物料。",
            [("指标", "目标", "完成"), ("新增客户", "30", "26"), ("理财销售（万元）", "1500", "1380")],
        ]
    )


def _to_do() -> bytes:
    first, second = customers()[250:252]
    return (
        f"周一：{first.name} {first.mobile}，确认开户材料\r\n\r\n"
        f"周三：客户{second.name}女士来办卡，身份证{second.identity}，提前准备协议\r\n"
    ).encode()


def _wang_fang() -> tuple[str, str, str]:
    """The employee's own identity number, mobile number and card."""
    dice = Dice("wangfang")
    return identity(dice, "310115", female=True), "1599" + dice.digits(7), card(dice)


def _own_cv() -> bytes:
    own_identity, mobile, _ = _wang_fang()
    return office.docx(
        [
            "个人简历",
            [("姓名", _OWNER, "性别", "女"), ("手机", mobile, "邮箱", "wangfang.geren.youxiang.2026@163.com")],
            f"身份证号：{own_identity}",
            "教育背景：2008—2012 华东财经学院 金融学 本科",
            "工作经历：2012 年至今 云海金服 零售业务部 客户经理",
        ],
        header="",
    )


def _own_payslip() -> bytes:
    own_identity, _, own_card = _wang_fang()
    titles = ("姓名", "身份证号", "银行卡号", "应发工资", "个税", "实发工资")
    return office.xlsx(
        {"工资条": [("2026年9月工资条",), titles, (_OWNER, own_identity, own_card, 13850, 412.5, 11236.4)]}
    )


def _own_insurance() -> bytes:
    own_identity, mobile, _ = _wang_fang()
    lines = (
        "机动车商业保险投保单", "", f"投保人：{_OWNER}", f"证件号码：{own_identity}", f"联系电话：{mobile}",
        "车辆种类：家庭自用", "保险期间：2026年11月1日至2027年10月31日",
    )  # fmt: skip
    return office.pdf("机动车商业保险投保单", lines)


def _visits() -> bytes:
    titles = ("日期", "客户姓名", "手机", "地址", "拜访目的")
    rows = [
        (f"10月{13 + n % 15}日", p.name, p.mobile, p.address, "续作理财") for n, p in enumerate(customers()[260:286])
    ]
    return office.xlsx({"拜访": [titles, *rows]})


def _prospects() -> bytes:
    rows = [(p.name, p.mobile, p.mail, "转介绍") for p in customers()[310:322]]
    return office.xlsx({"Sheet1": [("姓名", "联系方式", "邮箱", "来源"), *rows]})


def _valuation() -> bytes:
    p = customers()[330]
    return office.docx(
        [
            "住房抵押评估委托",
            f"委托人：{p.name}",
            f"身份证号：{p.identity}　手机：{p.mobile}",
            f"房屋坐落：{p.address}",
            "建筑面积 89.52 平方米，评估单价 61000 元/平方米。",
        ]
    )


def _poster() -> bytes:
    return "云海稳盈，稳稳的收益。\n起购金额 1 万元，详询客服热线 400-820-1688。\n理财非存款，投资须谨慎。\n".encode()


def _applications() -> bytes:
    dice = Dice("applications")
    titles = ("申请编号", "借款人", "证件号", "手机", "申请金额", "期限", "状态")
    rows = [
        (f"JK202610{n:05}", p.name, p.identity, p.mobile, dice.between(3, 50) * 10_000, dice.pick((12, 24, 36)), "待审")
        for n, p in enumerate(customers()[340:373], 1)
    ]
    return office.csv([titles, *rows], "utf-8-sig")


def _manual() -> bytes:
    lines = (
        "云海稳盈系列产品说明书", "", "产品代码：YH601—YH640", "登记编码：C1080326000417",
        "起购金额：10,000.00 元，递增金额：1,000.00 元", "业绩比较基准：2.85%—3.15%", "客服热线：400-820-1688",
        "本产品不保证本金和收益，投资者应充分认识投资风险。",
    )  # fmt: skip
    return office.pdf("云海稳盈系列产品说明书", lines)


def _calls() -> bytes:
    rows = "".join(_call(n, p) for n, p in enumerate(customers()[380:388]))
    return (
        "<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>来电记录</title></head><body>\n<h1>来电记录</h1>\n"
        f"<table>\n<tr><th>时间</th><th>客户姓名</th><th>来电号码</th><th>事由</th></tr>\n{rows}</table>\n</body></html>\n"
    ).encode()


def _call(number: int, person: Person) -> str:
    cells = (f"10-12 {9 + number}:15", person.name, person.mobile, "咨询利率")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"


def _answers() -> bytes:
    return (
        "# 常见问题\n\n**问：怎样挂失？** 拨打 400-820-1688，按 2 号键。\n\n"
        "**问：多久到账？** 工作日 16:00 前提交，当日到账；之后提交，次日到账。\n"
    ).encode()


def _not_handed_over() -> bytes:
    """Five customers on the workstation of somebody whose last day is over."""
    rows = [(p.name, p.mobile, "待移交") for p in customers()[200:205]]
    return office.csv([("客户姓名", "手机号", "状态"), *rows], "utf-8-sig")
