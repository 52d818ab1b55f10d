"""Tables of a measure, and the files that a reader's writer should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from bench.formats.verdict import FEW, RIGHT, Row, Verdict
from bench.tables import NOTHING, Cell, Table, figure
from dlp.model import Text

_HEAD: tuple[Cell, ...] = (
    Text("格式", "format"),
    Text("文件", "files"),
    Text("读全", "read"),
    Text("部分", "partly"),
    Text("未读", "unread"),
    Text("字词在", "words there"),
    Text("说明未读", "rightly refused"),
    Text("处理正确", "right"),
    Text("误称已读", "wrongly read"),
    Text("崩溃", "crash"),
    Text("超时", "timeout"),
    Text("有参照的", "judged"),
    Text("召回", "recall"),
    Text("最慢秒", "worst s"),
    Text("内存 MB", "peak MB"),
)
_RARE = 0.002
"""Families with a smaller share of the files have one line together."""
_MOST = 40
"""Reasons that are listed at most."""
_SEVERITY = tuple(Verdict)[::-1]


def tables(rows: list[Row]) -> list[Table]:
    """By format, and why files were not read."""
    return [_by_format(rows), _reasons(rows)]


def _by_format(rows: list[Row]) -> Table:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.family].append(row)
    ordered = sorted(grouped.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    lines = [_line(family, listed) for family, listed in ordered if len(listed) >= _RARE * len(rows)]
    rare = [row for _, listed in ordered if len(listed) < _RARE * len(rows) for row in listed]
    lines += [_line(Text("其余", "others"), rare)] if rare else []
    return Table(Text("按格式", "By format"), _HEAD, [*lines, _line(Text("合计", "all"), rows)])


def _line(name: Cell, rows: list[Row]) -> tuple[Cell, ...]:
    statuses, verdicts = Counter(row.status for row in rows), Counter(row.verdict for row in rows)
    judged = [row for row in rows if row.wanted >= FEW]
    right = sum(verdicts[verdict] for verdict in RIGHT)
    counts = (len(rows), *(statuses[status] for status in ("read", "partial", "unread")))
    bad = (verdicts[Verdict.WRONG], verdicts[Verdict.CRASH], verdicts[Verdict.TIMEOUT])
    return (
        name,
        *map(str, counts),
        *(str(verdicts[verdict]) for verdict in RIGHT),
        f"{right / max(1, len(rows)):.1%}",
        *map(str, bad),
        str(len(judged)),
        f"{sum(row.recall or 0 for row in judged) / len(judged):.3f}" if judged else NOTHING,
        figure(max((row.seconds for row in rows), default=0)),
        figure(max((row.peak for row in rows), default=0)),
    )


def _reasons(rows: list[Row]) -> Table:
    counted = Counter((row.family, reason) for row in rows for reason in row.reasons)
    lines = [(family, reason, str(times)) for (family, reason), times in counted.most_common(_MOST) if times > 1]
    head = (Text("格式", "format"), Text("原因:类型", "reason:type"), Text("文件", "files"))
    return Table(Text("未读的原因", "Why not read"), head, [tuple(line) for line in lines])


def worst(rows: list[Row]) -> Iterator[str]:
    """The files that were not handled right, worst first, a line each, with words that are missing."""
    bad = [row for row in rows if row.verdict not in RIGHT]
    for row in sorted(bad, key=lambda row: (_SEVERITY.index(Verdict(row.verdict)), row.family, row.recall or 0)):
        recall = NOTHING if row.recall is None else f"{row.recall:.2f}"
        yield "\t".join(
            (
                row.verdict,
                row.family,
                row.status,
                f"{recall} of {row.wanted}",
                f"{row.seconds:.1f}s",
                row.path,
                " ".join(row.reasons[:6]) or NOTHING,
                "+".join(row.judges),
                " ".join(row.missing),
            )
        )


def basis(facts: dict[str, Any]) -> Table:
    """When, on what, with which judges."""
    taken = facts["sample"]
    rows: list[tuple[Cell, ...]] = [
        ("date", facts["date"]),
        ("kedun", facts["kedun"]),
        ("sample", f"at most {taken} of each extension" if taken else "every file"),
        *facts["machine"].items(),
        ("judges", ", ".join(f"{name} {version}" for name, version in facts["judges"].items())),
    ]
    return Table(Text("测量环境", "Machine and judges"), (Text("项目", "item"), Text("值", "value")), rows)
