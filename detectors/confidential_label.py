"""Confidentiality marking, 密级标识: 机密★10年, 内部资料 注意保密, Strictly Confidential.

It counts as the marking of a document: with its star or years, in brackets, after 密级, or alone
on a line or in a cell. The same words in running text say nothing about the document.
"""

from __future__ import annotations

from detectors.base import Gate, Pattern, no, yes
from dlp.model import Text

_GRADES = r"(?:绝[ \u3000]{0,2}密|机[ \u3000]{0,2}密|秘[ \u3000]{0,2}密)"
_TERM = r"(?:\d{1,2}[ ]?(?:年|个月)|长期)"
_COMPANY = (
    r"(?:核心商密|普通商密|核心商业秘密|普通商业秘密|商业秘密|商业机密|公司机密|公司秘密|客户机密|客户秘密|内部机密|内部秘密|内部绝密"
    r"|内部资料|内部文件|内部公开|内部使用|仅限内部使用|仅供内部使用|严格保密|保密文件|绝密文件|机密文件|秘密文件)"
)
_KEEP = (
    r"(?:注意保密|严格保密|请勿外传|严禁外传|不得外传|切勿外传|禁止外传|妥善保管|严禁泄露|不得泄露|请勿泄露|严禁复制)"
)
_ENGLISH = (
    r"(?i:(?:strictly|highly|company|client|commercial(?:ly)?|private (?:and|&)|proprietary (?:and|&)|internal)[ ]confidential"
    r"|confidential(?: (?:and|&) proprietary| information| document)?|trade secret|top secret|for internal use only|internal use only"
    r"|internal only|restricted distribution|do not distribute)"
)
_ALONE = r"(?<![^\n\r\t\v])[ \u3000]{0,40}[-*#>★【\[《<〔「]{0,4}[ ]{0,2}"
_NOT_LISTED = r"(?<!密\n)(?<!密\t)(?<!密\r\n)"
"""Above a marking stands no other: 绝密, 机密 and 秘密 one below the other are a list of words."""

_TO_THE_END = (
    r"(?=[ ]{0,2}[-*!。.★】\]》>〕」]{0,4}[ \u3000]{0,40}(?:[\n\r\t\v](?!\n?(?:绝密|机密|秘密|内部)[\r\n\t])|\Z))"
)

DETECTOR = Pattern(
    entity="CONFIDENTIAL_LABEL",
    title=Text("密级标识", "Confidentiality marking"),
    source="《国家秘密定密管理暂行规定》; GB/T 9704-2012 7.2.2",
    gate=Gate(
        shapes=(
            r"[绝机秘][ \u3000]{0,2}密|密级|保密|商密|商业秘密|内部[资文材信刊公使机秘绝]|密级[ \t\u3000]{0,3}[:=：＝]",
            "[Cc][Oo][Nn][Ff][Ii][Dd][Ee][Nn]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Ii][Nn][Tt][Ee][Rr][Nn][Aa][Ll]|[Dd][Ii][Ss][Tt][Rr][Ii][Bb]",
        )
    ),
    regex=(
        rf"(?:{_GRADES}[ ]?[★☆][ ]?(?:{_TERM})?|{_GRADES}[ ]?[·▲][ ]?{_TERM}|(?:核心商密|普通商密)[ ]?[★☆▲][ ]?(?:{_TERM})?"
        rf"|内部(?:资料|文件|材料|信息|刊物)[ ,，、。;；·!！]{{0,3}}{_KEEP}"
        rf"|(?:文件密级|文档密级|信息密级|保密级别|保密等级|密级)[ \t]{{0,3}}[:=][ \t]{{0,3}}(?P<value_grade>{_GRADES}|内部|{_COMPANY}|{_ENGLISH})(?![0-9A-Za-z/、|或])(?![ ]{{0,3}}[□☐/、])"
        rf"|[【\[〔](?P<value_boxed>{_GRADES}|{_COMPANY})[】\]〕](?!\()"
        rf"|{_NOT_LISTED}{_ALONE}(?P<value_alone>绝[ \u3000]{{0,2}}密|机[ \u3000]{{0,2}}密|{_COMPANY}|{_ENGLISH}){_TO_THE_END}"
        rf"|(?i:classification|security level)[ ]?[:=][ ]{{0,3}}(?P<value_english>{_ENGLISH})(?![ ]?[/|,]))"
    ),
    normalise=lambda text: "".join(text.split()).lower(),
    confidence=0.8,
    mask=lambda value: value.strip(),
    examples=(
        yes("机密★10年\n关于客户数据的报告", "机密★10年"),
        yes("第1页　内部资料，注意保密", "内部资料，注意保密"),
        yes("密级：秘密\n", "秘密"),
        yes("【客户机密】2026年名单", "客户机密"),
        yes("STRICTLY CONFIDENTIAL\nQ3 portfolio review", "STRICTLY CONFIDENTIAL"),
        yes("附件\n- For Internal Use Only -\n正文", "For Internal Use Only"),
        no("涉及机密的文件应当加密", why="the word in running text"),
        no("The report is confidential and must not be shared.", why="running text"),
        no("密级：□绝密 □机密 □秘密", why="a blank form"),
        no("公开\n内部\n秘密\n机密\n绝密\n", why="a list of words"),
        no("密级分为绝密、机密、秘密三级", why="a rule about markings"),
        no("class Confidential(Base):", why="a name in a program"),
        no("园区内部使用电动车", why="running text"),
    ),
)
