"""The company's shared drive: the designated folder for customer data, and the public one."""

from __future__ import annotations

from makers import office
from makers.odd import encrypted_workbook
from makers.people import Dice, Person, customers, grouped

_DESIGNATED = "云海金服共享盘/客户资料专用/"
_PUBLIC = "云海金服共享盘/公共/"


def files() -> dict[str, bytes]:
    """Every file of the share, by its path below samples/share."""
    designated = {
        "零售业务部/个人客户清单2026三季度.xlsx": _customer_list(),
        "零售业务部/理财到期回访.csv": _callbacks(),
        "信贷部/借款合同-2026-0387.docx": _loan_contract(),
        "保险合作/保单清单2026-09.pdf": policies("团体意外险保单清单 2026年9月", customers()[111:131]),
        "归档/2019年前客户资料.xlsx": encrypted_workbook("archive"),
        "归档/2018年理财客户.csv": _overdue(),
        "临时/代扣核对.xlsx": _unregistered(),
    }
    public = {
        "市场部/中秋答谢会名单.xlsx": _guests(),
        "客户服务部/投诉处理记录.docx": _complaints(),
        "制度/资料保密须知.docx": _notice(),
        "行政部/十月值班表.xlsx": _rota(),
        "产品部/理财产品净值.csv": _values(),
        "模板/客户信息登记表（空白）.docx": empty_form(),
        "通知/国庆放假通知.txt": _holiday(),
    }
    return {
        **{_DESIGNATED + path: data for path, data in designated.items()},
        **{_PUBLIC + path: data for path, data in public.items()},
    }


def policies(title: str, people: tuple[Person, ...]) -> bytes:
    """A list of insurance policies as PDF: one line a policyholder."""
    dice = Dice(title)
    rows = [
        (f"YHB2026{dice.digits(8)}", p.name, p.identity, p.mobile, f"{dice.between(9, 90) * 100:,}.00") for p in people
    ]
    titles = ("保单号", "投保人", "证件号码", "联系电话", "保费（元）")
    return office.pdf(title, [title, "", titles, *rows, "", "本清单仅供内部对账使用。"], (56, 170, 240, 370, 470))


def empty_form() -> bytes:
    """A registration form with nothing filled in."""
    rows = [
        ("客户姓名", "", "性别", "□男 □女"),
        ("证件类型", "□身份证 □护照", "证件号码", ""),
        ("手机号码", "", "固定电话", ""),
        ("联系地址", "", "邮政编码", ""),
        ("开户银行", "", "银行卡号", ""),
    ]
    closing = "客户签名：____________    经办人：____________    日期：____年__月__日"
    return office.docx(["客户信息登记表", "（请用黑色签字笔填写，一式两份）", rows, closing])


def _customer_list() -> bytes:
    titles = ("客户号", "客户姓名", "性别", "身份证号", "手机号", "家庭住址", "银行卡号", "风险等级")
    rows = [
        (p.number, p.name, "女" if p.female else "男", p.identity, p.mobile, p.address, p.card, f"R{1 + n % 5}")
        for n, p in enumerate(customers()[:80])
    ]
    return office.xlsx({"个人客户": [titles, *rows]})


def _callbacks() -> bytes:
    dice = Dice("callbacks")
    titles = ("序号", "客户姓名", "联系电话", "产品名称", "到期日", "金额", "回访结果")
    rows = [
        (n, p.name, p.mobile, f"云海稳盈{dice.between(1, 24)}号", f"2026-10-{dice.between(10, 31)}",
         dice.between(5, 80) * 10_000, dice.pick(("续作", "转活期", "未接通", "考虑中")))
        for n, p in enumerate(customers()[40:110], 1)
    ]  # fmt: skip
    return office.csv([titles, *rows], "gbk")


def _loan_contract() -> bytes:
    p = customers()[110]
    form = [
        ("借款人姓名", p.name, "身份证号", p.identity),
        ("手机号码", p.mobile, "电子邮箱", p.mail),
        ("家庭住址", p.address, "还款卡号", grouped(p.card)),
    ]
    return office.docx(
        [
            "个人消费借款合同",
            "合同编号：YHJK-2026-0387",
            f"借款人：{p.name}",
            "贷款人：云海金服有限公司",
            "一、借款人基本信息",
            form,
            "二、借款金额为人民币捌万元整（80000.00元），期限十二个月，年利率百分之五点四。",
            "三、借款人应按期足额还款。逾期的，按合同约定计收罚息。",
        ],
        header="云海金服 · 合同文本 · 内部资料",
    )


def _overdue() -> bytes:
    """Seven customers whom the register of data sets allows to be kept until the end of 2025."""
    rows = [(p.name, p.mobile, "2018-11-30") for p in customers()[120:127]]
    return office.csv([("客户姓名", "手机号", "到期日"), *rows], "gbk")


def _unregistered() -> bytes:
    """Identity and card numbers, which are core data, in a folder that no data set names."""
    rows = [(p.name, p.identity, grouped(p.card)) for p in customers()[60:64]]
    return office.xlsx({"代扣核对": [("户名", "身份证号", "银行卡号"), *rows]})


def _guests() -> bytes:
    rows = [
        (n, p.name, p.mobile, 1 + n % 3, "已确认" if n % 4 else "待回复") for n, p in enumerate(customers()[:24], 1)
    ]
    return office.xlsx({"答谢会": [("序号", "姓名", "手机", "到场人数", "备注"), *rows]})


def _complaints() -> bytes:
    first, second, third = customers()[200:203]
    rows = [("单号", "客户姓名", "联系电话", "处理结果")]
    rows += [(f"TS2026100{n}", p.name, p.mobile, "已办结") for n, p in enumerate((first, second, third), 1)]
    return office.docx(
        [
            "投诉处理记录（2026年10月）",
            f"10月9日，客户{first.name}女士来电，反映理财到期三日仍未到账，联系电话{first.mobile}。经核实为节假日顺延，已致电说明。",
            f"10月11日，客户{second.name}先生到网点反映身份信息登记有误，身份证号：{second.identity}，手机：{second.mobile}，已更正。",
            rows,
            "以上事项均已在时限内办结。",
        ]
    )


def _notice() -> bytes:
    return office.docx(
        [
            "资料保密须知",
            "客户资料包括姓名、证件号码、联系方式、账户与交易信息等，只存放在“客户资料专用”目录。",
            "不得用个人邮箱、聊天软件、网盘或 U 盘传送客户资料。",
            "发现资料外泄，请立即报告本部门负责人和信息安全部（security@yunhai.example）。",
            [("事项", "负责部门", "时限"), ("季度自查", "各部门", "每季度末"), ("权限复核", "信息安全部", "每半年")],
        ]
    )


def _rota() -> bytes:
    names = ("王芳", "李强", "陈国栋", "赵敏慧", "孙丽华")
    rows = [(f"2026-10-{day:02}", names[day % 5], names[(day + 2) % 5], 8000 + day) for day in range(1, 32)]
    return office.xlsx({"值班表": [("日期", "白班", "夜班", "分机"), *rows]})


def _values() -> bytes:
    dice = Dice("values")
    titles = ("产品代码", "产品名称", "净值日期", "单位净值", "累计净值", "规模（元）")
    rows = [
        (f"YH{600 + n}", f"云海稳盈{n}号", "2026-10-12", f"1.{dice.digits(4)}", f"1.{dice.digits(4)}", f"{dice.between(10**9, 10**10 - 1)}.00")
        for n in range(1, 41)
    ]  # fmt: skip
    return office.csv([titles, *rows], "gbk")


def _holiday() -> bytes:
    text = (
        "关于2026年国庆节放假安排的通知\r\n\r\n各部门：\r\n    10月1日至7日放假调休，共7天；10月10日（星期六）上班。\r\n"
        "放假期间客户服务热线 400-820-1688 照常接听，紧急情况请拨打值班分机 8012。\r\n\r\n行政部\r\n2026年9月24日\r\n"
    )
    return text.encode("gbk")
