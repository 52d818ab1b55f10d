"""Chinese prose without customer data: from the machine's own manual pages, or made up.

Debian's manpages-zh, where it is installed, is text that nobody here wrote. The made-up text is
there so that the bench runs anywhere, and is the filler of the dense corpus, so that this has the
same bytes everywhere. It is full of what misleads detectors: words that begin with surnames, house
numbers that are metro lines, places without a house.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

MANUAL = Path("/usr/share/man/zh_CN")

_SLOTS: dict[str, list[str]] = {
    "time": "今天上午 昨天下午 上个月 本季度 去年年底 周三的例会上 截至目前 在过去两年里 从长远来看 近期 年初 会议结束后".split(),
    "who": (
        "项目组 高级经理 销售部 技术支持团队 方面负责人 各地分公司 客户方面 用户 华东区的同事 财务部门 供应商 监管机构 "
        "大多数企业 开发人员 张江园区的物业 王府井店 第三方机构 评审委员会 成都的团队 运维值班人员"
    ).split(),
    "how": "已经 正在 逐步 重新 优先 认真 按计划 提前 全面 尽快 多次 同步 很快 主动".split(),
    "verb": "完成了 讨论了 调整了 优化了 审核了 汇总了 梳理了 验证了 部署了 关注着 评估了 推进着 公布了 修订了 测试了".split(),
    "kind": "新一代 季度 年度 统一的 跨部门 线上 移动端 自动化 标准化 高可用 分布式 面向未来的 金融行业 黄金周".split(),
    "what": (
        "方案 报表 合同模板 服务流程 培训材料 数据库 接口文档 市场计划 测试环境 应急预案 产品路线图 安全基线 仓储系统 "
        "许可协议 周转率指标 高峰期预案 万科项目 马上行动计划 江南地区的渠道"
    ).split(),
    "why": (
        "以便提高效率 从而降低了成本 避免重复劳动 但是效果还需要观察 因此需要更多的时间 并邀请专家参与 同时保留历史记录 "
        "这一点十分重要 由于预算有限 任何改动都要留痕 平均耗时下降了{n}% 共涉及{n}个模块 排在第{n}位 预计需要{n}天"
    ).split(),
    "place": "上海14号线豫园站附近 广东省内 西安市的一家超市 北京市场 第3号楼大厅 杭州 深圳 南京路步行街 线下门店 总部".split(),
    "tool": "Linux Python Excel HTTP v2.1 API Kubernetes SQL JSON ERP CRM 5G".split(),
}
_SHAPES = (
    "{time}，{who}{how}{verb}{kind}{what}，{why}。",
    "{who}表示，{kind}{what}在{place}{how}上线，{why}。",
    "如果{who}没有{how}提交{what}，就不能进入下一个阶段，{why}。",
    "{place}的{who}{verb}{what}；{who}则{how}{verb}{kind}{what}。",
    "关于{tool}的{what}，{who}{how}{verb}三轮，{why}。",
    "“{kind}{what}”指的是{who}{time}{verb}的{what}。",
    "使用 {tool} 处理{what}时，{why}，{who}对此{how}{verb}说明。",
    "{time}发布的{what}共{n}页，{who}认为{why}。",
    "{time}客户满意度达到{n}.{n}分，{who}{verb}{what}。",
    "第{n}章介绍{kind}{what}：{who}{how}{verb}它，{why}。",
)
_FIELD = re.compile(r"\{(\w+)\}")
_POOL = 20_000
"""How many different sentences the made-up text has, about 2 MB."""

_MARKUP = re.compile(r"\\f.|\\[&|^/,%]|\\\(..|\\s[-+]?\d|\\")
_TELLING = re.compile(r"[0-9０-９]{7}|@|\d{3,4}[- ]\d{4}")
_HAN = re.compile(r"[一-鿿]")
_ENOUGH = 2_000
"""Fewer lines than this (a few programs bring their own pages) would be the same text over and over."""


def _sentence(rnd: Random) -> str:
    def fill(match: re.Match[str]) -> str:
        slot = match[1]
        return str(rnd.randrange(1, 99)) if slot == "n" else _FIELD.sub(fill, rnd.choice(_SLOTS[slot]))

    return _FIELD.sub(fill, rnd.choice(_SHAPES))


def sentences(rnd: Random) -> list[str]:
    """The pool of made-up sentences."""
    return [_sentence(rnd) for _ in range(_POOL)]


def paragraph(rnd: Random, pool: list[str], size: int) -> list[str]:
    """Sentences from the pool of about so many bytes of UTF-8 in all."""
    chosen, length = [], 0
    while length < size:
        chosen.append(rnd.choice(pool))
        length += 3 * len(chosen[-1])
    return chosen


def manual_lines(folder: Path = MANUAL) -> list[str]:
    """The different Chinese lines of the machine's manual pages, empty if there are few or none.

    Lines with a mailbox or a long number are left out: they name translators and bug trackers.
    """
    pages = sorted(folder.glob("man*/*.gz")) if folder.is_dir() else []
    lines = list(dict.fromkeys(line for page in pages for line in _page_lines(page)))
    return lines if len(lines) >= _ENOUGH else []


def _page_lines(page: Path) -> Iterator[str]:
    text = gzip.decompress(page.read_bytes()).decode("utf-8", "replace")
    for raw in text.splitlines():
        line = _MARKUP.sub("", raw).strip()
        if raw[:1] not in (".", "'") and _is_clean_chinese(line):
            yield line


def _is_clean_chinese(line: str) -> bool:
    return len(line) > 12 and 2 * len(_HAN.findall(line)) > len(line) and not _TELLING.search(line)
