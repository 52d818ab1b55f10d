"""The month of the false-alarm budget: the same bytes every time, nobody's data, honest sums."""

import dataclasses
import json
from collections import Counter
from datetime import date
from random import Random

import pytest

from bench import page
from bench.__main__ import main
from bench.month import command, measure, plan, show
from bench.month.company import SHIPPED, directory, staff
from bench.month.kinds import KINDS, Desk
from bench.month.measure import Alarm, Month
from bench.tables import markdown
from dlp.directory import load_people


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def desk(seed, number=0):
    people = staff(20, 1)
    return Desk(Random(f"desk {seed}"), people[number], date(2026, 9, 1), people)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    made = [plan.write(tmp_path / name, 4, 2, seed) for name, seed in (("a", 7), ("b", 7), ("c", 8))]
    assert made[0] == made[1] != made[2]
    assert contents(tmp_path / "a") == contents(tmp_path / "b") != contents(tmp_path / "c")
    assert {m.path for m in made[0]} < contents(tmp_path / "a").keys()


def test_more_workstations_leave_the_days_of_the_others_as_they_are():
    few, many = staff(10, 3), staff(30, 3)
    assert many[:10] == few


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title.en)
def test_a_kind_is_not_one_file_many_times(kind):
    made = [kind.make(desk(seed, seed)) for seed in range(4)]
    assert made == [kind.make(desk(seed, seed)) for seed in range(4)]
    assert len(set(made)) == 4
    assert all(made)


def test_kinds_have_names_of_their_own():
    assert len({kind.title.en for kind in KINDS}) == len(KINDS) == len(plan.by_title())
    assert len(KINDS) > 60
    assert {kind.suffix for kind in KINDS} >= set(
        "xlsx docx pdf csv txt md html eml log json yml zip py java sql js".split()
    )


def test_the_directory_is_the_shipped_one_and_more(tmp_path):
    people = staff(12, 5)
    (tmp_path / "people.csv").write_text(directory(people), encoding="utf-8")
    listed = load_people(tmp_path / "people.csv")
    shipped = [e for e in load_people(SHIPPED) if e.left is None]
    assert [(e.account, e.name) for e in listed[: len(shipped)]] == [(e.account, e.name) for e in shipped]
    assert len({e.mobile for e in listed}) == len({e.name for e in listed}) == 12


def test_a_month_is_of_working_days():
    days = plan.working_days(22)
    assert len(days) == 22
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}


@pytest.fixture
def month():
    wrong = Alarm(
        "home/a/Documents/x.xlsx", "price list", argued=False, rules=("r1", "r2"), persons=1, findings=("CN_MOBILE 1",)
    )
    right = dataclasses.replace(
        wrong, kind="supplier's business card in a quoted signature", argued=True, rules=("r1",)
    )
    again = dataclasses.replace(wrong, path="home/b/Documents/y.xlsx")
    kinds = {"price list": 9, right.kind: 4}
    return Month(100, 2, 1, files=13, bytes=1 << 20, seconds=1.3, alarms=[wrong, again, right], kinds=kinds)


def test_rates_are_for_a_hundred_employees_and_a_day(month):
    assert month.rates(argued=False) == {"r1": 1.0, "r2": 1.0}
    assert month.rates(argued=True) == {"r1": 0.5}
    assert month.wrong == 2.0
    half = dataclasses.replace(month, workstations=50, days=1)
    assert half.wrong == 8.0


def test_alarms_that_are_alike_are_shown_once(month):
    assert [(alarm.path, times) for alarm, times in show.distinct(month)] == [("home/a/Documents/x.xlsx", 2)]
    assert "× 2  price list" in show.lines(month)[0]
    page = "\n".join(map(markdown, show.tables(month)))
    assert "2.00 (≤ 1)" in page
    assert "**NO**" in page
    assert "1 / 4" in page


def test_a_small_month_through_the_real_pipeline(tmp_path, capsys):
    asked = ["month", "--workstations", "12", "--days", "1", "--folder", str(tmp_path / "m"), "--check"]
    assert main([*asked, "--json", str(tmp_path / "month.json")]) == 0
    told = json.loads((tmp_path / "month.json").read_text(encoding="utf-8"))
    assert told["files"] == sum(told["kinds"].values()) == len(json.loads((tmp_path / "m" / "month.json").read_text()))
    assert told["unread"] == []
    assert [alarm for alarm in told["alarms"] if not alarm["argued"]] == []
    assert "False-alarm budget" in capsys.readouterr().out


def test_over_the_budget_exits_1_and_shows_masks_only(tmp_path, capsys, monkeypatch):
    files = plan.write(tmp_path / "m", 1, 1, 1)
    value = "440308199901101512"
    (tmp_path / "m" / files[0].path).unlink()
    leak = dataclasses.replace(files[0], path="home/wangfang/Nutstore/名单.txt", kind="price list")
    (tmp_path / "m" / leak.path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "m" / leak.path).write_text(f"身份证号{value}", encoding="utf-8")
    monkeypatch.setattr(plan, "write", lambda *_: [leak])
    out = tmp_path / "month.json"
    assert (
        main(
            [
                "month",
                "--workstations",
                "1",
                "--days",
                "1",
                "--folder",
                str(tmp_path / "m"),
                "--check",
                "--json",
                str(out),
            ]
        )
        == 1
    )
    captured = capsys.readouterr()
    assert "4.2.2-personal-storage" in captured.out
    assert value not in captured.out + captured.err + out.read_text(encoding="utf-8")
    assert Counter(a["kind"] for a in json.loads(out.read_text())["alarms"]) == {"price list": 1}
    assert measure.BUDGET == 1


def test_the_page_keeps_what_a_person_wrote(month, tmp_path):
    file = tmp_path / "page.md"
    file.write_text("\n".join(["前言", *command.MARKS, "后记", ""]), encoding="utf-8")
    for _ in range(2):
        page.between(file, command.MARKS, [markdown(table) for table in show.tables(month)])
    text = file.read_text(encoding="utf-8")
    assert (text.startswith("前言\n"), text.endswith("\n后记\n")) == (True, True)
    assert text.count("False-alarm budget") == 1
    shipped = command._PAGE.read_text(encoding="utf-8")
    assert [shipped.count(mark) for mark in command.MARKS] == [1, 1]


def test_nonsense_is_refused():
    with pytest.raises(SystemExit):
        main(["month", "--days", "0"])
