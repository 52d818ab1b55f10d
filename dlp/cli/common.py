"""What several commands share: loading, opening outputs, counting a run."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from dlp import machine
from dlp.cli import CLEAN, FOUND, INCOMPLETE
from dlp.edition import edition
from dlp.errors import ConfigError
from dlp.model import Incident, Inspection, PlaceKind, Status, Summary, Tally, Text
from dlp.policy import Policy
from dlp.settings import Flat, Settings, load
from dlp.stores import Sums
from reports import FORMATS, About, Writer, open_writer

if TYPE_CHECKING:
    from dlp.counting.spill import Scratch
    from dlp.engine import Engine
    from dlp.ledger import Ledger
    from dlp.pipeline import Pipeline

REPORT_FORMATS = tuple(FORMATS)
PLACES = tuple(kind.value for kind in PlaceKind)


def settings_of(flags: Flat | None = None) -> Settings:
    """The settings with a command's flags on top. Raises ConfigError."""
    return load(flags).settings


def engine_of(settings: Settings) -> Engine:
    """Detection without a policy, but with the company's own entities. Raises RuleError."""
    from dlp.engine import Engine
    from dlp.policy import declared

    chosen = settings.detection
    return Engine(
        names=chosen.names,
        model=chosen.model,
        threshold=chosen.threshold,
        declared=declared(settings),
        kept=settings.state_folder / "cache",
    )


def about(policy: Policy, scope: Iterable[str] = (), *, colour: bool = False) -> About:
    """What reports need to know of the policy and the run."""
    import detectors

    return About(
        policy.company.name,
        datetime.now(UTC).astimezone(),
        tuple(scope),
        policy.version,
        policy.rulebook.clauses,
        {d.entity: d.title for d in (*detectors.load(), *policy.entities)},
        policy.grades.titles,
        colour,
    )


@contextmanager
def output(file: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is complete. Raises ConfigError."""
    if file is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open(draft, "w", encoding="utf-8", newline="", opener=_private) as out:
            yield out
        draft.replace(file)
    except OSError as error:
        raise ConfigError(
            Text("无法写入输出文件", f"cannot write the output file ({error.strerror})"), file=file
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    """Reports name people: only their owner may read them."""
    return os.open(path, flags, 0o600)


class Run:
    """The sinks of a run: ledger first, then state, then the report; and the sum of it all."""

    def __init__(self, settings: Settings, policy: Policy, scratch: Scratch, writer: Writer) -> None:
        from dlp.counting.crowd import Crowd
        from dlp.leaks import Leaks
        from dlp.state import State

        self.summary = Summary()
        self._writer = writer
        self._stores = Sums()
        self._ledger = ledger_of(settings)
        self.state = State(settings.state_folder, policy.version, edition(settings))
        self._leaks = Leaks(settings.state_folder, settings.leaks.days)
        self._people = Crowd(scratch)
        self._began = time.monotonic()
        self._incomplete = False
        self._findings = False

    def __call__(self, inspection: Inspection) -> None:
        """Take one inspection: durable record first, then tell."""
        self._ledger.record((*inspection.incidents, *inspection.suppressed))
        self.state.record(inspection)
        self._leaks.record(inspection)
        self._count(inspection)
        for incident in inspection.incidents:
            self._writer.incident(incident)
        self._tell(inspection)
        for entity, times in inspection.failures.items():
            click.echo(f"警告 warning: {entity} 出错 failed × {times}: {inspection.sighting.path}", err=True)

    def _tell(self, inspection: Inspection) -> None:
        """What was not inspected, or not here; of an application's store only its sum, at the end."""
        document = inspection.document
        if document.volume_of:
            self._writer.volume(inspection.sighting, document)
        elif inspection.store and not inspection.accepted:
            self._stores.add(inspection.store, document)
        elif document.unread and not inspection.accepted:
            self._writer.unread(inspection.sighting, document)

    def flush(self) -> None:
        """Put on record what was inspected. Raises StateError."""
        self.state.flush()

    def finish(self, left_out: int = 0) -> int:
        """Close the report; the exit code of the run."""
        self.state.flush()
        self.summary.excluded += left_out
        self.summary.stores = len(self._stores.by_store)
        for each in self._stores.by_store.values():
            self._writer.store(each)
        self.summary.persons = self._persons()
        self.summary.seconds = time.monotonic() - self._began
        self._writer.finish(self.summary)
        return FOUND if self._findings else INCOMPLETE if self._incomplete else CLEAN

    def _count(self, inspection: Inspection) -> None:
        document, sums = inspection.document, self.summary
        sums.files += 1
        sums.bytes += document.size
        status = Status.READ if inspection.accepted else document.status
        sums.read += status is Status.READ
        sums.partial += status is Status.PARTIAL
        sums.unread += status is Status.UNREAD
        sums.excluded += status is Status.EXCLUDED
        sums.volumes += status is Status.VOLUME
        sums.incidents += len(inspection.incidents)
        sums.suppressed += len(inspection.suppressed)
        self._meet(inspection.tally)
        self._incomplete = self._incomplete or not inspection.complete
        self._findings = self._findings or any(map(_is_finding, inspection.incidents))

    def _meet(self, tally: Tally) -> None:
        """Remember the customers of a document. Raises SpillError: a count with a gap is no count."""
        from dlp.counting.crowd import Crowd

        if isinstance(tally.subjects, Crowd) and not tally.own_document:
            self._people.absorb(tally.subjects)
        elif tally.subjects:
            tally.subjects.clear()

    def _persons(self) -> int:
        from dlp.counting.headcount import headcount

        return headcount(self._people)


def _is_finding(incident: Incident) -> bool:
    """Whether an incident says more than that something was not inspected."""
    return "unread" not in incident.verdict.why


def account() -> str:
    """Who is logged in here; empty where that cannot be told."""
    return machine.account()


def ledger_of(settings: Settings) -> Ledger:
    """The ledger that the settings name. Raises StateError, ConfigError."""
    from dlp.ledger import Algorithm, Ledger

    return Ledger(settings.state_folder, Algorithm(settings.ledger.algorithm))


def recorded(settings: Settings, inspections: Iterable[Inspection], form: str) -> int:
    """Put the incidents of inspections on record and tell of them; the exit code. Raises StateError."""
    from dlp.record import incident_data

    ledger, found = ledger_of(settings), [i for each in inspections for i in each.incidents]
    ledger.record(found)
    for incident in found:
        verdict = incident.verdict
        line = f"{verdict.level.value}\t{verdict.rule}\t{verdict.title}\t→ {verdict.advice}"
        click.echo(json.dumps(incident_data(incident), ensure_ascii=False) if form == "jsonl" else line)
    return FOUND if found else CLEAN


@contextmanager
def running(
    settings: Settings, policy: Policy, form: str, file: Path | None, scope: Iterable[str]
) -> Iterator[tuple[Pipeline, Run]]:
    """A pipeline and the sinks of a run, with the report opened and closed around them."""
    from dlp.pipeline import Pipeline

    with (
        Pipeline(settings, policy) as pipeline,
        recording(settings, policy, pipeline.scratch, form, file, scope) as run,
    ):
        pipeline.directions.state = run.state
        yield pipeline, run


@contextmanager
def recording(
    settings: Settings, policy: Policy, scratch: Scratch, form: str, file: Path | None, scope: Iterable[str]
) -> Iterator[Run]:
    """The sinks of a run, with the report opened and closed around them."""
    with output(file) as out:
        writer = open_writer(form, out, about(policy, scope, colour=file is None and out.isatty()))
        run = Run(settings, policy, scratch, writer)
        try:
            yield run
        finally:
            run.state.flush()


format_option = click.option(
    "--format",
    "form",
    type=click.Choice(REPORT_FORMATS),
    default="text",
    show_default=True,
    help="报告形式 / form of the report",
)
output_option = click.option(
    "-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="写入文件 / write to a file"
)
lines_option = click.option(
    "--format", "form", type=click.Choice(("text", "jsonl")), default="text", show_default=True, help="形式 / form"
)
record_option = click.option("--record", is_flag=True, help="记录违规事件 / record incidents")
place_option = click.option(
    "--place", type=click.Choice(PLACES), help="把所有路径当作这种位置 / take every path for this kind of place"
)
no_names_option = click.option(
    "--no-names", is_flag=True, help="不识别姓名和地址 / do not look for names and addresses"
)


ocr_option = click.option(
    "--ocr", is_flag=True, help="识别图片和扫描页里的文字，较慢 / read the text of pictures and scanned pages; slow"
)


def ocr_flag(ocr: bool) -> Flat:
    """The setting that --ocr stands for."""
    return {"ocr": True} if ocr else {}


def names_flag(no_names: bool) -> Flat:
    """The setting that --no-names stands for."""
    return {"detection.names": False} if no_names else {}
