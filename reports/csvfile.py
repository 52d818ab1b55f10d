"""A table of incidents, one a row, for spreadsheets: UTF-8 with a mark, so that Excel reads it."""

from __future__ import annotations

import csv
from typing import TextIO

from dlp.model import Document, Incident, Sighting, Summary
from dlp.record import shown_path
from dlp.stores import Sum
from dlp.words import ACTS, LEVELS, PLACES, STAGES
from reports.writer import About

TITLES = (
    "事件编号",
    "时间",
    "级别",
    "条款",
    "规则",
    "标题",
    "部门",
    "人员",
    "位置",
    "行为",
    "路径",
    "客户人数",
    "数据级别",
    "数据种类",
    "收件人",
    "报告给",
    "建议",
    "规则阶段",
)


class CsvWriter:
    """Writes rows; cells that a spreadsheet would run as a formula are quoted."""

    def __init__(self, out: TextIO, about: About) -> None:
        self._about = about
        out.write("\ufeff")
        self._table = csv.writer(out, lineterminator="\r\n")
        self._table.writerow(TITLES)

    def incident(self, incident: Incident) -> None:
        """A row for an incident."""
        self._table.writerow([safe(cell) for cell in self._cells(incident)])

    def unread(self, sighting: Sighting, document: Document) -> None:
        """A row without an incident: what was not inspected belongs into the register too."""
        reasons = " ".join(sorted({u.reason.value for u in document.unread}))
        row = [
            "",
            "",
            "",
            "",
            "unread",
            f"未完全检查 not fully inspected: {reasons}",
            "",
            sighting.who,
            PLACES[sighting.place.kind].zh,
        ]
        self._table.writerow([safe(cell) for cell in [*row, "", shown_path(sighting.path)]])

    def volume(self, sighting: Sighting, document: Document) -> None:
        """Nothing: it was inspected with its first volume, which has the row."""

    def store(self, found: Sum) -> None:
        """A row for an application's store."""
        reasons = " ".join(sorted(reason.value for reason in found.reasons))
        said = f"{found.store.name}，未检查 not inspected: {found.files} 个文件 files, {found.bytes} B, {reasons}"
        row = ["", "", "", "", "unread", said, "", "", "", "", shown_path(found.store.folder)]
        self._table.writerow([safe(cell) for cell in row])

    def finish(self, summary: Summary | None) -> None:
        """Nothing to add: the rows are the report."""

    def _cells(self, i: Incident) -> list[str]:
        sighting, tally, verdict = i.sighting, i.tally, i.verdict
        kinds = "、".join(f"{self._about.entity(e).zh} {c.hits}" for e, c in tally.entities.items())
        place = f"{PLACES[sighting.place.kind].zh} {sighting.place.name}".strip()
        return [
            *(
                i.id,
                sighting.seen.isoformat(timespec="seconds"),
                LEVELS[verdict.level].zh,
                verdict.clause,
                verdict.rule,
                verdict.title.zh,
            ),
            *(
                i.department,
                sighting.who,
                place,
                ACTS[sighting.act].zh,
                shown_path(sighting.path),
                str(tally.persons),
                str(tally.grade),
            ),
            *(kinds, " ".join(r.address for r in sighting.to), " ".join(i.notify), verdict.advice.zh),
            STAGES[verdict.stage].zh,
        ]


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
