"""A company's own entities: loaded strictly, refused where unsafe, found like any other."""

import re
import shutil
import time
from pathlib import Path

import pytest

import detectors
from dlp import policy
from dlp.engine import Engine
from dlp.engine.examples import failing
from dlp.errors import RuleError
from dlp.model import Block, Grid, Locator
from dlp.rulebook.checks import CHECKS
from dlp.rulebook.entities import load_entities
from dlp.rulebook.safe import complaint

CONTRACT = r"""
entities:
  - entity: YUNHAI_CONTRACT_NO
    title: {zh: 云海合同编号, en: Yunhai contract number}
    regex: 'YH[A-Z]{2}-20\d{2}-\d{6}'
    context: [合同编号, 合同号, contract_no]
    examples:
      found:
        - {text: "合同编号：YHXD-2026-000387", values: ["YHXD-2026-000387"]}
      refused:
        - {text: "物料 YHXD-2026-000387", why: nothing says it is a contract}
  - entity: YUNHAI_MEMBER
    title: {zh: 会员卡号, en: Member card}
    regex: 'M\d{9}'
    check: luhn
    examples:
      found:
        - {text: "持M100000009入场", values: [M100000009]}
      refused:
        - {text: M100000008, why: wrong check digit}
"""


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "entities.yml"
    path.write_text(CONTRACT, encoding="utf-8")
    return path


@pytest.fixture
def own(file):
    return load_entities(file, detectors.by_entity())


def test_entities_are_detectors_and_their_examples_run(own):
    assert [(p.entity, p.title.zh, p.declared) for p in own] == [
        ("YUNHAI_CONTRACT_NO", "云海合同编号", True),
        ("YUNHAI_MEMBER", "会员卡号", True),
    ]
    assert own[0].source == "entities.yml:3"
    assert list(failing(own)) == []


def test_a_wrong_example_is_told(tmp_path):
    path = tmp_path / "entities.yml"
    path.write_text(CONTRACT.replace("text: M100000008", "text: M100000009"), encoding="utf-8")
    (message,) = failing(load_entities(path, ()))
    assert "not nothing (wrong check digit)" in message


def test_they_take_part_in_the_engine(own):
    engine = Engine(declared=own)
    text = "合同号：YHXD-2026-000387，会员 M100000009，手机13900139001"
    assert [(h.entity, h.masked) for h in engine.find(text)] == [
        ("YUNHAI_CONTRACT_NO", "YH************87"),
        ("YUNHAI_MEMBER", "M1******09"),
        ("CN_MOBILE", "139****9001"),
    ]
    assert Engine().find("YHXD-2026-000387 M100000009") == []


def test_a_column_title_with_a_context_word_speaks_for_them(own):
    engine = Engine(declared=own)
    block = Block("姓名,合同编号\n王小明,YHXD-2026-000387\n", Locator("t"), 0, Grid(","))
    assert ("YUNHAI_CONTRACT_NO", "YHXD-2026-000387") in [(h.entity, h.value) for h in engine.document().hits(block)]


@pytest.mark.parametrize(
    ("old", "new", "say"),
    [
        ("regex:", "regx:", "regex"),
        ("    context:", "    contxt:", "context"),
        ("check: luhn", "check: luhm", "luhn"),
        ("entity: YUNHAI_MEMBER", "entity: yunhai", "entity"),
        ("entity: YUNHAI_MEMBER", "entity: CN_MOBILE", "already"),
        ("entity: YUNHAI_MEMBER", "entity: YUNHAI_CONTRACT_NO", "already"),
        (", en: Member card", "", "'en' is missing"),
        ("why: wrong check digit", "whi: x", "why"),
        (r"'M\d{9}'", r"'(M\d{1,9}){1,9}'", "nested quantifiers"),
        (r"'M\d{9}'", r"'M\d+'", "upper bound"),
        ("[合同编号,", "[号,", "two characters"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(file, old, new, say):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_entities(file, detectors.by_entity())
    assert say in str(caught.value)
    assert caught.value.line > 0
    assert caught.value.file.endswith("entities.yml")


@pytest.mark.parametrize(
    ("regex", "say"),
    [
        (r"(a{1,9}){1,9}b", "nested"),
        (r"(?:ab?){2,20}", "nested"),
        (r"(a|ab){2,20}c", "alternatives"),
        (r"\d*123", "upper bound"),
        (r"\d{3,}", "upper bound"),
        (r"(?<=x)\d{8}", "look-around"),
        (r"(\d)\1{8}", "back-references"),
        (r"^\d{8}", "anchors"),
        (r"\bA\d{8}", "anchors"),
        (r"A.{8}", "dot"),
        (r"\d{0,3}", "3 to 64"),
        (r"\d{80}", "3 to 64"),
        (r"\d{1,15}\d{1,15}\d{1,15}X", "variable length"),
        (r"(\d{8}", "not a regular expression"),
    ],
)
def test_what_can_blow_up_is_refused(regex, say):
    assert say in complaint(regex).en


@pytest.mark.parametrize("regex", [r"YH\d{8}", r"[A-Z]{2,4}-\d{6,10}", r"(?:HT|XD)\d{4}(?:-\d{4}){2}", r"客字\d{6}号?"])
def test_what_is_safe_is_taken_and_quick(regex):
    assert complaint(regex) is None
    began = time.process_time()
    re.findall(regex, "A1-" * 100_000 + "9" * 100_000)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("luhn", "79927398713", "79927398714"),
        ("mod11_2", "11010519491231002X", "110105194912310021"),
        ("mod37_36", "A12425GABC1234002M", "A12425GABC1234002N"),
        ("none", "x", None),
    ],
)
def test_checks(name, right, wrong):
    assert CHECKS[name](right)
    assert wrong is None or not CHECKS[name](wrong)


def test_a_policy_may_have_them_in_its_grades(tmp_path, file):
    from dlp.settings import Policy, Settings

    folder = tmp_path / "policy"
    shutil.copytree(policy.shipped(), folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(file, folder)
    grades = folder / "grades.yml"
    changed = grades.read_text(encoding="utf-8").replace("[CN_BANK_CARD]\n", "[CN_BANK_CARD, YUNHAI_MEMBER]\n", 1)
    grades.write_text(changed, encoding="utf-8")
    loaded = policy.load(Settings(policy=Policy(folder=str(folder))))
    assert loaded.grades.classes(["YUNHAI_MEMBER"]) == ("financial",)
    (folder / "entities.yml").unlink()
    with pytest.raises(RuleError, match="no entity 'YUNHAI_MEMBER'"):
        policy.load(Settings(policy=Policy(folder=str(folder))))
