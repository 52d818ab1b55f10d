"""A progress bar on a terminal, silence in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar


class HasPath(Protocol):
    """Anything that stands at a path."""

    @property
    def path(self) -> Path:
        """Where it stands."""


Item = TypeVar("Item", bound=HasPath)


def shown(items: Iterable[Item], *, quiet: bool) -> Iterator[Item]:
    """The same items, with a bar on standard error while they are worked on.

    quiet: the report itself goes to the terminal, so that a bar would run through it.
    """
    if quiet or not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    everything = list(items)
    columns = (
        TextColumn("检查 scan"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("scan", total=len(everything), name="")
        for item in everything:
            progress.update(task, name=item.path.name[-40:])
            yield item
            progress.advance(task)
