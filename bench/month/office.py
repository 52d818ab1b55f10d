"""The office's own papers: minutes, telephone lists, timetables, forms, notices, CVs."""

from __future__ import annotations

from bench import values
from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import Cell, csv, docx, pdf, xlsx


@kind("会议纪要", "minutes with colleagues' names", "docx", "会议纪要 周例会纪要 项目启动会纪要 部门例会", weight=8)
def _minutes(desk: Desk) -> bytes:
    present = desk.colleagues(desk.rnd.randint(3, 9))
    names = desk.rnd.choice(("、", "，", " ")).join(c.name for c in present)
    lines: list[str | list[list[str]]] = [
        desk.pick("产品例会纪要 项目周会纪要 运营复盘会 安全月度会议 采购评审会"),
        f"时间：{words.when(desk)} {words.clock(desk)}    地点：{desk.rnd.randrange(2, 20)}楼{desk.rnd.randrange(100, 999)}会议室",
        f"主持人：{present[0].name}    参会人：{names}    记录人：{present[-1].name}",
        f"会议号 {desk.digits(3)} {desk.digits(3)} {desk.digits(4)}，入会密码 {desk.digits(6)}。",
    ]
    for number, c in enumerate(present, 1):
        lines.append(f"{number}、{c.name}{desk.pick('汇报 介绍 提出 补充 反馈')}：{words.sentence(desk)}")
    lines.append(
        [
            ["事项", "负责人", "完成时间"],
            *([words.sentence(desk)[:16], c.name, f"{desk.day:%m月%d日}"] for c in present[:4]),
        ]
    )
    lines.append(f"服务热线 {words.hotline(desk)}。纪要发送：{present[0].department}（{present[0].mail}）。")
    return docx(lines)


@kind("员工通讯录", "staff telephone list", "xlsx", "员工通讯录 部门电话表 内部通讯录 分机表", weight=3)
def _telephones(desk: Desk) -> bytes:
    chosen = desk.colleagues(desk.rnd.randint(5, 60))
    shape = desk.rnd.randrange(3)
    if shape == 0:
        rows: list[tuple[Cell, ...]] = [
            ("姓名", "部门", "分机", "手机", "邮箱"),
            *((c.name, c.department, c.extension, c.mobile, c.mail) for c in chosen),
        ]
    elif shape == 1:
        rows = [
            ("部门", "姓名", "分机号", "办公地点"),
            *((c.department, c.name, c.extension, f"{desk.rnd.randrange(2, 20)}楼") for c in chosen),
        ]
    else:
        rows = [
            ("工号", "姓名", "邮箱", "手机"),
            *((f"YH{n:05d}", c.name, c.mail, int(c.mobile)) for n, c in enumerate(chosen)),
        ]
    return xlsx({"通讯录": rows})


@kind("值班表", "duty roster", "xlsx", "值班表 排班表 加班统计 考勤汇总", roles="office machines public", weight=3)
def _roster(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("日期", "早班", "晚班", "带班领导", "分机")]
    for n in range(1, 29):
        a, b, c = (desk.rnd.choice(desk.people) for _ in range(3))
        rows.append((f"{desk.day:%Y-%m}-{n:02d}", a.name, b.name, c.name, c.extension))
    return xlsx({"值班": rows})


@kind("课程表", "timetable", "csv", "课程表 培训安排 班车时刻表 列车时刻", roles="office public", weight=2)
def _timetable(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("车次", "出发站", "到达站", "开点", "到点", "票价")]
    rows += [
        (
            f"{desk.pick('G D K Z C')}{desk.rnd.randrange(1, 9999)}",
            desk.pick(words.CITIES),
            desk.pick(words.CITIES),
            words.clock(desk),
            words.clock(desk),
            desk.money(900),
        )
        for _ in desk.some(10, 60)
    ]
    return csv(rows, desk.pick("gbk utf-8"))


@kind(
    "培训签到表",
    "empty sign-in sheet",
    "docx",
    "培训签到表（空白） 会议签到表 志愿者报名表（空白）",
    roles="office",
    weight=2,
)
def _sign_in(desk: Desk) -> bytes:
    rows = [
        ["序号", "姓名", "部门", "手机", "签名"],
        *([str(n), "", "", "", ""] for n in range(1, desk.rnd.randint(10, 40))),
    ]
    return docx([desk.pick("保密培训签到表 消防演练签到表 新员工培训签到表"), f"培训时间：{words.when(desk)}", rows])


@kind(
    "空白登记表", "empty registration form", "txt", "业务申请表（空白） 客户信息登记表（空白） 开户申请书样张", weight=2
)
def _form(desk: Desk) -> bytes:
    gap = desk.rnd.choice(("____________", "            ", "□□□□□□□□□□□□□□□□□□"))
    fields = "客户姓名 手机号码 身份证号 联系地址 银行卡号 电子邮箱 紧急联系人 微信号 车牌号".split()
    desk.rnd.shuffle(fields)
    body = "\r\n".join(f"{name}：{gap}" for name in fields)
    return f"{desk.pick('业务申请表 客户登记表 开户申请书')}\r\n\r\n{body}\r\n\r\n签名：        日期：    年  月  日\r\n咨询电话：{words.hotline(desk)}\r\n".encode(
        desk.pick("gbk utf-8")
    )


@kind("通知", "internal notice", "txt", "通知 放假安排 关于停电的通知 温馨提示", weight=5)
def _notice(desk: Desk) -> bytes:
    head = desk.pick(
        "关于做好年终盘点工作的通知 关于国庆放假安排的通知 办公区停电通知 关于更换门禁卡的通知 团建活动通知"
    )
    contact = desk.rnd.choice(
        (
            f"如有疑问请拨打 {words.hotline(desk)}。",
            f"联系人：{desk.owner.name}，分机 {desk.owner.extension}。",
            f"联系邮箱：{desk.owner.mail}",
        )
    )
    return f"{head}\n\n各部门：\n    {words.paragraph(desk, 900)}\n    {contact}\n\n{desk.owner.department}\n{words.when(desk)}\n".encode(
        desk.pick("gb18030 utf-8")
    )


@kind("本人简历", "one's own CV", "docx", "个人简历 求职简历 简历", weight=1)
def _cv(desk: Desk) -> bytes:
    owner = desk.owner
    return docx(
        [
            desk.pick("个人简历 简历 求职简历"),
            f"姓名：{owner.name}    性别：{desk.pick('男 女')}    出生年月：{desk.rnd.randrange(1975, 2003)}年{desk.rnd.randrange(1, 13)}月",
            f"手机：{values.mobile(desk.rnd)}    邮箱：{values.email(desk.rnd)}",
            f"住址：{values.address(desk.rnd)}",
            "教育经历：" + desk.pick(words.CITIES) + "大学 本科 计算机科学与技术",
            *(
                f"{2008 + n}.07—{2011 + n}.06  {words.firm(desk)}  {desk.pick('工程师 会计 专员 主管')}：{words.sentence(desk)}"
                for n in range(0, 9, 3)
            ),
        ]
    )


@kind("周报", "weekly report", "md", "周报 工作日志 OKR 项目进展 notes", weight=8)
def _weekly(desk: Desk) -> bytes:
    lines = [f"# {desk.owner.name} {desk.pick('周报 工作周报 本周总结')} {words.when(desk)}", ""]
    for head in ("本周", "下周", "风险"):
        lines += [f"## {head}", *(f"- {words.sentence(desk)}" for _ in desk.some(2, 8)), ""]
    with_whom = "、".join(c.name for c in desk.colleagues(3))
    lines.append(
        f"协作：{with_whom}。工单 #{desk.digits(8)}，合并请求 !{desk.digits(4)}，预算 {desk.rnd.randrange(10**5)} 元。"
    )
    return "\n".join(lines).encode()


@kind("制度文件", "regulation", "pdf", "管理办法 员工手册 操作规程 应急预案", roles="office finance machines", weight=3)
def _regulation(desk: Desk) -> bytes:
    lines = [
        desk.pick("费用报销管理办法 信息安全管理办法 客户资料保密管理规范 差旅管理办法"),
        f"文号：云海〔{desk.day.year}〕{desk.rnd.randrange(1, 99)}号",
    ]
    lines += [f"第{n}条 {words.sentence(desk)}" for n in range(1, desk.rnd.randint(20, 80))]
    lines.append("第九十条 客户资料包括姓名、身份证号、手机号、银行卡号、住址、电子邮箱等。")
    return pdf("制度", lines)


@kind("任务清单", "task list", "xlsx", "任务清单 甘特图 需求池 缺陷清单", roles="code office public machines", weight=4)
def _tasks(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (
                ("编号", "标题", "负责人", "优先级", "截止日期", "进度"),
                ("ID", "需求", "owner", "priority", "due", "状态"),
                ("序号", "任务名称", "责任人", "级别", "计划完成", "备注"),
            )
        )
    ]
    rows += [
        (
            f"T-{desk.digits(6)}",
            words.sentence(desk)[:24],
            desk.rnd.choice(desk.people).name,
            f"P{desk.rnd.randrange(5)}",
            str(desk.day),
            f"{desk.rnd.randrange(101)}%",
        )
        for _ in desk.some(10, 120)
    ]
    return xlsx({"任务": rows})


@kind("行程安排", "travel plan of colleagues", "docx", "行程安排 出差申请 差旅行程单 接待方案", weight=3)
def _journey(desk: Desk) -> bytes:
    travellers = "、".join(c.name for c in desk.colleagues(desk.rnd.randint(1, 4)))
    city = desk.pick(words.CITIES)
    hotel = f"{city}{desk.pick('云来 东湖 华庭 如意 国际')}酒店"
    return docx(
        [
            f"{desk.pick('出差行程 差旅安排 调研行程')}（{words.when(desk)}）",
            f"出差人：{travellers}    目的地：{city}",
            f"航班 {desk.pick('CA MU CZ HU')}{desk.digits(4)}，{words.clock(desk)} 起飞；车次 G{desk.digits(4)}，订单号 E{desk.digits(9)}",
            f"酒店：{hotel}，前台电话：{desk.pick('010 021 0755 0571')}-{desk.rnd.randrange(5, 9)}{desk.digits(7)}，确认号 {desk.digits(8)}",
            words.paragraph(desk, 300),
            f"经办：{desk.owner.name}（分机 {desk.owner.extension}）",
        ]
    )


@kind(
    "寄件申请",
    "delivery request among colleagues",
    "xlsx",
    "寄件申请 快递登记 办公用品领用登记",
    roles="office trade finance",
    weight=3,
)
def _deliveries(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice((("日期", "领用人", "物品", "数量", "部门"), ("日期", "寄件人", "快递单号", "目的地", "部门")))
    ]
    for c in desk.colleagues(desk.rnd.randint(5, 40)):
        what: Cell = desk.pick(words.GOODS) if rows[0][1] == "领用人" else f"SF{desk.digits(13)}"
        rows.append((str(desk.day), c.name, what, desk.pick("1 2 5 北京 上海"), c.department))
    return xlsx({"登记": rows})
