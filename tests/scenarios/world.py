"""The world in which scenarios happen: the made-up company with customers on file, approvals, registered and destroyed papers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dlp import policy
from dlp.approvals.keys import load_key
from dlp.cli import run
from dlp.judge import Seen
from dlp.pipeline import Pipeline
from dlp.rulebook import Value
from dlp.settings import load
from tests.scenarios.making import made

KNOWN = range(60)
"""Customers who are on the company's list; everybody else is a stranger."""

APPROVED = range(5)
"""Customers whose data may go to the law firm that acts for the company."""

CONFIDENTIAL = "".join(
    f"第{n}条 本年度区域定价以内部成本加成{n * 3 % 17}个点为底线，渠道返点不高于{n * 7 % 13}个点，遇竞品降价时由区域经理在{n % 9}日内报批。"
    for n in range(1, 61)
)
DESTROYED = "这份盘点底稿已经按规定销毁，编号 2024-017，共三页。"


@dataclass
class Told:
    """What the machine, or another program, would say of a sighting: a source like any other."""

    facts_: Mapping[str, Value]

    def facts(self, seen: Seen) -> Mapping[str, Value]:
        """The same for every sighting."""
        del seen
        return {n: frozenset(v) if isinstance(v, list) else v for n, v in self.facts_.items()}


@contextmanager
def world(root: Path) -> Iterator[Pipeline]:
    """A pipeline of that company; everything of it lies below a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLP_STATE", str(root / "state"))
        patch.setenv("DLP_DETECTION_NAMES", "false")
        patch.setenv("DLP_POLICY_FOLDER", str(_policy(root)))
        _customers(root, patch)
        _papers(root, patch)
        settings = load().settings
        with Pipeline(settings, policy.load(settings)) as pipeline:
            yield pipeline


def _policy(root: Path) -> Path:
    folder = root / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    _must(run(["approve", "keygen", str(root / "k.pem")]))
    approver = f'approvers:\n  - name: {{zh: 甲, en: A}}\n    public_key: "{load_key(root / "k.pem").public.hex()}"\n'
    (folder / "approvers.yml").write_text(approver, encoding="utf-8")
    return folder


def _customers(root: Path, patch: pytest.MonkeyPatch) -> None:
    kinds = ["name", "mobile", "id"]
    (root / "名单.csv").write_bytes(made("名单.csv", KNOWN, kinds, ""))
    (root / "审批.csv").write_bytes(made("审批.csv", APPROVED, kinds, ""))
    _must(run(["customers", "build", str(root / "名单.csv")]))
    patch.setenv("DLP_CUSTOMERS_INDEX", str(root / "state" / "customers" / "customers.index"))
    grant = ["--to", "@lvheng-law.example", "--channel", "partner_mail", "--until", "30d", "--purpose", "委托催收"]
    paper, key = str(root / "grant.json"), str(root / "k.pem")
    _must(run(["approve", "grant", str(root / "审批.csv"), "--key", key, *grant, "--uses", "99", "-o", paper]))
    _must(run(["approve", "add", paper]))


def _papers(root: Path, patch: pytest.MonkeyPatch) -> None:
    (root / "定价.txt").write_text(CONFIDENTIAL, encoding="utf-8")
    _must(run(["documents", "register", str(root / "定价.txt"), "--label", "年度定价"]))
    patch.setenv("DLP_DOCUMENTS_INDEX", str(root / "state" / "documents" / "documents.index"))
    (root / "空").mkdir()
    gone = root / "盘点.txt"
    gone.write_text(DESTROYED + "\n", encoding="utf-8")
    digest = hashlib.sha256(gone.read_bytes()).hexdigest()
    gone.unlink()
    run(["destroyed", digest, "--in", str(root / "空")])


def _must(code: int) -> None:
    assert code == 0
