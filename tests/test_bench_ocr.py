"""The bench of text recognition makes pictures of nobody and counts rightly what comes out of them."""

import pytest

from bench import values
from bench.ocr import command
from bench.ocr.pictures import PAGES, fonts, samples
from dlp.readers import ocr
from tests.conftest import need


@pytest.fixture(autouse=True)
def able():
    need(ocr.installed(), "the extra [ocr]")
    need(bool(fonts()), "a Chinese font (fonts-wqy-zenhei)")


def test_the_same_seed_gives_the_same_people_and_their_numbers_are_right():
    first, again = (list(samples(7, cards=3, pages=0)) for _ in range(2))
    assert [sample.people for sample in first] == [sample.people for sample in again]
    assert all(values.is_resident_id(person.number) for sample in first for person in sample.people)
    assert all(sample.jpeg.startswith(b"\xff\xd8\xff") for sample in first)


def test_a_page_shows_forty_people():
    (page,) = samples(7, cards=0, pages=1)
    assert (page.kind, len(page.people), page.spoilt) == ("page", 40, PAGES[0])


def test_what_is_missing_counts_as_missing():
    (sample,) = samples(7, cards=1, pages=0)
    one, person = command.Sum(), sample.people[0]
    assert command._compare(sample, f"姓名{person.name}", {("PERSON", person.name)}, one) == 1
    assert (one.share("number"), one.share("name"), one.share("PERSON")) == (0.0, 1.0, 1.0)


def test_the_command_finds_the_numbers_of_cards(capsys):
    assert command.main(["--cards", "2", "--pages", "0"]) == 0
    assert "100.00% (2/2)" in capsys.readouterr().out
