"""Class and grade, and what law and standards say beside them (clause 4.1)."""

import shutil

import pytest

from dlp import policy
from dlp.clausetable import markdown
from dlp.errors import RuleError
from dlp.judge import grade_facts
from dlp.settings import Policy as PolicySettings
from dlp.settings import Settings


@pytest.fixture
def regraded(tmp_path):
    """Load the shipped policy with one change in grades.yml."""

    def load(old, new):
        folder = tmp_path / "policy"
        shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        text = (folder / "grades.yml").read_text(encoding="utf-8")
        assert old in text
        (folder / "grades.yml").write_text(text.replace(old, new), encoding="utf-8")
        return policy.load(Settings(policy=PolicySettings(folder=str(folder))))

    return load


@pytest.mark.parametrize(
    ("entities", "persons", "grade"),
    [
        ({"CN_MOBILE", "PERSON"}, 1, 2),
        ({"CN_RESIDENT_ID"}, 1, 3),
        ({"CN_RESIDENT_ID", "CN_BANK_CARD"}, 1, 4),
        ({"CARD_SECURITY"}, 1, 4),
        ({"PERSON"}, 99, 2),
        ({"PERSON"}, 100, 3),
        ({"PERSON"}, 500, 4),
        ({"CN_RESIDENT_ID"}, 0, 1),
        ({"ORGANIZATION"}, 1, 1),
        ({"PREFERENCE", "CUSTOMER_NEED", "BUSINESS_RECORD", "PERSON"}, 3, 2),
    ],
)
def test_the_highest_grade_in_a_set_wins(shipped, entities, persons, grade):
    assert shipped.grades.grade(shipped.grades.classes(entities), persons) == grade


def test_sensitive_by_law_and_confidential_by_company_are_two_things(shipped):
    def facts(*entities, persons=1):
        kinds = frozenset(entities)
        return grade_facts(shipped.grades, kinds, persons, shipped.grades.grade(shipped.grades.classes(kinds), persons))

    assert facts("CN_RESIDENT_ID") == {"sensitive": True, "confidential": True, "jrt0171": 2}
    assert facts("CN_MOBILE") == {"sensitive": False, "confidential": False, "jrt0171": 2}
    assert facts("CN_MOBILE", persons=500) == {"sensitive": False, "confidential": True, "jrt0171": 2}
    assert facts("CONFIDENTIAL_LABEL", persons=0) == {"sensitive": False, "confidential": True, "jrt0171": 0}
    assert facts("CARD_SECURITY")["jrt0171"] == 3


def test_the_standard_that_counts_is_a_switch(regraded):
    newer = regraded("  by: gbt35273", "  by: gbt45574").grades.standards
    assert not newer.is_sensitive({"CN_RESIDENT_ID"}, 1)
    assert newer.is_sensitive({"CN_BANK_CARD"}, 1)
    assert not newer.is_sensitive({"CN_BANK_CARD"}, 0)


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ("  by: gbt35273", "  by: gbt35237", "gbt35273"),
        ("    gbt45574: [", "    gbt45547: [", "gbt45574"),
        ("  C3: [CARD_SECURITY]", "  C4: [CARD_SECURITY]", "there is no level 'C4'"),
        ("  C3: [CARD_SECURITY]", "  C3: [CARD_SECURTY]", "CARD_SECURITY"),
        ("classes: [business_record]", "classes: [busines_record]", "business_record"),
        ("markings: [CONFIDENTIAL_LABEL]", "markings: [CONFIDENTIAL]", "CONFIDENTIAL_LABEL"),
    ],
)
def test_a_wrong_word_is_refused(regraded, old, new, say):
    with pytest.raises(RuleError) as error:
        regraded(old, new)
    assert say in str(error.value)
    assert error.value.line > 1


def test_thresholds_are_hints_of_one_source_once(shipped):
    advice = shipped.grades.standards.advice
    assert advice(["contact"], 2_499) == ()
    (one,) = advice(["contact"], 2_500)
    assert "2500" in one
    assert "待合规人员确认" in one
    (lowest,) = advice(["financial", "contact"], 9_999)
    assert "财产信息" in lowest


def test_a_hint_reaches_the_record_and_judges_nothing(tmp_path, capsys):
    import json

    from dlp.cli import run

    file = tmp_path / "Nutstore" / "客户.csv"
    file.parent.mkdir()
    rows = "\n".join(f"客户{n},{card(n)}" for n in range(30))
    file.write_text(f"姓名,银行卡号\n{rows}\n", encoding="utf-8")
    assert run(["scan", str(file.parent), "--no-names", "--format", "jsonl"]) == 1
    incident = json.loads(capsys.readouterr().out.splitlines()[0])
    assert "财产信息" in incident["hints"][0]
    assert incident["facts"]["sensitive"] is True


def card(number: int) -> str:
    """A made-up bank card number with the right check digit."""
    body = f"621226{number:012d}"
    digits = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body))]
    return body + str(-sum(d - 9 if d > 9 else d for d in digits) % 10)


def test_the_table_of_clauses_is_up_to_date(shipped):
    published = (policy.shipped() / "README.md").read_text(encoding="utf-8")
    assert published == markdown(shipped), "run: dlp check --table > rules/README.md"
    for rule in shipped.rulebook.rules:
        assert f"### `{rule.id}`" in published
