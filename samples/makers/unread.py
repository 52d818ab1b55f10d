"""Files that cannot be inspected, each for another reason, and two that need not be."""

from __future__ import annotations

from makers import odd, office
from makers.people import customers


def files() -> dict[str, bytes]:
    """Every file, by its name below samples/unread."""
    return {
        "身份证照片.png": odd.card_photo(),
        "下载中断的合同.docx": _truncated(),
        "加密的报价.xlsx": odd.encrypted_workbook("quotation"),
        "旧合同.doc": odd.old_word("contract"),
        "工具.bin": odd.program(),
        "logo.png": odd.icon(),
    }


def _truncated() -> bytes:
    """A Word document whose download broke off before its text came."""
    p = customers()[399]
    whole = office.docx(["购房合同", f"买受人：{p.name}　身份证号：{p.identity}", "（以下略）"] * 20)
    return whole[: len(whole) // 8]
