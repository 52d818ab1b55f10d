"""Business with a customer, 业务往来记录: a trade, contract, order, policy, loan, claim or bill.

Policy 2.1 counts them as customer data. Labels and column titles tell them, with a number or a
date filled in; they are evidence only in a document that shows a person. What a brochure or
a blank form says of amounts is nobody's.
"""

from __future__ import annotations

from detectors import labelled
from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text
from dlp.text import squeeze

LABELS = words(
    "交易金额 交易日期 交易时间 交易流水号 交易流水 交易单号 成交金额 成交日期 成交时间 合同金额 合同编号 合同号 合同签订日期 签约日期 签约金额 合同期限",
    "订单金额 订单号 订单编号 下单时间 下单日期 购买金额 购买日期 购买时间 消费金额 消费时间 消费日期 最近消费 累计消费 实付金额",
    "保费 保额 年缴保费 首期保费 保险金额 基本保额 保单生效日 保单生效日期 承保日期 投保日期 缴费年限 出险日期 出险时间 理赔金额 赔付金额 赔款金额 报案号 报案时间 理赔号",
    "借款金额 贷款金额 贷款余额 借款余额 放款金额 放款日期 放款日 授信额度 授信金额 逾期金额 逾期天数 逾期本金 应还金额 还款金额 还款日期 已还金额 欠款金额 申请金额",
    "账单金额 账单日期 账单日 最低还款额 账户余额 可用余额 持有份额 持仓金额 持仓市值 认购金额 申购金额 赎回金额 投资金额 理财金额 存款余额 资产总额 转账金额 充值金额",
)
_MONEY = r"(?:人民币|RMB|CNY)?[ ]?[¥￥$]?[ ]?\d[\d,]{0,15}(?:\.\d{1,4})?[ ]?(?:亿元|万元|百万元|千元|元|亿|万|美元|港元|港币|份|期|天|年|%)?"
_DATE = r"(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日|[-/.]\d{1,2}[-/.]\d{1,2}|\d{4})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?"
_CODE = r"[A-Za-z]{0,8}[-]?\d(?:-?[0-9A-Za-z]){3,30}"


def is_valid(value: str) -> bool:
    """Whether something is filled in that is not naught."""
    return labelled.is_said(value) and any(c in "123456789" for c in value)


DETECTOR = Pattern(
    entity="BUSINESS_RECORD",
    title=Text("业务往来记录", "Business record"),
    source="《客户资料保密管理规范》2.1",
    gate=Gate(shapes=(labelled.shape(LABELS),), needs="[0-9]"),
    regex=labelled.pattern(
        LABELS,
        rf"(?:{_DATE}|{_CODE}|{_MONEY})(?![0-9A-Za-z])(?![起%元万亿份期天年-])(?![ ]?(?:以上|以下|以内|起|至|及))",
    ),
    normalise=squeeze,
    check=is_valid,
    confidence=0.6,
    mask=labelled.mask,
    cell=rf"{_DATE}|{_CODE}|{_MONEY}",
    of_customer=True,
    examples=(
        yes("客户姓名：王小明，手机13900139001，贷款金额：500,000元", "500,000元"),
        yes("投保人：赵敏\n保费：12,800.00元\n保单生效日：2026-03-01", "12,800.00元", "2026-03-01"),
        yes("户名：王小明 交易日期：2026年10月3日 交易金额：￥3,200.50", "2026年10月3日", "￥3,200.50"),
        yes("联系人：赵敏，订单编号：DD20261103-0042", "DD20261103-0042"),
        no("贷款金额：500,000元", why="no person in the document"),
        no("借款人：王小明\n借款金额：______元", why="a blank form"),
        no("王小明 13900139001\n申购金额：1万元起", why="terms of a product"),
        no("联系人：赵敏，最低申购金额：100元", why="terms of a product"),
        no("客户姓名：王小明，本期账单金额较上期下降", why="running text"),
    ),
)
