"""The bench of readers measures what it says: the same files for both sides, and a ratio without the start."""

from random import Random

from bench.files import bare, made
from bench.files.command import Measured
from bench.files.workers import Sped


def test_the_tree_has_as_many_of_each_kind_and_is_the_same_again(tmp_path):
    for folder in ("a", "b"):
        made.tree(tmp_path / folder, 12, seed=5)
    files = sorted(file.relative_to(tmp_path / "a") for file in (tmp_path / "a").rglob("*.*"))
    assert sorted(file.suffix for file in files) == sorted([f".{ending}" for ending in made.MAKERS] * 2)
    texts = [
        [(tmp_path / folder / file).read_bytes() for file in files if file.suffix == ".csv"] for folder in ("a", "b")
    ]
    assert texts[0] == texts[1]


def test_the_bare_libraries_find_text_in_every_kind():
    for ending, make in made.MAKERS.items():
        assert bare.read(f"x.{ending}", make(Random(1))) > 200, ending


def test_both_sides_see_the_same_text(reader, tmp_path):
    for ending in ("pdf", "csv", "docx"):
        data = made.MAKERS[ending](Random(2))
        (tmp_path / f"x.{ending}").write_bytes(data)
        ours = sum(len("".join(block.text.split())) for block in reader.open(tmp_path / f"x.{ending}").blocks())
        theirs = bare.read(f"x.{ending}", data)
        assert 0.8 * theirs <= ours <= theirs, ending


def test_a_ratio_leaves_out_what_is_needed_to_start():
    job = Measured("x", ours=5.0, start=3.0, bare=1.0, wanted=2.0)
    assert (job.ratio, job.met) == (2.0, True)


def test_two_workers_are_as_much_quicker_as_they_are_without_the_start():
    sped = Sped(one=12.0, one_start=4.0, two=9.0, two_start=5.0, busy=0.0)
    assert (sped.ratio, sped.met) == (2.0, True)
