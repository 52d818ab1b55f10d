"""What everybody may read: notices, news, novels, poems, questions, statistics about people unnamed."""

from __future__ import annotations

from bench import values
from bench.month import words
from bench.month.kinds import Desk, kind
from bench.month.samples import Cell, csv, docx, pdf, xlsx
from dlp.model import Text

_HEROES = "林晚舟 顾长青 沈若初 江上客 陆小川 苏半夏 叶知秋 秦无衣 柳如眉 白清浅"
_VERSES = (
    "床前明月光 疑是地上霜 举头望明月 低头思故乡 春眠不觉晓 处处闻啼鸟 夜来风雨声 花落知多少 白日依山尽 黄河入海流 欲穷千里目 更上一层楼 "
    "国破山河在 城春草木深 感时花溅泪 恨别鸟惊心 空山新雨后 天气晚来秋 明月松间照 清泉石上流"
)
_POETS = "李白 杜甫 王维 孟浩然 白居易 王之涣 苏轼 李清照 辛弃疾 陆游"
_QUESTIONS = (
    "小明有{a}个苹果，给了小红{b}个，还剩几个？|一列火车长{a}米，以每小时{b}千米的速度通过大桥，需要多少秒？|"
    "某商店购进{a}件商品，每件利润{b}元，求总利润。|王老师把{a}本书分给{b}个小组，每组几本？|"
    "下列关于个人信息保护的说法正确的是（  ）。A.可以随意转发 B.应当征得同意 C.无需加密 D.以上都对|"
    "张三向李四借款{a}元，约定年利率{b}%，到期后李四应收利息多少？|甲公司应收乙公司货款{a}万元，坏账准备计提比例{b}%，应计提多少？"
)
_NOVEL = (
    "{who}推开门，{weather}，{street}上空无一人。|“{other}，你怎么来了？”{who}放下手里的茶杯。|{who}沉默了很久，才说：“{n}年前的事，不必再提。”|"
    "{other}笑了笑，从怀里取出一封信，信封上写着{n}号。|那天夜里{weather}，{who}和{other}沿着{street}走到天亮。|电话响了{n}声，没有人接。"
)


@kind("新闻稿", "press release", "txt", "新闻稿 媒体报道 行业动态 舆情摘要", roles="public office", weight=4)
def _news(desk: Desk) -> bytes:
    text = (
        f"{words.firm(desk)}发布{desk.day.year}年经营情况\n\n    本报讯  {words.when(desk)}，{words.firm(desk)}在{desk.pick(words.CITIES)}举行媒体通气会。"
        f"公司董事长{values.name(desk.rnd)}表示，{words.paragraph(desk, 600)}\n    会上介绍，注册用户突破{desk.rnd.randrange(100, 9999)}万户，单日最高交易量达1{desk.pick('3 5 8')}{desk.digits(6)}笔。"
        f"客服热线{words.hotline(desk)}全天候服务。\n    记者 {values.name(desk.rnd)} 通讯员 {values.name(desk.rnd)}（完）\n"
    )
    return text.encode(desk.pick("gb18030 utf-8"))


@kind(
    "公告公示", "public notice", "docx", "公示 中标公告 拟录用公示 行政处罚公告", roles="public office trade", weight=3
)
def _notice(desk: Desk) -> bytes:
    names = [values.name(desk.rnd) for _ in desk.some(3, 20)]
    masked = [
        f"{n[0]}{'*' * (len(n) - 1)} {desk.pick('110105 310115 440305')}********{desk.digits(3)}X"[:60] for n in names
    ]
    body = desk.rnd.choice((names, masked, ["、".join(names)], [f"{n}. {name}" for n, name in enumerate(names, 1)]))
    return docx(
        [
            desk.pick("拟录用人员公示 获奖名单公示 业主委员会候选人公示 优秀志愿者公示"),
            f"根据有关规定，现将名单予以公示，公示期{desk.rnd.randrange(3, 8)}个工作日。",
            *body,
            f"{desk.pick('监督电话 联系电话 咨询电话 受理电话 电话')}：{desk.pick('010-66012345 021-52345678 0755-82345678')}，{words.hotline(desk)}",
            f"{words.when(desk)}",
        ]
    )


@kind(
    "招标公告",
    "tender notice with a contact",
    "docx",
    "招标公告 采购公告 竞争性磋商公告",
    roles="trade public",
    weight=1,
    argued=Text(
        "公告里的联系人姓名与其直线电话就是一个人的联系方式；公告已公开，但程序不知道它公开过",
        "the named contact and his own telephone are a person's contact data; that the notice is public cannot be seen in it",
    ),
)
def _tender(desk: Desk) -> bytes:
    return docx(
        [
            f"{desk.pick(words.GOODS)}采购项目招标公告",
            f"项目编号：ZB{desk.day:%Y%m%d}-{desk.digits(3)}    预算金额：{desk.rnd.randrange(10, 900)}万元",
            *(words.sentence(desk) for _ in range(6)),
            f"采购人：{words.firm(desk)}    地址：{values.address(desk.rnd)}",
            f"联系人：{values.name(desk.rnd)}    联系电话：{desk.pick('010 021 0755')}-{desk.rnd.randrange(5, 9)}{desk.digits(7)}",
        ]
    )


@kind("小说", "novel", "txt", "小说 连载 第三章 长夜", weight=1)
def _novel(desk: Desk) -> bytes:
    lines = [f"第{desk.rnd.randrange(1, 99)}章"]
    for _ in desk.some(150, 900):
        shape = desk.rnd.choice(_NOVEL.split("|"))
        lines.append(
            "    "
            + shape.format(
                who=desk.pick(_HEROES),
                other=desk.pick(_HEROES),
                weather=desk.pick("雨下得正紧 月色如水 风很大 雪停了"),
                street=desk.pick("长安街 青石巷 南京路 江堤"),
                n=desk.rnd.randrange(2, 99),
            )
        )
    return "\n".join(lines).encode(desk.pick("gb18030 utf-8 utf-16"))


@kind("诗词", "poems", "txt", "唐诗 诗词摘抄 每日一诗", weight=1)
def _poems(desk: Desk) -> bytes:
    made = []
    for _ in desk.some(3, 20):
        verses = desk.rnd.sample(_VERSES.split(), 4)
        made.append(
            f"《{desk.pick('静夜思 春晓 登高 山居 秋兴 江雪')}》\n{desk.pick(_POETS)}\n{verses[0]}，{verses[1]}。\n{verses[2]}，{verses[3]}。\n"
        )
    return "\n".join(made).encode()


@kind("试题库", "question bank", "docx", "试题库 考试题 合规测试题 练习题", roles="office public finance", weight=2)
def _questions(desk: Desk) -> bytes:
    shapes = _QUESTIONS.split("|")
    lines = [
        f"{n}. {desk.rnd.choice(shapes).format(a=desk.rnd.randrange(20, 5000), b=desk.rnd.randrange(2, 19))}"
        for n in range(1, desk.rnd.randint(15, 80))
    ]
    return docx(
        [desk.pick("员工合规测试题库 小学数学练习 会计从业模拟题"), "姓名：________  准考证号：________", *lines]
    )


@kind(
    "脱敏客户名单",
    "masked customer list",
    "xlsx",
    "脱敏名单 客户名单（已脱敏） 抽奖结果",
    roles="public office code finance",
    weight=3,
)
def _masked(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [
        desk.rnd.choice(
            (("客户姓名", "手机号", "身份证号", "银行卡号", "邮箱"), ("姓名", "mobile", "证件号码", "卡号", "email"))
        )
    ]
    for _ in desk.some(20, 200):
        name = values.name(desk.rnd)
        shown = desk.rnd.choice(
            (name[0] + "*" * (len(name) - 1), "*" + name[-1], name[0] + ("先生" if desk.rnd.random() < 0.5 else "女士"))
        )
        rows.append(
            (
                shown,
                f"1{desk.pick('38 39 58 86')}****{desk.digits(4)}",
                f"{desk.pick('110 310 440')}***********{desk.digits(3)}X",
                f"6222 **** **** {desk.digits(4)}",
                f"{desk.pick('z l w c')}***@{desk.pick('163.com qq.com')}",
            )
        )
    return xlsx({"脱敏": rows})


@kind("抽奖结果", "masked numbers in text", "txt", "中奖公告 活动获奖手机号 抽奖公示", roles="public", weight=2)
def _draw(desk: Desk) -> bytes:
    numbers = "、".join(
        f"1{desk.pick('38 39 59 87')}{desk.pick('**** XXXX xxxx')}{desk.digits(4)}" for _ in desk.some(5, 60)
    )
    return f"{desk.pick('周年庆 双十一 新春')}抽奖结果公布\n获奖手机号（尾号）：{numbers}\n请致电{words.hotline(desk)}领奖，截止{words.when(desk)}。\n".encode()


@kind(
    "问卷统计",
    "survey results without names",
    "csv",
    "问卷统计 满意度调查 访问量统计",
    roles="public code office",
    weight=3,
)
def _survey(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("答卷编号", "提交时间", "所用时间(秒)", "来源", "Q1", "Q2", "总分")]
    rows += [
        (
            desk.rnd.randrange(10**9, 2 * 10**11),
            f"{desk.day} {words.clock(desk)}",
            desk.rnd.randrange(900),
            desk.pick("微信 链接 手机提交"),
            desk.rnd.randrange(6),
            words.sentence(desk)[:20],
            desk.rnd.randrange(101),
        )
        for _ in desk.some(30, 250)
    ]
    return csv(rows, desk.pick("gbk utf-8"))


@kind("产品说明书", "manual", "pdf", "使用手册 产品说明书 快速指南 POS终端手册", weight=3)
def _manual(desk: Desk) -> bytes:
    lines = [
        f"{desk.pick('POS 终端 打印机 路由器 考勤机 投影仪')}使用手册",
        f"型号：YH-P{desk.digits(4)}    固件版本：{desk.digits(1)}.{desk.digits(2)}.{desk.digits(4)}.{desk.digits(4)}    执行标准：GB/T {desk.digits(5)}-2020",
        f"SN：139{desk.digits(8)}，IMEI：86{desk.digits(13)}。商户号 898{desk.digits(12)}，终端号 {desk.digits(8)}。",
        f"屏幕显示卡号 6222 **** **** {desk.digits(4)}，确认金额后按“确认”键。批次号 {desk.digits(6)}，参考号 {desk.digits(12)}。",
        *(f"{n}. {words.sentence(desk)}" for n in range(1, desk.rnd.randint(10, 60))),
        f"售后：{words.hotline(desk)}。故障代码 E-139{desk.digits(8)} 表示缺纸。",
    ]
    return pdf("手册", lines)


@kind("图书目录", "book catalogue", "xlsx", "馆藏书目 书单 采购书目", roles="office public trade", weight=2)
def _books(desk: Desk) -> bytes:
    rows: list[tuple[Cell, ...]] = [("ISBN", "书名", "作者", "出版社", "索书号", "馆藏条码", "定价")]
    rows += [
        (
            words.ean("9787" + desk.digits(8)),
            desk.pick("国富论 货币论 证券分析 概率论基础 统计学导论 保险学原理"),
            values.name(desk.rnd),
            desk.pick("中信 人民 商务 机械工业") + "出版社",
            f"F{desk.digits(3)}.{desk.digits(2)}",
            f"3201{desk.digits(10)}",
            desk.money(200),
        )
        for _ in desk.some(20, 150)
    ]
    return xlsx({"书目": rows})


@kind("论文", "paper", "pdf", "论文 研究报告 白皮书 paper", roles="public code finance", weight=2)
def _paper(desk: Desk) -> bytes:
    authors = "，".join(values.name(desk.rnd) for _ in range(3))
    lines = [
        words.sentence(desk)[:18],
        f"{authors}（{desk.pick(words.CITIES)}大学经济学院）",
        f"DOI：10.{desk.digits(4)}/j.cnki.{desk.digits(8)}.{desk.day.year}.{desk.digits(2)}",
    ]
    lines += [words.sentence(desk) for _ in desk.some(20, 90)]
    lines += [
        f"[{n}] {values.name(desk.rnd)}，{values.name(desk.rnd)}. {words.sentence(desk)[:14]}[J]. 统计研究, {desk.rnd.randrange(2005, 2026)}, {desk.rnd.randrange(1, 60)}({desk.rnd.randrange(1, 13)}): {desk.rnd.randrange(1, 99)}-{desk.rnd.randrange(100, 199)}."
        for n in range(1, 15)
    ]
    return pdf("论文", lines)


@kind("网页", "saved web page", "html", "网页 帮助中心 下载页面 index", weight=5)
def _page(desk: Desk) -> bytes:
    charset = desk.pick("gbk utf-8")
    head = desk.pick("帮助中心 产品介绍 政策解读 天气预报 股市行情")
    rows = "".join(
        f"<tr><td>{desk.pick(words.GOODS)}</td><td>YH{desk.digits(4)}</td><td>{desk.money(9_999)}</td></tr>"
        for _ in desk.some(2, 30)
    )
    text = (
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="{charset}"><title>{head}</title><script>var uid = 139{desk.digits(8)}, build = "6228{desk.digits(15)}", t={desk.rnd.randrange(1_700_000_000_000, 1_800_000_000_000)};</script></head><body><h1>{head}</h1>'
        f"<p>{words.paragraph(desk, 800)}</p><p>服务热线 <a href='tel:{words.hotline(desk)}'>{words.hotline(desk)}</a></p><table><tr><th>产品</th><th>代码</th><th>价格</th></tr>{rows}</table>"
        f"<a href='https://www.yunhai.example/item?id=139{desk.digits(8)}&c=6228{desk.digits(15)}'>详情</a>"
        f"<form><label>姓名</label><input name='name' placeholder='请输入真实姓名'><label>手机号</label><input name='mobile'></form><p>备案号：沪ICP备{desk.day.year}{desk.digits(6)}号-1</p></body></html>"
    )
    return text.encode(charset)


_GREAT = "鲁迅 老舍 巴金 茅盾 钱学森 华罗庚 竺可桢 陶行知 梁思成 徐悲鸿"


@kind("人物简介", "lives of the famous", "txt", "人物简介 名人传略 历史人物", roles="public office", weight=1)
def _lives(desk: Desk) -> bytes:
    lines = []
    for name in desk.rnd.sample(_GREAT.split(), desk.rnd.randint(2, 8)):
        born = f"{desk.rnd.randrange(1860, 1915)}年{desk.rnd.randrange(1, 13)}月{desk.rnd.randrange(1, 29)}日"
        lines.append(
            f"{name}（{born}—{desk.rnd.randrange(1936, 2009)}年），{desk.pick(words.CITIES)}人。{words.sentence(desk)}"
        )
    return "\n".join(lines).encode(desk.pick("utf-8 gb18030"))
