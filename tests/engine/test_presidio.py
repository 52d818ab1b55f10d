"""Our registry in a stock AnalyzerEngine finds what our own engine finds."""

import pytest
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerResult

import detectors
from detectors.base import Pattern
from dlp.engine import Engine
from dlp.engine.nlp import ChineseNlpEngine
from dlp.engine.recognizers import registry

TEXTS = [example.text for d in detectors.load() for example in d.examples] + [
    "姓名：王小明，身份证号440308199901101512，手机１３９００１３９００１，卡号6228480402564890018",
    "订单号13900139001，传真010-62781234，邮箱a1@qq.com，税号91350100M000100Y43",
]


@pytest.fixture(scope="module")
def stock():
    return AnalyzerEngine(registry=registry(), nlp_engine=ChineseNlpEngine(), supported_languages=["zh"])


@pytest.mark.parametrize("text", TEXTS)
def test_a_stock_engine_gives_the_same_candidates(engine, stock, text):
    theirs = {
        (r.entity_type, r.start, r.end, round(r.score, 4)) for r in stock.analyze(text, "zh", score_threshold=0.5)
    }
    ours = {
        (r.entity_type, r.start, r.end, round(r.score, 4))
        for r in engine.analyzer.analyze(text, "zh", score_threshold=0.5)
    }
    assert ours == theirs


def test_only_our_recognizers_are_loaded(stock):
    assert {e for r in stock.registry.recognizers for e in r.supported_entities} == {d.entity for d in detectors.load()}


def test_without_names():
    engine = Engine(names=False)
    assert engine.find("姓名：王小明，住址：北京市朝阳区建国路88号") == []
    assert "PERSON" in {h.entity for h in Engine().find("姓名：王小明")}


def test_a_third_party_recognizer_can_be_added():
    class Passport(EntityRecognizer):
        def load(self):
            pass

        def analyze(self, text, entities, nlp_artifacts=None):
            at = text.find("E1234")
            return [RecognizerResult("PASSPORT", at, at + 9, 0.9)] if at >= 0 else []

    stock = AnalyzerEngine(registry=registry(), nlp_engine=ChineseNlpEngine(), supported_languages=["zh"])
    stock.registry.add_recognizer(Passport(["PASSPORT"], supported_language="zh"))
    found = {r.entity_type for r in stock.analyze("护照E12345678，手机13900139001", "zh")}
    assert {"PASSPORT", "CN_PASSPORT", "CN_MOBILE"} <= found


def test_a_check_that_raises_is_counted_and_the_rest_goes_on():
    def check(number: str) -> bool:
        if number.endswith("1"):
            raise ValueError(number)
        return True

    from dlp.engine.recognizers import PatternRecognizer

    mobile = detectors.by_entity()["CN_MOBILE"]
    values = {f: getattr(mobile, f) for f in Pattern.__dataclass_fields__}
    recognizer = PatternRecognizer(Pattern(**{**values, "check": check}))
    assert [r.start for r in recognizer.analyze("13900139001 13900139002", None)] == [12]
    assert recognizer.failures == 1
