"""Tables of a month: for the terminal, and for docs/benchmarks.md."""

from __future__ import annotations

from collections import Counter, defaultdict

from bench.month.measure import BUDGET, Alarm, Month
from bench.month.plan import by_title
from bench.tables import Cell, Table
from dlp.model import Text


def tables(month: Month) -> list[Table]:
    """The sum, incidents by rule, and what is argued to be right."""
    return [_sum(month), _rules(month), _argued(month)]


def _sum(month: Month) -> Table:
    met = Text("是", "yes") if month.wrong <= BUDGET else Text("**否**", "**NO**")
    rows: list[tuple[Cell, ...]] = [
        ("工作站 × 工作日 / workstations × working days", f"{month.workstations} × {month.days}"),
        ("种子 / seed", str(month.seed)),
        ("文件，种类 / files, kinds", f"{month.files:,}, {len(month.kinds)}"),
        ("大小 / size", f"{month.bytes / (1 << 20):.1f} MB"),
        ("没有完全读取 / not fully read", str(len(month.unread))),
        ("用时 / time", f"{month.seconds:.0f} s ({1000 * month.seconds / max(1, month.files):.0f} ms a file)"),
        ("误报事件，每百人每日 / wrong incidents, 100 employees a day", f"{month.wrong:.2f} (≤ {BUDGET:g})"),
        ("达到 / met", met),
    ]
    return Table(Text("误报预算", "False-alarm budget"), (Text("项目", "item"), Text("值", "value")), rows)


def _rules(month: Month) -> Table:
    wrong, argued = month.rates(argued=False), month.rates(argued=True)
    rows: list[tuple[Cell, ...]] = [
        (f"`{rule}`", f"{wrong.get(rule, 0):.2f}", f"{argued.get(rule, 0):.2f}") for rule in sorted({*wrong, *argued})
    ]
    head = (Text("规则", "rule"), Text("误报", "wrong"), Text("按制度应报", "right by the policy"))
    return Table(Text("每百人每日的事件", "Incidents for 100 employees a day"), head, rows)


def _argued(month: Month) -> Table:
    raised = Counter(a.kind for a in month.alarms if a.argued)
    rows: list[tuple[Cell, ...]] = [
        (k.title, f"{raised[k.title.en]} / {month.kinds.get(k.title.en, 0)}", k.argued)
        for k in by_title().values()
        if k.argued
    ]
    head = (Text("种类", "kind"), Text("事件 / 文件", "raised / files"), Text("理由", "why it is right"))
    return Table(Text("不算误报的", "What is not counted as wrong"), head, rows)


def distinct(month: Month) -> list[tuple[Alarm, int]]:
    """The wrong alarms, one of each kind of file and entities, with how many are like it."""
    alike: dict[tuple[str, str, frozenset[str]], list[Alarm]] = defaultdict(list)
    for alarm in month.alarms:
        if not alarm.argued:
            entities = frozenset(f.split(" ", 1)[0] for f in alarm.findings)
            alike[alarm.kind, alarm.path.split("/")[2], entities].append(alarm)
    return sorted(((found[0], len(found)) for found in alike.values()), key=lambda pair: -pair[1])


def lines(month: Month) -> list[str]:
    """Each distinct wrong alarm in words."""
    told = []
    for alarm, times in distinct(month):
        told.append(f"× {times}  {alarm.kind}  {alarm.path}  {', '.join(alarm.rules)}  persons {alarm.persons}")
        told += [f"      {finding}" for finding in alarm.findings]
    return told
