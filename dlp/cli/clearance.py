"""The clearance report of somebody who leaves: what was found, what was not looked at, who signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from dlp.directory import Employee
from dlp.ledger import Entry
from dlp.model import Inspection, Place, Summary, Text, Unread
from dlp.people import Company
from dlp.policy import Policy
from dlp.record import shown_path, unread_data
from dlp.words import PLACES, REASONS
from reports.certificate import Certificate, Table

NOT_SEEN = (
    Text("手机、平板和家中的设备不在检查之内。", "Telephones, tablets and devices at home were not looked at."),
    Text("纸质资料须当面清点交还。", "Paper has to be counted and handed back in person."),
    Text(
        "只存在云端或邮件服务器上、没有同步到本机的内容不在检查之内。",
        "What is only in a cloud or on a mail server, and not synchronised to this machine, was not looked at.",
    ),
)
_SIGNERS = (
    Text("离职人员", "leaver"),
    Text("部门负责人", "head of department"),
    Text("接收人", "who takes over"),
    Text("牵头部门", "lead department"),
)


class Clearance:
    """What a look at somebody's files gives, one inspection at a time. `others`: files that are not theirs."""

    def __init__(self, person: Employee, roots: tuple[Path, ...]) -> None:
        self.person, self.roots = person, roots
        self.held: list[Inspection] = []
        self.unread: list[tuple[str, Unread]] = []
        self.left_out: tuple[Path, ...] = ()
        self.recorded: list[Entry] = []
        self.own = self.others = 0
        self._paths: set[str] = set()
        self.places: set[Place] = set()

    def take(self, inspection: Inspection) -> None:
        """Note what is in a file. Papers about themselves are theirs to keep."""
        path = shown_path(inspection.sighting.path)
        self._paths.add(path)
        self.places.add(inspection.sighting.place)
        self.unread += [(path, unread) for unread in inspection.document.unread]
        if inspection.tally.own_document:
            self.own += 1
        elif inspection.tally.persons or inspection.incidents:
            self.held.append(inspection)

    def elsewhere(self, entries: Iterable[Entry], company: Company) -> None:
        """Note incidents of theirs on record in places that were not looked at now."""
        self.recorded = [
            entry
            for entry in entries
            if company.find(entry.incident.sighting.who) is self.person
            and shown_path(entry.incident.sighting.path) not in self._paths
        ]


def certificate(clearance: Clearance, loaded: Policy, summary: Summary) -> Certificate:
    """The report."""
    made = datetime.now(UTC).astimezone()
    return Certificate(
        Text("清退证明", "Clearance report"),
        loaded.company.name,
        made,
        tuple(_facts(clearance, summary, loaded)),
        _result(clearance, summary),
        (_held(clearance), _unread(clearance), _recorded(clearance), _not_looked(clearance, loaded)),
        NOT_SEEN,
        _SIGNERS,
        tuple(_data(clearance, loaded, summary, made)),
    )


def _facts(clearance: Clearance, summary: Summary, loaded: Policy) -> Iterator[tuple[Text, str]]:
    person = clearance.person
    yield Text("人员", "person"), f"{person.name} ({person.account}) {person.department}"
    yield Text("最后工作日", "last day"), person.left.isoformat() if person.left else "未登记 not on file"
    yield Text("检查范围", "looked into"), "，".join(map(str, clearance.roots))
    yield (
        Text("文件", "files"),
        f"{summary.files} 已检查 read {summary.read} · 本人的 own papers {clearance.own} · 他人的 others' {clearance.others}",
    )
    yield Text("策略版本", "policy"), loaded.version


def _result(clearance: Clearance, summary: Summary) -> Text:
    held, unread = len(clearance.held), summary.partial + summary.unread
    if held:
        return Text(
            f"须交还或销毁 {held} 个文件，涉及客户 {summary.persons} 人；未能完全检查 {unread} 个文件。",
            f"{held} files with {summary.persons} customers must be handed back or destroyed; {unread} could not be fully read.",
        )
    if unread:
        return Text(
            f"在读到的内容里没有客户资料；但有 {unread} 个文件未能完全检查，不能据此清退。",
            f"No customer data in what was read; but {unread} files could not be fully read, so this is no clearance yet.",
        )
    return Text("在检查范围内没有客户资料。", "There is no customer data where this report looked.")


def _held(clearance: Clearance) -> Table:
    title = Text("须交还或销毁", "To be handed back or destroyed")
    columns = (
        Text("文件", "file"),
        Text("位置", "place"),
        Text("客户", "customers"),
        Text("级别", "grade"),
        Text("条款", "clauses"),
    )
    return Table(title, columns, [_held_row(each) for each in clearance.held])


def _held_row(inspection: Inspection) -> tuple[str, ...]:
    sighting, tally = inspection.sighting, inspection.tally
    clauses = " ".join(sorted({i.verdict.clause for i in inspection.incidents}))
    place = f"{PLACES[sighting.place.kind].zh} {sighting.place.name}".strip()
    return shown_path(sighting.path), place, f"{tally.persons} 人", f"{tally.grade} 级", clauses


def _unread(clearance: Clearance) -> Table:
    columns = (Text("文件", "file"), Text("部分", "part"), Text("原因", "reason"))
    rows = [(path, unread.part, str(REASONS[unread.reason])) for path, unread in clearance.unread]
    return Table(Text("未能检查", "Could not be read"), columns, rows)


def _recorded(clearance: Clearance) -> Table:
    columns = (Text("事件", "incident"), Text("文件", "file"), Text("最近", "last seen"))
    rows = [(e.incident.id, shown_path(e.incident.sighting.path), e.last_seen) for e in clearance.recorded]
    return Table(Text("以前记录过、这次没有看的", "On record before, not looked at now"), columns, rows)


def _not_looked(clearance: Clearance, loaded: Policy) -> Table:
    columns = (Text("位置", "place"), Text("说明", "remark"))
    rows = [(f"{PLACES[p.kind]} {p.name}", "没有见到文件 no file was met") for p in _unmet(clearance, loaded)]
    rows += [(str(link), "链接，未跟随 a link, not followed") for link in clearance.left_out]
    return Table(Text("没有看到的位置", "Places where nothing was looked at"), columns, rows)


def _unmet(clearance: Clearance, loaded: Policy) -> list[Place]:
    return [place for place in loaded.places.named if place not in clearance.places]


def _data(clearance: Clearance, loaded: Policy, summary: Summary, made: datetime) -> Iterator[dict[str, object]]:
    for each in clearance.held:
        yield {
            "file": shown_path(each.sighting.path),
            "place": each.sighting.place.kind.value,
            "persons": each.tally.persons,
            "grade": each.tally.grade,
            "digest": each.document.digest,
            "rules": [i.verdict.rule for i in each.incidents],
        }
    for path, unread in clearance.unread:
        yield {"unread": path, **unread_data((unread,))[0]}
    for entry in clearance.recorded:
        yield {"recorded": shown_path(entry.incident.sighting.path), "incident": entry.incident.id}
    yield {
        "clearance": {
            "account": clearance.person.account,
            "name": clearance.person.name,
            "time": made.isoformat(timespec="seconds"),
            "looked_into": [str(root) for root in clearance.roots],
            "not_met": [place.name or place.kind.value for place in _unmet(clearance, loaded)],
            "held": len(clearance.held),
            "persons": summary.persons,
            "own": clearance.own,
            "others": clearance.others,
            "not_fully_read": summary.partial + summary.unread,
            "policy": loaded.version,
        }
    }
