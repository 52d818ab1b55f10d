"""Messages waiting in the outbox: to colleagues, partners, suppliers and private addresses."""

from __future__ import annotations

from bench import values
from bench.month import words
from bench.month.kinds import KINDS, Desk, kind
from bench.month.samples import Attachment, Mail, message
from dlp.model import Text

_OUTSIDE = "xinghe-print.example hengtai-supply.example lvheng-law.example huazhang.example"
_SUFFIXES = frozenset({"xlsx", "docx", "pdf", "csv", "txt"})
"""What people attach."""


def _to(desk: Desk) -> str:
    """A mailbox inside, at a partner's, outside, or a private one."""
    shape = desk.rnd.random()
    if shape < 0.45:
        return ", ".join(f"{c.name} <{c.mail}>" for c in desk.colleagues(desk.rnd.randint(1, 4)))
    if shape < 0.85:
        return f"<{desk.pick('sales service info contact support kefu')}@{desk.pick(_OUTSIDE)}>"
    return f"<{desk.pick('yunhai.beifen jiaofu.tongzhi huodong.zhubanfang')}{desk.digits(6)}@{desk.pick('163.com qq.com 126.com')}>"


def _signature(desk: Desk) -> str:
    owner = desk.owner
    return desk.rnd.choice(
        (
            f"\r\n--\r\n{owner.name}\r\n{owner.department}\r\n云海金服有限公司\r\n{owner.mail}\r\n",
            f"\r\n祝好\r\n{owner.name} | {owner.department} | 分机 {owner.extension} | 手机 {owner.mobile} | {owner.mail}\r\n",
            f"\r\n谢谢！\r\n{owner.name}\r\n",
            f"\r\n{owner.name}\r\n电话：021-5012{desk.digits(4)} 转 {owner.extension}\r\n手机：{owner.mobile}\r\n邮箱：{owner.mail}\r\n地址：上海市浦东新区世纪大道{desk.rnd.randrange(100, 999)}号{desk.rnd.randrange(3, 30)}层\r\n",
        )
    )


def _mail(
    desk: Desk, subject: str, text: str, *, to: str = "", attachments: tuple[Attachment, ...] = (), html: bool = False
) -> bytes:
    date = desk.day.strftime("%a, %d %b %Y ") + f"{words.clock(desk)}:00 +0800"
    sender = f"{desk.owner.name} <{desk.owner.mail}>"
    return message(
        Mail(
            sender,
            to or _to(desk),
            subject,
            text,
            date=date,
            charset=desk.pick("utf-8 utf-8 gb18030"),
            subtype="html" if html else "plain",
            attachments=attachments,
        )
    )


@kind("普通邮件", "ordinary message", "eml", "mail outgoing", weight=14)
def _ordinary(desk: Desk) -> bytes:
    hello = desk.pick("您好： 各位同事： 张总好， 李经理， 王老师您好， Hi all,")
    tail = desk.rnd.choice(
        (
            "",
            f"客服热线 {words.hotline(desk)}。",
            f"订单号 1{desk.pick('3 5 8')}{desk.digits(9)} 已发货，运单 SF{desk.digits(13)}。",
            f"会议号 {desk.digits(3)}-{desk.digits(3)}-{desk.digits(3)}。",
            f"汇款账号：1001{desk.digits(15)}，户名 云海金服有限公司。",
        )
    )
    return _mail(
        desk,
        words.sentence(desk)[:18],
        f"{hello}\r\n\r\n{words.paragraph(desk, desk.rnd.randrange(150, 1500))}\r\n{tail}\r\n{_signature(desk)}",
    )


@kind("带附件的邮件", "message with attachments", "eml", "mail attach", weight=10)
def _attached(desk: Desk) -> bytes:
    fit = [k for k in KINDS if k.suffix in _SUFFIXES and not k.argued and not k.title.zh.startswith("本人")]
    chosen = desk.rnd.sample(fit, desk.rnd.randint(1, 3))
    attachments = tuple(
        Attachment(f"{desk.rnd.choice(k.names)}.{k.suffix}", k.make(desk), old_name=desk.rnd.random() < 0.3)
        for k in chosen
    )
    return _mail(
        desk,
        f"{chosen[0].title.zh} {words.when(desk)}",
        f"您好：\r\n附件请查收。{words.sentence(desk)}\r\n{_signature(desk)}",
        attachments=attachments,
    )


@kind("行业周报", "newsletter", "eml", "newsletter weekly", weight=5)
def _newsletter(desk: Desk) -> bytes:
    page = (
        f"<html><body><h2>{desk.pick('行业周报 安全通告 产品快讯')} 第{desk.rnd.randrange(1, 60)}期</h2><p>{words.paragraph(desk, 700)}</p>"
        f"<p>本周央行净投放 {desk.rnd.randrange(9_999)} 亿元。主编：{values.name(desk.rnd)}</p>"
        f"<p>阅读全文：https://weekly.hangye.example/2026/41?u=139{desk.digits(8)}&amp;c=6228{desk.digits(15)}</p>"
        "<p>退订请回复 TD，或写信至 unsubscribe@weekly.hangye.example。</p></body></html>"
    )
    return _mail(desk, f"周报 第{desk.rnd.randrange(1, 60)}期", page, html=True)


@kind("工单通知", "ticket", "eml", "ticket issue", roles="machines code office", weight=6)
def _ticket(desk: Desk) -> bytes:
    who = desk.rnd.choice(desk.people)
    text = (
        f"工单号：{desk.day:%Y%m%d}{desk.digits(6)}\r\n提交人：{who.name}（{who.department}）\r\n优先级：P{desk.rnd.randrange(5)}\r\n主机：db-{desk.digits(2)} (10.0.{desk.rnd.randrange(256)}.7)\r\n"
        f"事件ID: 6228{desk.digits(12)}\r\n时间戳: {desk.rnd.randrange(1_700_000_000_000, 1_800_000_000_000)}\r\n描述：{words.paragraph(desk, 300)}\r\n处理人：{desk.owner.name}\r\n"
    )
    return _mail(desk, f"[工单] {words.sentence(desk)[:14]}", text, to=f"<{who.mail}>")


@kind("内部会议邀请", "calendar invitation among colleagues", "eml", "invite meeting", weight=5)
def _invitation(desk: Desk) -> bytes:
    guests = desk.colleagues(desk.rnd.randint(2, 8))
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", f"UID:{values.uuid(desk.rnd)}@yunhai.example",
        f"DTSTART;TZID=Asia/Shanghai:{desk.day:%Y%m%d}T{desk.rnd.randrange(9, 18):02d}0000", f"SUMMARY:{words.sentence(desk)[:16]}",
        f"LOCATION:{desk.rnd.randrange(2, 20)}楼{desk.rnd.randrange(100, 999)}会议室", f"ORGANIZER;CN={desk.owner.name}:mailto:{desk.owner.mail}",
        *(f"ATTENDEE;CN={g.name};ROLE=REQ-PARTICIPANT:mailto:{g.mail}" for g in guests),
        f"DESCRIPTION:会议号 {desk.digits(3)} {desk.digits(3)} {desk.digits(4)}\\n密码 {desk.digits(6)}\\n拨号入会 +86 400 {desk.digits(3)} {desk.digits(4)}", "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    invitation = Attachment("invite.ics", "\r\n".join(lines).encode(), "text/calendar")
    text = f"会议邀请：{words.sentence(desk)}\r\n时间：{words.when(desk)} {words.clock(desk)}\r\n参会：{'；'.join(g.name for g in guests)}\r\n会议号 {desk.digits(3)} {desk.digits(3)} {desk.digits(4)}\r\n"
    return _mail(desk, "会议邀请", text, to=", ".join(f"<{g.mail}>" for g in guests), attachments=(invitation,))


_CARD = Text(
    "供应商联系人的姓名和手机就是个人联系方式；对外再转发一次须有审批，与客户的名片无从分别",
    "a supplier's name and mobile are personal contact data; nothing in the text tells his card from a customer's",
)


@kind(
    "供应商名片",
    "supplier's business card in a quoted signature",
    "eml",
    "reply forward",
    roles="trade office public",
    weight=1,
    argued=_CARD,
)
def _card(desk: Desk) -> bytes:
    name, firm = values.name(desk.rnd), words.firm(desk)
    card = desk.rnd.choice(
        (
            f"{name}\r\n{desk.pick('销售经理 客户代表 大区总监')}\r\n{firm}\r\n手机：{values.mobile(desk.rnd)}\r\n邮箱：{values.email(desk.rnd)}\r\n",
            f"{name} / {firm} / M {values.mobile(desk.rnd)} / {words.hotline(desk)}\r\n",
        )
    )
    return _mail(
        desk,
        f"回复：{words.sentence(desk)[:12]}",
        f"好的，已收到。\r\n{_signature(desk)}\r\n> 原始邮件\r\n> {words.sentence(desk)}\r\n{card}",
    )


@kind(
    "外部会议邀请",
    "calendar invitation with an outsider's mobile",
    "eml",
    "invite visit",
    roles="trade public",
    weight=1,
    argued=Text(
        "邀请里写着外部来宾的姓名和手机，发给了公司以外的人",
        "an outside guest's name and mobile stand in what is sent outside",
    ),
)
def _visit(desk: Desk) -> bytes:
    text = f"来访安排：{words.when(desk)} {words.clock(desk)}\r\n来宾：{values.name(desk.rnd)}（{words.firm(desk)}），手机 {values.mobile(desk.rnd)}\r\n接待：{desk.owner.name}\r\n"
    return _mail(desk, "来访安排", text)
