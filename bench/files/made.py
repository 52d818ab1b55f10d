"""The files that are read: made up, the same for the same seed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import openpyxl
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_SENTENCES = (
    "本周完成了对账平台的联调，遗留问题三个，下周继续跟进。",
    "客户来电咨询产品期限和赎回规则，已按标准话术答复。",
    "请各部门在月底前提交预算表，逾期不再受理。",
    "系统升级安排在周六凌晨，届时网银暂停服务两小时。",
    "合同条款第七条关于违约责任的表述需要法务再次确认。",
    "会议室已改到十二层，请提前十分钟到场调试设备。",
)
_FONT = "STSong-Light"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def prose(rng: Random, sentences: int) -> list[str]:
    """Lines of everyday office Chinese, now and then with a made-up mobile number."""
    lines = [rng.choice(_SENTENCES) for _ in range(sentences)]
    if rng.random() < 0.3:
        lines.append(f"联系电话13{rng.randrange(10**9):09d}")
    return lines


def rows(rng: Random, number: int) -> Iterator[list[str | int | float]]:
    """Rows of a ledger."""
    for n in range(number):
        yield [n + 1, rng.choice(_SENTENCES)[:6], rng.randrange(10**6) / 100, f"2026-{rng.randrange(1, 13):02d}-15"]


def xlsx(rng: Random, number: int = 60) -> bytes:
    """A workbook of one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(["序号", "摘要", "金额", "日期"])
    for row in rows(rng, number):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(rng: Random) -> bytes:
    """A letter of thirty paragraphs."""
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in prose(rng, 30))
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>',
        }
    )


def pdf(rng: Random, pages: int = 2) -> bytes:
    """Pages of thirty lines."""
    if _FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for _ in range(pages):
        canvas.setFont(_FONT, 11)
        for n, line in enumerate(prose(rng, 30)):
            canvas.drawString(50, 790 - 20 * n, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def eml(rng: Random) -> bytes:
    """A message with a text and an attached table."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@yunhai.example", "b@yunhai.example", "周报"
    message.set_content("\n".join(prose(rng, 20)))
    message.add_attachment(csv(rng), maintype="text", subtype="csv", filename="明细.csv")
    return message.as_bytes()


def csv(rng: Random) -> bytes:
    """A table of two hundred rows in GB18030."""
    return "".join(",".join(map(str, row)) + "\n" for row in rows(rng, 200)).encode("gb18030")


def archive(rng: Random) -> bytes:
    """Two texts and a letter."""
    return packed({"a.txt": "\n".join(prose(rng, 60)), "b.csv": csv(rng), "c.docx": docx(rng)})


def packed(members: dict[str, str | bytes]) -> bytes:
    """A zip of some members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in members.items():
            box.writestr(name, data)
    return out.getvalue()


MAKERS: dict[str, Callable[[Random], bytes]] = {
    "xlsx": xlsx,
    "docx": docx,
    "pdf": pdf,
    "eml": eml,
    "csv": csv,
    "zip": archive,
}


def tree(folder: Path, files: int, seed: int) -> None:
    """A folder of small files, as many of each kind."""
    rng, endings = Random(seed), tuple(MAKERS)
    for n in range(files):
        ending = endings[n % len(endings)]
        place = folder / f"{n % 40:02d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n:05d}.{ending}").write_bytes(MAKERS[ending](rng))
