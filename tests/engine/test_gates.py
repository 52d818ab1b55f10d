"""Speed is kept by design: in text that holds nothing, gates seldom fire.

Whatever a gate lets through costs some microseconds, so a detector whose gate fires everywhere makes
every scan slow, however rarely it finds anything. The bounds are what was measured in these made-up
texts and half as much again. Who needs more should first look for a rarer gate.
"""

from collections.abc import Callable
from io import StringIO

import pytest

from bench.corpus import write_logs, write_prose
from dlp.engine.analyzer import Analyzer

_SIZE = 300_000
_MARGIN = 1.5
_OTHERS = 0.1
"""So often per kilobyte may the gates of any kind of data fire that is not named here."""

PROSE = {"cues": 2.96, "PERSON": 2.20, "ADDRESS": 0.53}
"""Events per kilobyte; the sentences speak of customers and departments all the time."""

LOGS = {
    "IP_ADDRESS": 7.87,
    "digits": 5.10,
    "CN_USCC": 1.69,
    "tricks": 1.45,
    "titles": 0.92,
    "ADDRESS": 0.34,
    "PHONE_NUMBER": 0.22,
}
"""The same where every line has two addresses of machines, times, sizes and long numbers."""


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.mark.parametrize(
    ("write", "usual"),
    [(lambda text: write_prose(text, _SIZE, []), PROSE), (lambda text: write_logs(text, _SIZE), LOGS)],
    ids=["prose", "logs"],
)
def test_gates_seldom_fire(analyzer: Analyzer, write: Callable[[StringIO], object], usual: dict[str, float]) -> None:
    text = StringIO()
    write(text)
    data = text.getvalue().encode()
    rates = {name: 1024 * times / len(data) for name, times in analyzer.fired(data).items()}
    assert rates.keys() >= usual.keys()
    too_often = {name: rate for name, rate in rates.items() if rate > _MARGIN * usual.get(name, _OTHERS / _MARGIN)}
    assert not too_often, too_often


def test_a_gate_that_fires_everywhere_would_be_seen(analyzer: Analyzer) -> None:
    fired = analyzer.fired(("手机13900139001，" * 8).encode())
    assert fired["digits"] == 8
    assert fired["CN_MOBILE"] == 0


def test_a_find_begins_no_farther_in_front_than_a_closer_shape_says(analyzer: Analyzer) -> None:
    for detector in (matcher.detector for matcher in analyzer.matchers.values()):
        assert set(detector.gate.closer) <= set(detector.gate.shapes)
        assert all(0 < reach <= detector.gate.reach for reach in detector.gate.closer.values())
