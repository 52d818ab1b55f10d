"""Every example that stands in a detector comes out as written; every detector has both kinds."""

import pytest

import detectors
from detectors.base import no, yes
from dlp.engine.examples import check, failing

ALL = [(detector, example) for detector in detectors.load() for example in detector.examples]


@pytest.mark.parametrize(
    ("detector", "example"), ALL, ids=lambda value: getattr(value, "entity", None) or value.text[:30]
)
def test_example(engine, detector, example):
    assert check(engine, detector, example) is None


@pytest.mark.parametrize("detector", detectors.load(), ids=lambda d: d.entity)
def test_a_detector_has_examples_of_both_kinds_and_a_source(detector):
    assert sum(bool(e.values) for e in detector.examples) >= 3
    assert sum(not e.values for e in detector.examples) >= 3
    assert detector.source
    assert detector.title.zh != detector.title.en


def test_a_failing_example_is_told(engine):
    detector = detectors.by_entity()["CN_MOBILE"]
    assert "not nothing (made up)" in check(engine, detector, no("手机13900139001", why="made up"))
    assert "gives []" in check(engine, detector, yes("没有", "13900139001"))
    assert list(failing()) == []


def test_no_needs_a_reason_and_yes_a_value():
    with pytest.raises(TypeError):
        no("x")
    with pytest.raises(ValueError, match="names the values"):
        yes("x")
