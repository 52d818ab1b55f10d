"""dlp leaver: clearance of somebody who leaves (clause 4.2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from dlp import policy
from dlp.cli import common, progress
from dlp.cli.clearance import Clearance, certificate
from dlp.directory import Employee
from dlp.errors import ConfigError
from dlp.model import Document, Incident, Inspection, Sighting, Summary, Text
from dlp.pipeline import Pipeline
from dlp.policy import Policy
from dlp.stores import Sum
from dlp.walk import Walk
from dlp.workers.unit import inspect
from reports import certificate as certificates


class Silent:
    """A report writer that writes nothing: the certificate is the report."""

    def incident(self, incident: Incident) -> None:
        """It is on record."""

    def unread(self, sighting: Sighting, document: Document) -> None:
        """It stands in the certificate."""

    def volume(self, sighting: Sighting, document: Document) -> None:
        """It is told with its first volume."""

    def store(self, store: Sum) -> None:
        """It stands in the certificate, file by file."""

    def finish(self, summary: Summary | None) -> None:
        """There is nothing to end."""


@click.command("leaver")
@click.argument("person")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="目录下的文件都算他的 / take every file below PATH for theirs")
@click.option("--format", "form", type=click.Choice(certificates.FORMATS), default="text", show_default=True)
@common.output_option
@common.no_names_option
@common.ocr_option
def command(
    person: str, paths: tuple[Path, ...], everything: bool, form: str, file: Path | None, no_names: bool, ocr: bool
) -> int:
    """检查离职人员名下的客户资料，出具清退证明。不写 PATH 时检查本机上他的用户目录。

    Look through what belongs to somebody and write a clearance report. Without PATH: the home
    folders on this machine. Incidents are recorded as in a scan; exit codes are those of scan.
    """
    settings = common.settings_of(common.names_flag(no_names) | common.ocr_flag(ocr))
    loaded = policy.load(settings)
    employee = _find(loaded, person)
    walk = Walk.of(_roots(loaded, employee, paths), skip=settings.state_folder)
    with common.output(file) as out, Pipeline(settings, loaded) as pipeline:
        run = common.Run(settings, loaded, pipeline.scratch, Silent())
        pipeline.directions.state = run.state
        clearance = Clearance(employee, walk.roots)
        for inspection in _inspections(pipeline, walk, clearance, everything=everything, quiet=file is None):
            run(inspection)
            clearance.take(inspection)
        clearance.left_out = tuple(walk.left_out)
        clearance.elsewhere(common.ledger_of(settings).entries(), loaded.company)
        code = run.finish(len(walk.left_out))
        certificates.write(form, certificate(clearance, loaded, run.summary), out)
    return code


def _find(loaded: Policy, person: str) -> Employee:
    """A member of staff by account, address, or a name that only one has. Raises ConfigError."""
    found = loaded.company.find(person)
    named = [found] if found else [e for e in loaded.company.staff if e.name == person]
    if len(named) == 1:
        return named[0]
    what = Text(f"人员名单里没有{person}", f"{person} is not in the directory of people")
    if named:
        what = Text(
            f"有 {len(named)} 个{person}，请写账号", f"{len(named)} people are called {person}; name the account"
        )
    raise ConfigError(what)


def _roots(loaded: Policy, employee: Employee, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise ConfigError(Text("没有这个文件或目录", "there is no such file or folder"), file=path)
    roots = paths or tuple(loaded.places.homes_of(employee.account))
    if not roots:
        what = Text("本机上没有他的用户目录", "there is no home folder of this person on this machine")
        raise ConfigError(what, fix=Text("写上要检查的目录", "name the folders to look into"))
    return roots


def _inspections(
    pipeline: Pipeline, walk: Walk, clearance: Clearance, *, everything: bool, quiet: bool
) -> Iterator[Inspection]:
    """Inspections of what is theirs; of others' files only the number is noted."""
    company = pipeline.policy.company
    for seen in progress.shown(walk) if progress.wanted(quiet=quiet) else walk:
        sighting = pipeline.sighting(seen.path)
        owner = company.find(sighting.who)
        if everything or seen.missed or owner is clearance.person:
            yield inspect(pipeline, seen, None)
        else:
            clearance.others += 1
