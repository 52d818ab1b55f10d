"""Account of a financial customer, 资金类账号: securities, funds, policies, loans, company accounts.

No plan and no check digit is common to them, so only a word in front or a column title tells. A
shareholder code is a letter (A, B, E, F) and nine digits in Shanghai, ten digits in Shenzhen.
"""

from __future__ import annotations

from string import ascii_letters

from detectors.base import Gate, Pattern, no, words, yes
from detectors.phrases import JOIN
from dlp.model import Text
from dlp.text import HAN, mask_middle, squeeze

_CUES = words(
    "资金账号 资金帐号 资金账户 资金帐户 基金账号 基金帐号 基金账户 基金帐户 交易账号 交易账户 理财账号 理财账户 信托账号 期货账号",
    "股东代码 股东账户 股东账号 股东帐户 股东卡号 证券账户 证券账号 保单号码 保单号 保单编号 保险单号 投保单号 借据号码 借据号 借据编号",
    "贷款合同号 贷款合同编号 借款合同号 借款合同编号 贷款账号 贷款账户 对公账号 对公帐号 对公账户 对公帐户 客户号 客户编号 客户代码 公积金账号 社保账号",
)
_ASCII_CUES = words(
    "policy_no policyno policy_number policynumber fund_account fundaccount zjzh gddm bdh jjh khh cust_no custno",
    "customer_no customerno client_no clientno loan_no loanno loan_account securities_account",
)
_PLAIN = r"[A-Za-z]{0,8}-?\d(?:-?[0-9A-Za-z]){5,29}|\d{4}(?: \d{4}){2,4}(?: \d{1,3})?"
_WRITTEN = rf"[(\[〔]?20\d\d[)\]〕]?[{HAN}]{{1,10}}字?第?[ ]?\d{{3,8}}号"
_FEWEST_DIGITS = 5


def canonical(text: str) -> str:
    """Letters in upper case, without spaces and hyphens."""
    return squeeze(text).upper()


def is_valid(account: str) -> bool:
    """Whether it has enough digits and is no filler such as 00000000."""
    number = account.lstrip(ascii_letters)
    digits = number if number.isdecimal() else "".join(filter(str.isdigit, number))
    return len(digits) >= _FEWEST_DIGITS and digits != digits[0] * len(digits)


DETECTOR = Pattern(
    entity="MONEY_ACCOUNT",
    title=Text("资金类账号", "Financial account"),
    source="JR/T 0171-2020; 《证券账户管理规则》",
    gate=Gate(
        cues=(*_CUES, *_ASCII_CUES, "policy no", "policy number", "customer no", "account no"),
        needs="[0-9]{3}|[0-9]-?[0-9A-Za-z]",
    ),
    regex=(
        rf"(?:(?:{'|'.join(_CUES)})(?!码|变更|管理|规则|格式)|(?<![0-9A-Za-z])(?<![0-9A-Za-z][+/])(?i:{'|'.join(_ASCII_CUES)}|policy (?:no|number)\.?|customer no\.?)(?![A-Za-z]))"
        rf"{JOIN}(?P<value>{_WRITTEN}|{_PLAIN})(?![0-9A-Za-z])(?![.]\d)(?![ ]?[万亿个户元%])"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=0.65,
    context=(*_CUES, *_ASCII_CUES),
    lift=0.25,
    mask=lambda value: mask_middle(canonical(value), 2, 3),
    cell=rf"{_PLAIN}|{_WRITTEN}",
    examples=(
        yes("资金账号：88012345678", "88012345678"),
        yes("股东代码 A123456789，0123456789为深市", "A123456789"),
        yes("保单号P2026-310115-000123", "P2026-310115-000123"),
        yes("借款合同号：(2024)云海贷字第00123号", "(2024)云海贷字第00123号"),
        yes("对公账户 1001 2345 0920 0123 456", "1001 2345 0920 0123 456"),
        yes('{"policy_no": "PA00012345678"}', "PA00012345678"),
        no("客户号码变更", why="a heading"),
        no("保单号：__________", why="a blank form"),
        no("资金账户 57000万户", why="a count"),
        no("账号格式 88012345678", why="nothing says whose account"),
        no("保单号 00000000000", why="a filler"),
        no("基金账户规则 2024年修订", why="a rule"),
    ),
)
