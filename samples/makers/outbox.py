"""Messages on their way out: to personal mailboxes, to other companies, and to colleagues."""

from __future__ import annotations

from makers import office
from makers.mail import Attachment, Mail, message
from makers.package import archive
from makers.people import customers, grouped
from makers.share import policies

_WANG = "王芳 <wangfang@yunhai.example>"
_LI = "李强 <liqiang@yunhai.example>"
_ZHAO = "赵敏慧 <zhaomin@yunhai.example>"
_SUN = "孙丽华 <sunli@yunhai.example>"
_PRIVATE_WANG = "<wangfang.ziji.de.youxiang@qq.com>"
_PRIVATE_LI = "<liqiang.jiali.youxiang.2026@163.com>"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def files() -> dict[str, bytes]:
    """Every message, by its name below samples/outbox."""
    mails = {
        "01-全部客户到私人邮箱.eml": _bulk(),
        "02-几位客户到私人邮箱.eml": _few(),
        "03-保单清单到印刷厂.eml": _to_printer(),
        "04-借款人资料到律所.eml": _to_partner(),
        "05-内部转交回访名单.eml": _internal(),
        "06-内部发送代扣名单.eml": _internal_core(),
        "07-加密压缩包到私人邮箱.eml": _locked(),
        "08-给自己留个备忘.eml": _signature_only(),
        "09-回复邮件列表.eml": _mailing_list(),
        "10-抄送私人邮箱.eml": _copied(),
        "11-经批准发给律所.eml": _approved(),
    }
    return {name: message(mail) for name, mail in mails.items()}


def _bulk() -> Mail:
    """One hundred and twenty customers as an attachment, on the way to the sender's own mailbox."""
    titles = ("客户号", "客户姓名", "手机号码", "电子邮箱")
    rows = [(p.number, p.name, p.mobile, p.mail) for p in customers()[100:220]]
    book = office.xlsx({"客户": [titles, *rows]})
    text = "资料在附件里，周末在家整理。\r\n"
    return Mail(_WANG, _PRIVATE_WANG, "客户资料整理", text, attachments=[Attachment("客户资料整理.xlsx", book, _XLSX)])


def _few() -> Mail:
    """As an old mailer writes it: body in GB 2312, attachment name as an encoded word."""
    people = customers()[220:226]
    table = office.csv([("姓名", "身份证号"), *((p.name, p.identity) for p in people[:4])], "gb2312")
    told = "".join(f"客户姓名：{p.name}，手机 {p.mobile}\r\n" for p in people[4:])
    return Mail(
        _LI,
        _PRIVATE_LI,
        "今天新增的几位客户，晚上回家补录系统",
        f"附件四位，另外两位：\r\n{told}",
        charset="gb2312",
        attachments=[Attachment("新增客户.csv", table, "text/csv", old_name=True)],
    )


def _to_printer() -> Mail:
    attachment = Attachment("保单清单.pdf", policies("保单打印清单", customers()[300:309]), "application/pdf")
    text = "请按附件打印九份保单，周四前送到。\r\n\r\n赵敏慧\r\n客户服务部\r\n"
    return Mail(_ZHAO, "客服 <service@xinghe-print.example>", "保单打印", text, attachments=[attachment])


def _to_partner() -> Mail:
    people = customers()[320:323]
    rows = [("借款人", "身份证号", "手机", "逾期金额")]
    rows += [(p.name, p.identity, p.mobile, "12,600.00") for p in people]
    attachment = Attachment("委托催收清单.docx", office.docx(["委托催收清单", rows]), _DOCX)
    text = "三户逾期客户的资料请查收，按委托合同处理。\r\n"
    return Mail(_LI, "<case@lvheng-law.example>", "委托催收", text, attachments=[attachment])


def _internal() -> Mail:
    people = customers()[50:55]
    told = "".join(f"{p.name} {p.mobile}\r\n" for p in people)
    return Mail(_WANG, _LI, "转交回访名单", f"这五位请你回访：\r\n{told}\r\n王芳\r\n")


def _internal_core() -> Mail:
    """Identity and card numbers together are core data: even inside, a link would be right."""
    titles = ("户名", "身份证号", "扣款账号", "金额")
    rows = [(p.name, p.identity, grouped(p.card), 2680) for p in customers()[60:68]]
    book = Attachment("代扣名单.xlsx", office.xlsx({"代扣": [titles, *rows]}), _XLSX)
    return Mail(_ZHAO, _SUN, "十月代扣名单", "请复核附件。\r\n", attachments=[book])


def _locked() -> Mail:
    inner = {"客户.csv": office.csv([("姓名", "手机"), *((p.name, p.mobile) for p in customers()[:30])])}
    attachment = Attachment("资料.zip", archive(inner, password=b"Yunhai#2026"), "application/zip")
    return Mail(_LI, _PRIVATE_LI, "资料", "密码发你微信了。\r\n", attachments=[attachment])


def _signature_only() -> Mail:
    """The sender's own name, telephone and company address are no customer's."""
    text = "记得带雨伞，下班取快递。\r\n\r\n王芳\r\n云海金服 零售业务部\r\n手机：15900417263\r\nwangfang@yunhai.example\r\n"
    return Mail(_WANG, _PRIVATE_WANG, "备忘", text)


def _mailing_list() -> Mail:
    text = (
        "On Sun, Oct 11, 2026 at 8:02 PM, Maintainer wrote:\r\n> The build fails on commit 5759e988bd862e3fe1be.\r\n\r\n"
        "Same here since 2.14.0; reverting the change to the parser helps. Log attached to ticket 20391.\r\n"
    )
    references = [("List-Id", "<users.openledger.example>"), ("In-Reply-To", "<20261011200200.1@openledger.example>")]
    return Mail(_LI, "<users@lists.openledger.example>", "Re: build failure", text, extra=references)


def _copied() -> Mail:
    """To a colleague, with a copy to a personal mailbox; the customers stand in the HTML body."""
    rows = "".join(f"<tr><td>{p.name}</td><td>{p.mobile}</td></tr>" for p in customers()[70:77])
    page = f"<html><body><p>七位待签约客户：</p><table><tr><th>姓名</th><th>手机</th></tr>{rows}</table></body></html>"
    return Mail(_WANG, _SUN, "待签约客户", page, cc=_PRIVATE_WANG, subtype="html")


def _approved() -> Mail:
    """What rules/approvals/ holds an approval for: of these very bytes, so any change needs a new one.

    The key that signed it was thrown away. Nobody can approve anything else in its name.
    """
    people = customers()[320:322]
    told = "".join(f"借款人：{p.name}，身份证号{p.identity}，手机 {p.mobile}\r\n" for p in people)
    return Mail(_LI, "<case@lvheng-law.example>", "委托催收（审批编号 SP-2026-031）", f"已经审批的两户：\r\n{told}")
