"""What an approval is bound to: the files named, and the customers found in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import numpy as np

from dlp.approvals.persons import NOBODY, Persons, persons_of
from dlp.counting.crowd import Crowd
from dlp.counting.headcount import headcount
from dlp.errors import ConfigError
from dlp.facts.approvals import secret_id
from dlp.model import Inspection, Text
from dlp.pipeline import Pipeline
from dlp.policy import Policy
from dlp.settings import Settings


@dataclass(frozen=True, slots=True)
class Content:
    """Digests of files; the persons in them, how many they are, and with which key they were made."""

    files: frozenset[str]
    persons: Persons
    people: int
    secret: str


def content_of(files: Iterable[Path], settings: Settings, loaded: Policy, *, exact: bool) -> Content:
    """Look into files, judging and recording nothing. exact: the files as they are, nobody in them.

    Raises:
        ConfigError: a file could not be fully read, so nobody knows who is approved.
    """
    digests: set[str] = set()
    persons = NOBODY
    with Pipeline(settings, loaded) as pipeline:
        pipeline.sources.clear()
        crowd = Crowd(pipeline.scratch)
        for file in files:
            inspection = pipeline.inspect(pipeline.sighting(file.absolute()))
            _must_be_read(file, inspection, exact=exact)
            digests.add(inspection.document.digest)
            subjects = inspection.tally.subjects
            if not exact:
                persons = _joined(persons, persons_of(subjects))
            if isinstance(subjects, Crowd):
                crowd.absorb(subjects)
        return Content(frozenset(digests), persons, headcount(crowd), secret_id(pipeline.fingerprints))


def _joined(*sets: Persons) -> Persons:
    return Persons(reduce(np.union1d, (each.numbers for each in sets)))


def _must_be_read(file: Path, inspection: Inspection, *, exact: bool) -> None:
    if not inspection.document.digest or (not exact and not inspection.complete):
        what = Text("文件没有完全读懂，不知道批准了谁", "this file was not fully read, so nobody knows who is approved")
        fix = Text("只批准文件原样可加 --exact", "with --exact the file as it is can be approved")
        raise ConfigError(what, file=file, fix=None if exact else fix)
