"""The one pass finds what a search for every expression in the whole text finds, with any search engine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine

import detectors
from detectors.base import THRESHOLD, Pattern
from dlp.engine.analyzer import Analyzer
from dlp.engine.matcher import Matcher
from dlp.engine.nlp import ChineseNlpEngine
from dlp.engine.recognizers import NAME_ENTITIES, registry
from dlp.text import Folded, fold

VALUES = [
    value
    for detector in detectors.load()
    if isinstance(detector, Pattern) and detector.entity not in NAME_ENTITIES
    for example in detector.examples
    for value in example.values
]
CONTEXT = sorted({w for d in detectors.load() if isinstance(d, Pattern) for w in (*d.context[:3], *d.against[:3])})
JOINS = [
    "",
    " ",
    "：",
    ": ",
    ",",
    "，",
    "\n",
    "-",
    ".",
    "/",
    "(",
    "（",
    ")",
    "_",
    "=",
    "+",
    "x",
    "a",
    "1",
    "0",
    "86",
    "号",
]
ODD = ["１", "\u200b", "\u3000", "\xa0", "—", "Ｘ", "😀", "\r\n", "//", "http://a.b/"]

pieces = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from(CONTEXT),
    st.sampled_from(JOINS),
    st.sampled_from(JOINS),
    st.sampled_from(ODD),
)
texts = st.lists(pieces, min_size=1, max_size=14).map("".join)


@pytest.fixture(scope="module")
def stock() -> AnalyzerEngine:
    return AnalyzerEngine(registry=registry(names=False), nlp_engine=ChineseNlpEngine(), supported_languages=["zh"])


@pytest.fixture(scope="module", params=["hyperscan", "re2", "re"])
def ours(request: pytest.FixtureRequest) -> Analyzer:
    return Analyzer(names=False, gates=request.param)


def found(engine: AnalyzerEngine, text: str) -> set[tuple[str, int, int, float]]:
    results = engine.analyze(text, "zh", score_threshold=THRESHOLD)
    return {(r.entity_type, r.start, r.end, round(r.score, 4)) for r in results}


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_finds_what_a_stock_engine_finds(stock: AnalyzerEngine, ours: Analyzer, text: str) -> None:
    assert found(ours, text) == found(stock, text)


@pytest.mark.parametrize("around", [("", ""), ("号码", "。"), ("\n", "\n"), ("x" * 300, ""), ("电话" * 100, "转" * 90)])
def test_every_example_wherever_it_stands(stock: AnalyzerEngine, ours: Analyzer, around: tuple[str, str]) -> None:
    for value in VALUES:
        text = value.join(around)
        assert found(ours, text) == found(stock, text), text


@pytest.mark.parametrize("detector", [d for d in detectors.load() if isinstance(d, Pattern)], ids=lambda d: d.entity)
def test_a_part_of_a_text_gives_what_begins_in_it(detector: Pattern) -> None:
    """A search that ends with the part loses nothing that a search to the end of the text would find."""
    matcher = Matcher(detector)
    text = fold("".join(f"{example.text}\n" for example in detector.examples) + "文" * 300)
    for start in range(0, len(text.text) - 300, 37):
        for stop in (start + 5, start + 60):
            whole = [m.span() for m in matcher.pattern.finditer(text.text, start) if m.start() < stop]
            found = list(matcher.find(text.text, Folded(text.text), start, stop))
            assert len(found) == len(whole)
            assert all(low <= m.start and m.end <= high for m, (low, high) in zip(found, whole, strict=True))
