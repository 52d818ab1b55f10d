"""What makes a string a Chinese personal name: surname, length, and what it must not be."""

from __future__ import annotations

import re
from functools import lru_cache

from dlp.text import HAN

COMPOUND = tuple(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 轩辕 端木 长孙 宇文 南宫 独孤 呼延 鲜于 闾丘 申屠 太史 公羊 澹台 濮阳 淳于 钟离 司空 百里 东郭 南门 拓跋 歐陽 司馬 諸葛 東方 尉遲 軒轅 長孫 鮮于 鍾離 万俟 赫连 宗政 公冶 仲孙 亓官 司寇 子车 颛孙 巫马 公西 漆雕 乐正 公良 夹谷 宰父 谷梁 段干 羊舌 梁丘 左丘 褚师".split()
)
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳佟言福肖闫代付涂覃邸苟牙楚闭仝隋冼揭占翦原英粟展檀帖鹿逢战敬忻尧亓綦苑芦兰佴晋"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴鄒蘇範鮑費賀湯羅畢鄔樂時傅齊顧黃蕭禹貝計談龐紀項閔賈婁鍾駱萬盧莫經應單諸左崔鈕龔陸榮車寧龍葉黎懷從賴喬陰聞黨譚貢勞鄧邊莊閻連習農溫劉聶簡饒關遊權蓋嶽況鄺區呂顏賓餘蔔"
)
SINGLE = "".join(sorted(SURNAMES))
"""Every surname of one character, for use inside a character class."""

SURNAME = rf"(?:{'|'.join(COMPOUND)}|[{SINGLE}])"
"""A regular expression for a surname, of one character or two."""

_GIVEN = rf"[{HAN}]"
_OF_TWO = rf"(?=[{''.join(sorted({name[0] for name in COMPOUND}))}])(?:{'|'.join(COMPOUND)})"
"""A surname of two characters; the first is looked at before each of them is tried."""

NAME = rf"(?:{_OF_TWO}{_GIVEN}{{1,2}}?|[{SINGLE}]{_GIVEN}{{1,2}}?|[{SINGLE}]{{2}}{_GIVEN}{{2}}|{_GIVEN}{{1,5}}(?:[·•・]{_GIVEN}{{1,7}}){{1,3}})"
"""A regular expression for something shaped like a name, as short as possible."""

_NOT_IN_NAMES = re.compile("[的了某是在吗呢吧啊们您你我他她它这那哪什第每％省县镇街]")
_NUMERALS = frozenset("一二三四五六七八九十")

COMPONENT = "|".join(
    "扎西 卓玛 卓么 多吉 才让 才仁 东主 东珠 次仁 次旦 旦增 丹增 尼玛 达瓦 巴桑 拉姆 央金 央宗 白玛 班玛 格桑 索朗 索南 洛桑 平措 罗布 德吉 曲珍 仁青 仁增 顿珠 桑杰 桑吉 加措 嘉措 扎巴 旺堆 旺姆 卓嘎 边巴 普布 拉巴 米玛 其美 群培 华旦 南杰 完么 先巴 吉太 项秀 杰布 贡布"
    " 巴特尔 巴图 图雅 其其格 格日勒 乌云 娜仁 高娃 斯琴 苏日 布和 朝鲁 宝音 额尔 敖登 萨仁 莎仁 阿拉坦 那日 毕力格 吉雅 牧仁 呼和 其木格 琪琪格 特木尔 铁木尔 那仁 巴雅尔 孟和 图娅 托娅 格根"
    " 买买提 麦麦提 买合木提 阿卜杜 阿不都 阿布都 艾山 艾合 艾尼瓦尔 古丽 古力 木合塔尔 吐尔逊 吐尔洪 努尔 艾力 依明 伊明 热依 玛依 阿依 帕提 米热 库尔班 肉孜 亚森 叶尔 哈力 赛力 赛买提 热合 迪丽 姑丽 也尔 别克 巴依 江阿 木拉提"
    " 吉克 沙马 曲木 曲比 吉木 阿西 木呷 尔古 阿尔 拉马 史古 尔呷 木乃 日史 刀安 岩温 玉罕".split()
)
ETHNIC = rf"(?:(?=[{''.join(sorted({name[0] for name in COMPONENT.split('|')}))}])(?:{COMPONENT})(?:{_GIVEN}{{1,4}}))"
"""Something shaped like a Tibetan, Mongol, Uyghur, Kazakh or Yi name without a dot."""

_IS_ETHNIC = re.compile(
    rf"(?:{COMPONENT}){{2}}|(?:{COMPONENT}){_GIVEN}{{1,3}}|{_GIVEN}{{1,2}}(?:{COMPONENT})|(?:{COMPONENT})"
)
_ADDRESSED = re.compile(
    "[总董工某哥姐叔姨嫂]|某某|(?:副?总?经理|副?主任|律师|医生|醫生|医师|醫師|老师|老師|教授|先生|女士|小姐|太太|同学|同學|同志|组长|組長|队长|隊長|科长|处长|部长|局长|院长|校长|班长|店长|厂长|站长|法官|警官|会计|书记|老板|师傅|師傅|总监|主管|顾问|护士|阿姨|叔叔|媳妇)"
)
_HAN = re.compile(f"[{HAN}]+")
_DOTS = re.compile("[·•・]")
_TAILS = re.compile(
    "(?:(?<=^.)[总董工哥姐叔姨爷嫂]|公司|集团|银行|中心|部门|部|处|科|厅|局|院|所|司|厂|店|队|组|班|类|型|版|项|页|表|单|证|码|型号|经理|总监|主管|主任|客服|专员|顾问|老师|医生|律师|先生|女士|小姐|同学|用户|客户|管理员|操作员|业务员|快递员|派件员|收银员|审核员|仓管员|员工|人员|代表|信息|资料|管理|系统|平台|产品|服务|业务|情况|方式|方法|原因|金额|费用|价格|数量|时间|日期|地址|电话|手机|姓名|号码|[卡账单编]号|联系|流水|通知|回复|报名|预约|咨询|热线|收)$"
)
_MORE_OFTEN_WORDS = frozenset("都和从有应能相经后所时曾")
"""Surnames so rare that in running text they are nearly always a word of their own."""

_FUNCTION = frozenset("dpcruyftm")
"""rjieba's tags for adverbs, prepositions, conjunctions, pronouns, particles, times and numbers."""

_JOINING = frozenset("pcr")
"""The same for prepositions, conjunctions and pronouns, which of two characters begin no name (通过其)."""

_WORDS = frozenset(
    "谢谢 明白 周知 单号 高亮 方面 方式 方法 方案 方便 方向 高级 高度 高清 高效 高中 高温 周一 周二 周三 周四 周五 周六 周日 周期 周边 周围 周转 金额 金融 金牌 金属 安全 安装 安排 安静 安徽 时间 时候 时期 温度 温馨 黄金 黄色 马上 万元 江苏 江西 石油 许可 许多 成都 成功 成本 成员 成交 成立 成为 常见 常用 常规 程序 程度 关于 关系 关注 关键 关闭 平台 平均 平时 平安 国家 国际 国内 国有 明确 明细 明显 明天 计划 计算 计费 计量 解决 解释 解除 应用 应收 应付 应当 单位 单价 单独 单笔 经理 经济 经营 经过 经办 管理 管控 包括 包含 包装 云南 云端 云计算 和谐 水平 全部 全国 全面 全体 公司 公开 公告 公共 公安 公司章 有效 有限 有关 有人 商品 商务 商业 商户 年度 年龄 年份 东西 东方 广东 广西 广告 文件 文档 文字 文化 通知 通过 通讯 利息 利率 利润 师傅 空间 游客 查询 查看 查收 后续 后台 相关 相同 红色 红包 权限 权益 福建 福利 原件 原因 原则 展示 家庭 家属 家长 支付 支持 支出 路由 房产 房屋 房间 车辆 车型 车位 车险 白色 从业 双方 农业 农村 别名 连接 向导 古代 易用 终端 终止 居民 步骤 都市 满意 满足 能力 能够 强制 强化 封面 储蓄 储存 段落 富裕 牧场 山东 山西 谷歌 全年 秋季 宫殿 宁夏 甘肃 武汉 景区 龙头 叶片 印章 印刷 怀疑 索引 申请 申报 边界 农民 温州 充值 充电 容量 容易 慎重 居住 衡量 师资 曾经 沙发 养老 丰富 关联 楚天 战略 战斗 敬请 占用 英文 英语 广州 贵州 郑州 杭州 苏州 徐州 常州 温馨提示 元旦 白银 石家庄 张家口 张家港 牡丹江 秦皇岛 马鞍山 钟点工 项目 项目部 贺卡 路线 车站 费率 费用 利用 郎中 花园 花费 花呗 祝福 柳州 秦岭 章程 章节 宣传 宣布 双休 申购 申诉 江湖 沈阳 任务 任何 任意 石材 施工 严格 严重 严禁 尤其 何时 何地 许昌 孔子 曹操 华为 华东 华南 华北 华中 水电 水费 水果 云服务 米饭 贝壳 明日 成果 谈判 宋体 席位 季度 麻烦 强烈 贾宝玉 路径 童装 颜色 梅花 盛大 林业 钟表 徐汇 高新 高铁 夏季 田野 胡同 凌晨 万科 莫名 干部 解答 应急 宗旨 单据 洪水 包裹 左右 石头 吉林 程式 滑动 陆续 荣誉 曲线 松江 井盖 富士康 乌鲁木齐 巴黎 车间 全额 班级 伊朗 仇恨 暴雨 祖国 符合 束缚 司机 薄弱 印度 宿舍 蒲公英 咸阳 籍贯 蒙古 池塘 乔木 阴天 双十一 党员 贡献 劳动 扶贫 雍和宫 桂林 牛奶 寿险 燕窝 尚未 农药 柴油 阎王 慕名 习惯 鱼类 向上 古典 廖若晨星 暨南 欧洲 越南 隆重 融资 冷链 那么 简介 简单 饶有 须知 巢湖 查验 荆州 游戏 竺可桢 益处 督办 帅气 况且 有些 琴岛 赏析 墨水 哈尔滨 爱好 阳台 言论 代理 代码 代表 代扣 付款 付费 涂料 敬礼 敬上 敬启 浦发 广发 农行 农商 邮储 和他 和她".split()
)


_SYLLABLE = "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:i?ang|i?ong|u?ang|u?eng|eng|ing|ian|uan|iao|uai|an|en|in|un|ai|ei|ui|ao|ou|iu|ie|ia|ua|uo|ue|er|a|o|e|i|u|v)"
_SPELT_SURNAMES = "|".join(
    "zhang wang li zhao liu chen yang huang zhou wu xu sun ma zhu hu lin guo he gao luo zheng liang xie song tang deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen zhong cui tan fan lv liao shi jin jia xia fu fang zou xiong bai meng qin qiu hou yin xue yan lei long tao qian gu hao gong shao wan mao wen qi lai yi mo kong kang niu ge xing an qiao tong ouyang sima zhuge".split()
)
_SPELT = re.compile(
    rf"(?:{_SPELT_SURNAMES})[ ,]{{1,2}}{_SYLLABLE}(?:[ '-]?{_SYLLABLE})?|{_SYLLABLE}(?:[ '-]?{_SYLLABLE})? (?:{_SPELT_SURNAMES})",
    re.IGNORECASE,
)


_WESTERN_GIVEN = frozenset(
    "james mary michael patricia john jennifer robert linda david elizabeth william barbara richard susan joseph jessica thomas karen christopher sarah charles lisa daniel nancy matthew sandra anthony ashley mark emily steven kimberly donald betty andrew margaret joshua donna paul michelle kenneth carol kevin amanda brian melissa timothy deborah ronald stephanie jason rebecca george sharon edward laura jeffrey cynthia jacob amy nicholas kathleen gary angela eric dorothy jonathan shirley stephen emma larry brenda justin nicole scott pamela benjamin samantha brandon anna samuel katherine gregory christine alexander debra patrick rachel frank carolyn raymond janet jack maria dennis olivia jerry heather tyler helen aaron catherine jose diane nathan julie henry victoria peter joyce adam lauren douglas kelly jane alice bob tom jim mike lucy martin wanda caroline ernest melinda mohammed mohammad ahmed maria juan carlos luis".split()
)
"""Given names of the United States' most frequent, and some short forms (Social Security Administration, 1925 to 2024)."""

_WESTERN = re.compile(r"([A-Z][a-z]{1,11})(?: [A-Z]\.?)?(?: [A-Z][A-Za-z'’-]{1,15}){1,2}")


def is_western_name(text: str) -> bool:
    """Whether it is one of the most frequent given names and a family name (John Smith), each with a capital."""
    match = _WESTERN.fullmatch(text)
    return match is not None and match[1].lower() in _WESTERN_GIVEN


def is_spelt_name(text: str) -> bool:
    """Whether it is a Chinese name in Latin letters, each part with a capital (Zhang Xiaoming, LI NA)."""
    return bool(text[:1].isupper() and re.search("[ ,][A-Z]", text) and _SPELT.fullmatch(text))


@lru_cache(maxsize=65536)
def is_name(text: str) -> bool:
    """Whether a string could be a name where a name is expected: Han characters, or the same spelt in Latin."""
    if text.isascii():
        return is_spelt_name(text) or is_western_name(text)
    if not _HAN.fullmatch(text):
        plain = _DOTS.sub("", text)
        return plain != text and 3 <= len(text) <= 24 and _HAN.fullmatch(plain) is not None
    if not 2 <= len(text) <= 4 or text in _WORDS or _NOT_IN_NAMES.search(text[1:]) or _TAILS.search(text):
        return False
    if is_form_of_address(text):
        return False
    if text.startswith(COMPOUND):
        return len(text) >= 3
    return text[0] in SURNAMES and (len(text) <= 3 or (text[1] in SURNAMES and not is_word(text[:2])))


def is_ethnic_name(text: str) -> bool:
    """Whether a string of Han characters is a name of a people that writes its names by sound, without a dot."""
    return 3 <= len(text) <= 8 and _IS_ETHNIC.fullmatch(text) is not None and not _NOT_IN_NAMES.search(text)


def is_labelled_name(text: str) -> bool:
    """Whether a string is a name where 姓名 says so and nothing else stands there: it may be a word, too (高峰)."""
    return is_name(text) or is_ethnic_name(text)


def is_listed_name(text: str) -> bool:
    """Whether a string may be a name where nearly all above and below it are: of any surname, but no common word."""
    if is_labelled_name(text):
        return True
    plain = 2 <= len(text) <= 4 and _HAN.fullmatch(text) is not None
    return plain and not (is_word(text) or _NOT_IN_NAMES.search(text) or _TAILS.search(text))


def is_beside_name(text: str) -> bool:
    """The same where nothing but its place beside a number says so."""
    return is_likely_name(text) or is_ethnic_name(text)


def is_placed_name(text: str) -> bool:
    """The same where a lesser label says so (负责人：高阳): it may be a place, but no other word (负责人：后端)."""
    return is_acting_name(text) or is_ethnic_name(text) or (is_name(text) and _is_place(text))


@lru_cache(maxsize=65536)
def is_acting_name(text: str) -> bool:
    """The same behind somebody's part in an affair (被告项红): rjieba's dictionary need not hold it, if only as no word."""
    import rjieba  # loads a dictionary, so only when it is needed

    made_up = len(text) == 2 and is_name(text) and len(rjieba.cut(text, False)) > 1 and len(rjieba.cut(text)) == 1
    return is_likely_name(text) or made_up


def _is_place(text: str) -> bool:
    import rjieba  # loads a dictionary, so only when it is needed

    return len(text) == 2 and [tag for _, tag in rjieba.tag(text)] in (["ns"], ["nz"])


def is_form_of_address(text: str) -> bool:
    """Whether it is a surname with a rank or title (林经理, 王某), which says little of who it is."""
    start = 2 if text.startswith(COMPOUND) else 1
    return text[:1] in SURNAMES and _ADDRESSED.fullmatch(text, start) is not None


def is_word(text: str) -> bool:
    """Whether it looks like a surname and a given name, but is a common word."""
    return text in _WORDS


@lru_cache(maxsize=65536)
def is_likely_name(text: str) -> bool:
    """The same where nothing says a name is expected: no dictionary word or phrase, by rjieba."""
    import rjieba  # loads a dictionary, so only when it is needed

    if text.isascii():
        return is_name(text)
    if not is_name(text) or text[-1] == "老" or text[0] in _MORE_OFTEN_WORDS:
        return False
    (first, tag), *rest = rjieba.tag(text)
    if not rest:
        return (
            tag.startswith("nr")
            or _is_numbered(text, tag)
            or (len(text) == 3 and (tag in ("ns", "nz", "x") or _is_made_up(text)))
        )
    if len(first) > 1 and tag[0] in _JOINING:
        return False
    return not (len(first) == 1 and tag[0] in _FUNCTION and all(t[0] in _FUNCTION for _, t in rest))


def _is_numbered(text: str, tag: str) -> bool:
    """Whether it is a surname and a numeral (周九), which rjieba takes for a number or a day."""
    return tag in ("m", "t") and text[0] not in "万单双" and text[1:] in _NUMERALS


def _is_made_up(text: str) -> bool:
    """Whether rjieba's dictionary holds neither what it took for one word nor what follows the surname: 蔡咏辰, but not 冷启动."""
    import rjieba  # loads a dictionary, so only when it is needed

    return len(rjieba.cut(text, False)) > 1 and len(rjieba.cut(text[1:], False)) > 1


@lru_cache(maxsize=65536)
def is_known(text: str) -> bool:
    """Whether rjieba's dictionary holds it, or all its words, as personal names."""
    import rjieba  # loads a dictionary, so only when it is needed

    return all(tag.startswith("nr") for _, tag in rjieba.tag(text))


def mask(text: str) -> str:
    """The surname, and a star for each other character; of a spelt name the first letter."""
    if text.isascii():
        return text[:1] + "*" * (len(text) - 1)
    known = 2 if text.startswith(COMPOUND) else 1
    return text[:known] + "*" * (len(text) - known)
