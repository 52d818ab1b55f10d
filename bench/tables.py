"""Tables of a result: the same for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table as RichTable

from bench.contestants import by_name
from bench.dense import PLANTED
from bench.floors import Verdict, comparisons, verdicts
from bench.job import MB
from bench.result import Result, Row
from bench.score import Score
from dlp.model import Text

NOTHING = "–"

Cell = str | Text
"""A text in both languages, or what needs none."""

_WIDTH = 150
"""How wide tables are at least where the terminal does not say."""


@dataclass(frozen=True)
class Table:
    """Titles, cells and a remark. The first column is text, the others are figures."""

    title: Text
    head: tuple[Cell, ...]
    rows: list[tuple[Cell, ...]]
    remark: Text | None = None


def figure(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    places = 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:.{places}f}" if value else "0"


def _title(name: str) -> Text:
    return by_name(name).title


_PROGRAM = Text("程序", "contestant")


def all_tables(result: Result) -> list[Table]:
    """Every table of a page, the floors first."""
    made = [floors([*verdicts(result), *comparisons(result)])]
    made += [speed(result, corpus) for corpus in result.corpora]
    made += [scores(result), mistakes(result), silence(result), basis(result)]
    return [table for table in made if table.rows]


def floors(reached: list[Verdict]) -> Table:
    """What we demand of ourselves, and whether it is so."""
    rows: list[tuple[Cell, ...]] = [(v.floor.title, _wanted(v), _measured(v), _met(v)) for v in reached]
    head = (Text("底线", "floor"), Text("要求", "wanted"), Text("实测", "measured"), Text("达到", "met"))
    remark = Text(
        "底线对的是做同样工作的 ripgrep 和 Presidio：我们找的全部数据种类的正则。“供比较”的几行对的是只找五种数据的，"
        "工作少得多，不设底线。",
        "Floors are over ripgrep and Presidio doing the same work: the expressions of every kind of data that we look "
        'for. The lines "for comparison" are over five kinds of data, which is much less work, and have no floor.',
    )
    return Table(Text("底线", "Floors"), head, rows, remark)


def _wanted(verdict: Verdict) -> Cell:
    if verdict.floor.wanted is None:
        return NOTHING
    sign = "≤" if verdict.floor.ceiling else "≥"
    return f"{sign} {verdict.floor.wanted:g} {verdict.floor.unit}".rstrip()


def _measured(verdict: Verdict) -> str:
    if verdict.measured is None:
        return verdict.missing or "MISSING"
    said = (
        f"{figure(verdict.measured)} {verdict.floor.unit}".rstrip() if verdict.floor.unit else f"{verdict.measured:g}"
    )
    return f"{said} ({verdict.missing})" if verdict.missing else said


def _met(verdict: Verdict) -> Text:
    if verdict.floor.wanted is None:
        return Text("供比较", "for comparison, no floor")
    return Text("是", "yes") if verdict.met else Text("**否**", "**NO**")


_CORPORA = {
    "dense": Text("密集客户文本", "Dense customer text"),
    "prose": Text("干净中文", "Clean Chinese prose"),
    "logs": Text("访问日志", "Access logs"),
    "table": Text("宽客户表", "Wide customer table"),
}


def speed(result: Result, corpus: str) -> Table:
    """Rates and memory on one corpus, the fastest first, what is missing last."""
    rows = sorted((r for r in result.rows if r.corpus == corpus), key=lambda r: -r.outcome.rate if r.outcome else 1.0)
    title = Text(f"速度：{_CORPORA[corpus].zh}", f"Speed: {_CORPORA[corpus].en}")
    facts = result.corpora[corpus]
    size = float(str(facts["size"])) / MB
    said = f"{facts['about']}; {size:.1f} MB, SHA-256 {str(facts['sha256'])[:16]}…"
    if facts.get("persons"):
        told, counted = facts["persons"], _counted(rows)
        said += f"; 实有 {told} 名客户，数出 {counted} 名 / {told} customers in it, {counted} counted"
    base = result.rate("ripgrep-same", corpus)
    head = (
        _PROGRAM,
        "MB/CPU-s",
        Text("最低–最高", "range"),
        Text("× ripgrep 全部模式", "× ripgrep, same"),
        Text("内存峰值 MB", "peak MB"),
        Text("样本 MB", "slice MB"),
        Text("次数", "runs"),
        Text("说明", "note"),
    )
    return Table(title, head, [_speed_row(r, base) for r in rows], Text(said, said))


def _counted(rows: list[Row]) -> str:
    counts = [str(r.outcome.persons) for r in rows if r.outcome and r.outcome.persons is not None]
    return counts[0] if counts else "none"


def _speed_row(row: Row, base: float | None) -> tuple[Cell, ...]:
    outcome = row.outcome
    if outcome is None:
        return (_title(row.contestant), "**MISSING**", *[NOTHING] * 5, row.missing)
    rates = outcome.rates
    return (
        _title(row.contestant),
        figure(outcome.rate),
        f"{figure(min(rates))}–{figure(max(rates))}",
        figure(outcome.rate / base) if base else NOTHING,
        f"{outcome.peak:.0f}",
        figure(outcome.size / MB),
        str(len(rates)),
        outcome.note,
    )


def scores(result: Result) -> Table:
    """Precision and recall of each entity on the dense corpus."""
    rows: list[tuple[Cell, ...]] = [
        (_title(r.contestant), *(_pair(r.scores[e]) for e in PLANTED)) for r in _dense(result)
    ]
    remark = Text(
        "精确率/召回率；– 表示没有找到任何此类数据。语料与检测器出自同一批人：我们自己的数字是样本内的，别家的不是。",
        "Precision/recall; – says that nothing of the kind was found. The corpus and the detectors come from the same "
        "hands: our own figures are in-sample, the others' are not.",
    )
    return Table(Text("找得准不准", "Precision and recall"), (_PROGRAM, *PLANTED), rows, remark)


def _dense(result: Result) -> list[Row]:
    return [r for r in result.rows if r.scores and r.findings]


def _pair(score: Score) -> str:
    if score.precision is None or score.recall is None:
        return NOTHING
    return f"{_share(score.precision)}/{_share(score.recall)}"


def _share(value: float) -> str:
    """Rounded down, so that only a flawless score reads 1."""
    return "1" if value == 1 else f"{int(value * 1000) / 1000:.3f}".lstrip("0")


def mistakes(result: Result) -> Table:
    """Which hard negatives were taken for customer data."""
    rows: list[tuple[Cell, ...]] = [
        (_title(r.contestant), str(sum(r.mistaken.values())), _by_count(r.mistaken)) for r in _dense(result)
    ]
    head = (_PROGRAM, Text("个数", "count"), Text("哪些", "which"))
    remark = Text(
        "密集文本中像标识而不是标识的数字。各程序的样本大小不同，见速度表。",
        "Numbers in the dense text that only look like identifiers. Slices differ in size: see the speed table.",
    )
    return Table(Text("上当", "Hard negatives that were taken for data"), head, rows, remark)


def _by_count(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: -item[1])) or NOTHING


def silence(result: Result) -> Table:
    """What was found where nothing is."""
    rows = list(_silence_rows(result))
    head = (_PROGRAM, Text("语料", "corpus"), Text("个数", "count"), Text("每 MB", "per MB"), Text("哪些", "which"))
    return Table(Text("误报", "False findings where nobody's data is"), head, rows)


def _silence_rows(result: Result) -> Iterator[tuple[Cell, ...]]:
    for row in result.rows:
        if row.outcome and row.corpus in ("logs", "prose") and row.contestant != "hyperscan":
            count = sum(row.false.values())
            per = count / (row.outcome.size / MB)
            corpus, size = _CORPORA[row.corpus], f"{figure(row.outcome.size / MB)} MB"
            where = Text(f"{corpus.zh}，{size}", f"{corpus.en}, {size}")
            yield _title(row.contestant), where, str(count), figure(per), _by_count(row.false)


def basis(result: Result) -> Table:
    """Machine, versions, date and command."""
    rows: list[tuple[Cell, ...]] = [("date", result.date), ("command", f"`{result.command}`")]
    rows += [*result.machine.items(), *result.versions.items()]
    return Table(Text("测量环境", "Machine and versions"), (Text("项目", "item"), Text("值", "value")), rows)


def markdown(table: Table) -> str:
    """The table as Markdown, under a heading."""
    lines = [f"### {table.title.zh} / {table.title.en}", ""]
    if table.remark:
        lines += (
            [table.remark.zh, ""] if table.remark.zh == table.remark.en else [table.remark.zh, "", table.remark.en, ""]
        )
    lines.append(_cells(table.head))
    lines.append(_cells(tuple("---:" if right else "---" for right in _figures(table))))
    return "\n".join([*lines, *map(_cells, table.rows)]) + "\n"


def _figures(table: Table) -> list[bool]:
    """Which columns hold figures, and so are aligned to the right."""
    return [all(_is_figure(row[number]) for row in table.rows) for number in range(len(table.head))]


def _is_figure(cell: Cell) -> bool:
    return isinstance(cell, str) and (cell[:1].isdigit() or cell[:1] in (".", "≥", "≤", NOTHING) or "MISSING" in cell)


def _cells(cells: tuple[Cell, ...]) -> str:
    return f"| {' | '.join(_said(cell, ' / ').replace('|', '¦') for cell in cells)} |"


def _said(cell: Cell, between: str) -> str:
    """Both languages with something between them, once if they say the same."""
    if isinstance(cell, str):
        return cell
    return cell.zh if cell.zh == cell.en else f"{cell.zh}{between}{cell.en}"


def show(tables: list[Table], console: Console) -> None:
    """The tables on a terminal."""
    console.width = max(console.width, _WIDTH)
    for table in tables:
        rich = RichTable(title=f"{table.title.zh} / {table.title.en}", title_justify="left")
        for title, right in zip(table.head, _figures(table), strict=True):
            rich.add_column(_said(title, "\n"), justify="right" if right else "left", overflow="fold")
        for row in table.rows:
            rich.add_row(*(_said(cell, "\n").replace("**", "") for cell in row))
        console.print(rich)
        if table.remark:
            console.print(table.remark.en, style="dim")
