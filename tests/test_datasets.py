"""Data sets, approvers and leftovers as files: loaded strictly, and what they say."""

from datetime import date, timedelta

import pytest

from dlp.approvals import load_approvers
from dlp.datasets import Retention, load_datasets
from dlp.errors import RuleError
from dlp.leftovers import beside, load_leftovers

DAY = date(2026, 10, 1)
GOOD = """datasets:
  - id: retail
    title: {zh: 甲, en: A}
    where: ["客户资料/零售/", "/srv/retail/**"]
    legal_basis: {basis: consent, reference: TY-1}
    retention: [{class: identity, days: 30}, {until: "2026-12-31"}]
    readers: {departments: [一部]}
    purposes: [service]
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "datasets.yml"


def load(file, text=GOOD):
    file.write_text(text, encoding="utf-8")
    return load_datasets(file, ("identity", "contact"))


def test_a_file_belongs_to_a_data_set_by_where_it_lies(file):
    sets = load(file)
    for path, belongs in (
        ("/mnt/客户资料/零售/a/b.csv", True),
        ("/srv/retail/b.csv", True),
        ("/mnt/srv/retail/b.csv", False),
        ("/mnt/客户资料/b.csv", False),
        ("/mnt/\udcff/客户资料/零售/\udcff.csv", True),
    ):
        assert bool(sets.of_path(path)) is belongs, path
    assert sets.kept
    assert not load_datasets(file.with_name("none.yml"), ()).kept


@pytest.mark.parametrize(
    ("classes", "age", "overdue"),
    [
        (("identity",), 31, True),
        (("identity",), 30, False),
        (("contact",), 31, False),
        (("identity",), None, None),
        (("contact",), None, False),
    ],
)
def test_the_earliest_period_that_applies_counts(file, classes, age, overdue):
    (each,) = load(file).sets
    since = DAY - timedelta(days=age) if age is not None else None
    assert each.is_overdue(classes, since, DAY) is overdue


def test_without_a_period_nothing_is_known(file):
    (each,) = load(file, GOOD.replace('    retention: [{class: identity, days: 30}, {until: "2026-12-31"}]\n', "")).sets
    assert each.is_overdue(("identity",), DAY, DAY) is None
    assert Retention("", timedelta(days=36_000), None).ends(date.max) is None


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ("basis: consent", "basis: consnt", "consent"),
        (", reference: TY-1", "", "reference"),
        ("days: 30", "dais: 30", "days"),
        ("days: 30", "days: 99999", "36525"),
        ("{class: identity, days: 30}", '{days: 3, until: "2026-12-31"}', "either days or until"),
        ('"2026-12-31"', '"31.12.2026"', "not a date"),
        ("class: identity", "class: identty", "identity"),
        ("id: retail", "id: unregistered", "taken"),
        ("id: retail", "id: Retail", "pattern"),
        ("where:", "were:", "where"),
        ("departments:", "department:", "departments"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(file, old, new, say):
    assert old in GOOD
    with pytest.raises(RuleError) as caught:
        load(file, GOOD.replace(old, new, 1))
    assert say in str(caught.value)
    assert caught.value.line > 0


@pytest.mark.parametrize(
    ("entry", "say"),
    [
        ('public_key: "ab"', "pattern"),
        (f'public_key: "{"0" * 64}", until: "soon"', "not a date"),
        (f'public_key: "{"0" * 64}", untill: "2026-01-01"', "until"),
        (f'public_key: "{"0" * 64}"}}\n  - {{name: {{zh: 乙, en: B}}, public_key: "{"0" * 64}"', "twice"),
    ],
)
def test_wrong_approvers_are_refused(tmp_path, entry, say):
    (tmp_path / "approvers.yml").write_text(f"approvers:\n  - {{name: {{zh: 甲, en: A}}, {entry}}}\n", encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_approvers(tmp_path / "approvers.yml")
    assert say in str(caught.value)


def test_bins_are_looked_for_in_every_folder_above(tmp_path):
    (tmp_path / "leftovers.yml").write_text(
        'leftovers:\n  - {name: {zh: 甲, en: A}, folders: [.stversions, "x/y"]}\n', encoding="utf-8"
    )
    kinds = load_leftovers(tmp_path / "leftovers.yml")
    root = tmp_path / "a" / "b"
    for folder in (root / ".stversions", tmp_path / "a" / ".stversions", tmp_path / "x" / "y"):
        folder.mkdir(parents=True)
    found = [path.relative_to(tmp_path).as_posix() for _, path in beside([root, root / "c"], kinds)]
    assert found == ["a/b/.stversions", "a/.stversions", "x/y"]
    assert load_leftovers(tmp_path / "none.yml") == ()
