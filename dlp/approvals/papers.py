"""All papers on hand: the approvals in the policy's and the state's folder, and the newest list of withdrawn ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dlp.approvals.approvers import Approvers
from dlp.approvals.grant import Grant, grant_of
from dlp.approvals.revocations import Revocations, revocations_of
from dlp.approvals.signed import LONGEST, NotAPaperError, Signed, read

FOLDER = "approvals"
"""Below the policy's folder and the state's: one paper a file, *.json."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file with an approval or a list. Neither of both: it could not be read.

    trusted: an approver whose key counts signed it
    """

    file: Path
    trusted: bool
    grant: Grant | None = None
    revocations: Revocations | None = None


class Papers:
    """The papers in some folders. `refresh` looks whether any came, went or changed."""

    def __init__(self, folders: Iterable[Path], approvers: Approvers) -> None:
        self._folders, self._approvers = tuple(folders), approvers
        self._seen: dict[Path, tuple[int, int]] | None = None
        self.papers: tuple[Paper, ...] = ()

    @property
    def grants(self) -> list[Paper]:
        """The approvals among them, one file for each; a trusted one goes before an untrusted of the same id."""
        best: dict[str, Paper] = {}
        for paper in self.papers:
            if paper.grant and (paper.trusted or paper.grant.id not in best):
                best[paper.grant.id] = paper
        return list(best.values())

    def refresh(self) -> bool:
        """Read the folders again if anything in them changed; whether it did."""
        now = dict(self._files())
        if now == self._seen:
            return False
        self._seen = now
        self.papers = tuple(paper_of(file, self._approvers) for file in sorted(now))
        return True

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        for folder in self._folders:
            for file in folder.glob("*.json"):
                try:
                    state = file.stat()
                except OSError:
                    continue  # gone since the folder was listed
                yield file, (state.st_mtime_ns, state.st_size)


def paper_of(file: Path, approvers: Approvers) -> Paper:
    """A file as a paper. What is none is a paper that says nothing."""
    try:
        with file.open("rb") as source:
            signed = read(source.read(LONGEST + 1))
    except (OSError, NotAPaperError):
        return Paper(file, trusted=False)
    for make in (_as_grant, _as_list):
        try:
            return make(file, signed, approvers)
        except ValueError:
            continue
    return Paper(file, trusted=False)


def _as_grant(file: Path, signed: Signed, approvers: Approvers) -> Paper:
    grant = grant_of(signed.body)
    approver = approvers.get(signed.key)
    own_day = grant.issued.astimezone().date()
    trusted = approver is not None and approver.may_sign(own_day) and signed.holds(approver.public)
    return Paper(file, trusted, grant=grant)


def _as_list(file: Path, signed: Signed, approvers: Approvers) -> Paper:
    found = revocations_of(signed.body)
    approver = approvers.get(signed.key)
    trusted = approver is not None and signed.holds(approver.public)
    return Paper(file, trusted, revocations=found)
