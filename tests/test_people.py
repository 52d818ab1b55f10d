"""The directories of people and partners: who somebody is, and what is on file of him."""

from datetime import UTC, date, datetime

import pytest

from dlp.directory import COLUMNS, load_partners, load_people
from dlp.errors import RuleError
from dlp.facts import PeopleFacts
from dlp.judge import Seen, incident, judge
from dlp.model import Act, Document, Level, Place, PlaceKind, Response, Sighting, Tally, Text, Verdict
from dlp.people import Company, Employee, Partner, months_after

DAY = date(2026, 10, 1)
SIX = "account,name,department,head,mail,mobile\n"
ALL = ",".join(COLUMNS) + "\n"


def company(*staff: Employee, **more) -> Company:
    return Company(Text("甲", "A"), "安全部", "lead@a.example", ("a.example",), ("p.example",), False, staff, **more)


def employee(account="zhang", head="", **more) -> Employee:
    return Employee(account, "张三", "一部", head, f"{account}.mail@a.example", "", **more)


def seen(who: str) -> Seen:
    at = datetime(2026, 10, 1, 12, tzinfo=UTC)
    return Seen(
        Sighting("/x", Place(PlaceKind.WORKSTATION), Act.AT_REST, at, who=who), Document("t", 1, "", 1), Tally()
    )


def facts(of: Company, who="zhang") -> dict:
    return dict(PeopleFacts(of).facts(seen(who)))


@pytest.mark.parametrize(
    "who",
    ["zhang", "ZHANG", r"CORP\zhang", r"corp.local\Zhang", "zhang@a.example", "zhang@mail.a.example", "zhang@corp",
     "zhang.mail@a.example"],
)  # fmt: skip
def test_a_person_is_found_by_every_name_he_has(who):
    assert company(employee(), account_domains=("corp",)).find(who).account == "zhang"


@pytest.mark.parametrize("who", ["", "zhan", "zhang@qq.com", "zhang@nota.example", "@a.example", "CORP\\", "zhang@"])
def test_nobody_is_taken_for_a_colleague_by_half_a_name(who):
    assert company(employee()).find(who) is None


def test_an_old_directory_accuses_nobody(tmp_path):
    (tmp_path / "p.csv").write_text(SIX + "zhang,张三,一部,li,,\n", encoding="utf-8")
    assert facts(company(*load_people(tmp_path / "p.csv"))) == {
        "who_is": "staff",
        "trained": None,
        "pledged": None,
        "cleared": None,
    }


def test_an_empty_cell_says_never_and_a_day_says_since_when(tmp_path):
    rows = "a,甲,一部,,,,2026-01-31,,2026-10-02,\nb,乙,一部,,,,2025-09-30,2026/1/2,2026-10-01,2026-10-01\n"
    (tmp_path / "p.csv").write_text(ALL + rows, encoding="utf-8")
    of = company(*load_people(tmp_path / "p.csv"))
    assert facts(of, "a") == {"who_is": "staff", "trained": True, "pledged": False, "cleared": False}
    assert facts(of, "b") == {"who_is": "staff", "trained": False, "pledged": True, "cleared": True}


def test_a_leaver_is_one_after_his_last_day():
    assert facts(company(employee(left=DAY)))["who_is"] == "staff"
    assert facts(company(employee(left=date(2026, 9, 30)))) == {"who_is": "leaver"}


def test_partners_and_strangers():
    of = company(partners=(Partner("乙", "", "p.example", None, None),))
    assert facts(of, "x@mail.p.example") == {"who_is": "partner"}
    assert facts(of, "x@q.example") == facts(of, "root") == facts(of, "") == {"who_is": "unknown"}


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_end_where_the_calendar_does(day, months, after):
    assert months_after(day, months) == after


def test_how_long_training_counts_is_the_companys_choice():
    trained = employee(trained=date(2026, 3, 31))
    assert company(trained, training_months=6).trained(trained, date(2026, 9, 30))
    assert not company(trained, training_months=6).trained(trained, DAY)
    assert not company(trained).trained(trained, date(2026, 3, 30))


@pytest.mark.parametrize("head", ["", "nobody", "old"])
def test_a_head_who_is_missing_or_has_left_is_replaced_by_the_lead_department(head):
    of = company(employee(head=head), employee("old", left=date(2026, 9, 1)))
    verdict = Verdict("r", "6.1", Level.LOW, Text("", ""), Text("", ""), (Response.NOTIFY_HEAD,), {})
    assert incident(verdict, seen("zhang"), {}, of, "v").notify == ("lead@a.example",)


def test_a_head_who_is_there_is_told():
    of = company(employee(head=r"CORP\li"), employee("li"))
    both = (Response.NOTIFY_HEAD, Response.NOTIFY_LEAD)
    verdict = Verdict("r", "6.1", Level.LOW, Text("", ""), Text("", ""), both, {})
    assert incident(verdict, seen("zhang"), {}, of, "v").notify == ("li.mail@a.example", "lead@a.example")


def test_partners_and_their_agreements(tmp_path):
    rows = "甲,A,@A.example,2026-01-01,2026-10-01\n乙,B,b.example,2026-01-01,\n丙,C,c.example,,\n"
    (tmp_path / "p.csv").write_text("company,contact,mail_domain,agreement_from,agreement_until\n" + rows)
    of = company(partners=tuple(load_partners(tmp_path / "p.csv")))
    agreed = {d: of.partner_of(f"x@{d}.example").agrees(DAY) for d in "abc"}
    assert agreed == {"a": True, "b": True, "c": False}
    assert not of.partner_of("x@sub.a.example").agrees(date(2026, 10, 2))
    assert of.partner_of("x@d.example") is None


@pytest.mark.parametrize(
    ("text", "say"),
    [
        (ALL + "a,甲,一部,,,,31.1.2026,,,\n", "not a date"),
        (ALL + "a,甲,一部,,,,2026-02-30,,,\n", "not a date"),
        (ALL + "a,甲,一部,,,,2026-02-03,,,\nb,乙\n", "columns"),
        ("account,name,department,department\n", "twice"),
        ("account,name,department,traind\n", "trained"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path, text, say):
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_people(tmp_path / "people.csv")
    assert say in str(caught.value)
    assert caught.value.line > 0


def test_the_duties_of_5_1_raise(shipped):
    def raised(who, grade, persons=3):
        from dlp.judge import facts_of

        tally = Tally(persons=persons, grade=grade)
        known = facts_of(Seen(seen(who).sighting, seen(who).document, tally), [PeopleFacts(shipped.company)])
        return {v.rule for v in judge(shipped.rulebook.rules, known)[0] if v.clause in ("5.1", "4.2.4")}

    assert raised("zhaomin", 2) == {"5.1-no-pledge"}
    assert raised("zhaomin", 4) == {"5.1-no-pledge", "5.1-core-not-cleared"}
    assert raised("gaojie", 2) == {"4.2.4-leaver-holds"}
    assert raised("wangfang", 4) == raised("zhaomin", 4, persons=0) == raised("root", 4) == set()
