"""A whole policy, loaded from one folder and checked: what a company can put in place of ours."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

import detectors
from detectors.base import Pattern
from dlp import channels, clocks, grades, hosts, media, people, places, rulebook, stores, suppressions
from dlp.approvals.approvers import NAME as APPROVERS
from dlp.approvals.approvers import Approvers, load_approvers
from dlp.clocks import Clocks
from dlp.datasets import NAME as DATASETS
from dlp.datasets import DataSets, load_datasets
from dlp.errors import ConfigError
from dlp.grades import Grades
from dlp.hosts import Hosts
from dlp.media import Media
from dlp.model import Document, Text
from dlp.people import Company
from dlp.places import Places
from dlp.readers import Limits, ocr
from dlp.rulebook import Rulebook
from dlp.rulebook.entities import NAME as ENTITIES
from dlp.rulebook.entities import load_entities
from dlp.schema import Strict, check, load_yaml
from dlp.settings import Settings
from dlp.stores import Stores
from dlp.suppressions import Suppressions

_MIB = 1 << 20

FILES = ("clauses.yml", "company.yml", "places.yml", "grades.yml", "no_text.yml")


class NoTextShape(Strict):
    """The file no_text.yml."""

    icon_pixels: int
    types: list[str]


@dataclass(frozen=True)
class Policy:
    """Everything a company decides. `version` changes whenever any file of it does.

    entities: the company's own, as detectors.
    """

    folder: Path
    rulebook: Rulebook
    grades: Grades
    places: Places
    company: Company
    no_text: frozenset[str]
    icon_pixels: int
    version: str
    entities: tuple[Pattern, ...] = ()
    suppressions: Suppressions = field(default_factory=Suppressions)
    hosts: Hosts = field(default_factory=Hosts)
    media: Media = field(default_factory=Media)
    datasets: DataSets = field(default_factory=DataSets)
    approvers: Approvers = field(default_factory=dict)
    stores: Stores = field(default_factory=lambda: Stores(()))
    clocks: Clocks = field(default_factory=Clocks)

    def without_textless(self, document: Document) -> Document:
        """The document with parts that carry no text (programs, fonts, icons) left out.

        If nothing else is in it, it is excluded as a whole.
        """
        unread = tuple(u for u in document.unread if u.type not in self.no_text)
        excluded = len(unread) < len(document.unread) and not unread and not document.parts
        return replace(document, unread=unread, excluded=excluded)


def shipped() -> Path:
    """The policy folder that comes with the program."""
    return Path(str(resources.files("rules")))


def load(settings: Settings) -> Policy:
    """Load and check the policy that the settings name.

    Raises:
        ConfigError: the folder or a file is missing.
        RuleError: a file is wrong; it says where.
    """
    folder = folder_of(settings)
    _check_folder(folder)
    own = declared(settings)
    partners = folder / "partners.csv"
    company = people.load_company(
        folder / "company.yml", _people_file(folder, settings), partners if partners.exists() else None
    )
    graded = grades.load(folder / "grades.yml", {*detectors.by_entity(), *(e.entity for e in own)})
    rules = rulebook.load(folder)
    listed = hosts.load(folder / hosts.NAME)
    applications = channels.load(folder / channels.NAME)
    no_text_file = load_yaml(folder / "no_text.yml")
    no_text = check(no_text_file, NoTextShape, no_text_file.data)
    return Policy(
        folder,
        rules,
        graded,
        places.load(folder / "places.yml", company.mail_domains, company.partner_domains, applications, listed),
        company,
        frozenset(no_text.types),
        no_text.icon_pixels,
        _version(folder),
        own,
        Suppressions(
            suppressions.load(folder / suppressions.NAME, (rule.id for rule in rules.rules)),
            tuple(suppressions.load_baseline(Path(file).expanduser()) for file in settings.policy.baselines),
        ),
        listed,
        media.load(folder / media.NAME),
        load_datasets(folder / DATASETS, graded.titles),
        load_approvers(folder / APPROVERS),
        stores.load(folder / "stores.yml"),
        clocks.load(folder / clocks.NAME),
    )


def folder_of(settings: Settings) -> Path:
    """The policy folder that the settings name, or the shipped one."""
    return Path(settings.policy.folder).expanduser().absolute() if settings.policy.folder else shipped()


def declared(settings: Settings) -> tuple[Pattern, ...]:
    """The company's own entities, without the rest of the policy. Raises RuleError."""
    return load_entities(folder_of(settings) / ENTITIES, detectors.by_entity())


def _people_file(folder: Path, settings: Settings) -> Path | None:
    if settings.policy.people:
        return Path(settings.policy.people).expanduser()
    shipped_list = folder / "people.csv"
    return shipped_list if shipped_list.exists() else None


def _check_folder(folder: Path) -> None:
    fix = Text(
        "用 policy.folder 指定策略目录，可复制自带的策略再修改",
        f"name a policy folder in policy.folder; copy {shipped()} to begin with",
    )
    if not folder.is_dir():
        raise ConfigError(Text("没有这个策略目录", "there is no such policy folder"), file=folder, fix=fix)
    for name in FILES:
        if not (folder / name).is_file():
            raise ConfigError(Text("策略文件缺失", "this policy file is missing"), file=folder / name, fix=fix)
    if not any((folder / "policy").glob("*.yml")):
        raise ConfigError(Text("没有任何规则", "there are no rules"), file=folder / "policy", fix=fix)


def _version(folder: Path) -> str:
    sha = hashlib.sha256()
    for file in sorted((*folder.glob("*.yml"), *folder.glob("*.csv"), *folder.glob("policy/*.yml"))):
        sha.update(file.name.encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()[:12]


def limits(settings: Settings, policy: Policy) -> Limits:
    """The readers' limits as the settings have them.

    Raises:
        ConfigError: text recognition is on, but not installed.
    """
    given = settings.limits
    if settings.ocr and not ocr.installed():
        fix = Text("安装 kedun[ocr]，或去掉 --ocr", "install kedun[ocr], or leave out --ocr")
        raise ConfigError(Text("没有安装文字识别（ocr）", "text recognition (ocr) is not installed"), fix=fix)
    return Limits(
        file_bytes=given.file_mb * _MIB,
        text_characters=given.text_mb * _MIB,
        member_bytes=given.member_mb * _MIB,
        members=given.members,
        messages=given.messages,
        depth=given.depth,
        ratio=given.ratio,
        seconds=given.seconds,
        memory_mb=given.memory_mb,
        icon_pixels=policy.icon_pixels,
        ocr=settings.ocr,
        ocr_seconds=given.ocr_seconds,
        ocr_document_seconds=given.ocr_document_seconds,
        ocr_megapixels=given.ocr_megapixels,
        ocr_memory_mb=given.ocr_memory_mb,
    )
