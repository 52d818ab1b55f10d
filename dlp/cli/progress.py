"""A progress bar on a terminal, silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from dlp.model import Inspection

if TYPE_CHECKING:
    from rich.progress import Progress


class HasPath(Protocol):
    """Anything that stands at a path."""

    @property
    def path(self) -> Path:
        """Where it stands."""


Item = TypeVar("Item", bound=HasPath)


def wanted(*, quiet: bool) -> bool:
    """Whether a bar is shown. quiet: the report itself goes to the terminal, so that a bar would run through it."""
    return not quiet and sys.stderr.isatty()


def shown(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, with a bar on standard error while they are worked on one by one."""
    everything = list(items)
    with _bar() as progress:
        task = progress.add_task("scan", total=len(everything), name="")
        for item in everything:
            progress.update(task, name=item.path.name[-40:])
            yield item
            progress.advance(task)


def counted(inspections: Iterable[Inspection], total: int) -> Iterator[Inspection]:
    """The same inspections, with a bar that shows how many of so many are done, and the last of them."""
    with _bar() as progress:
        task = progress.add_task("scan", total=total, name="")
        for inspection in inspections:
            progress.update(task, advance=1, name=Path(inspection.sighting.path).name[-40:])
            yield inspection


def _bar() -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("检查 scan"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
