"""What the model is asked about: everything that could be taken, and little else."""

import pytest

from dlp.engine import Engine, lac
from dlp.engine.judging import Taken
from dlp.engine.surroundings import REACH, Surroundings
from dlp.engine.worth import is_worth_reading, may_be_longer


def worth(text, engine):
    found = engine.search(text.encode()).candidates
    around = Surroundings.of(text, found, 0.5)
    return is_worth_reading(text, Taken.of(found, 0.5).rest(text, (0, len(text))), around)


@pytest.mark.parametrize(
    "text",
    [
        "昨天王小明来签合同，他的手机13900139001",
        "昨天于澄来签合同，他的手机13900139001",
        "昨天张新生来签合同，他的手机13900139001",
        "昨天欧阳中石来签合同，他的手机13900139001",
        "昨天加西亚·马尔克斯来签合同，他的手机13900139001",
        "手机13900139001（翁领国）",
        "会后翁领国（13900139001）说",
        "Zhang Wei 会带来合同，手机13900139001",
        "请把合同寄给云海网络公司，手机13900139001",
        "手机13900139001，古北路1520弄12号601室",
        "手机13900139001，送到省城、上海市浦东新区张江镇",
        "委员开彦先生，手机13900139001",
        "联系人：小芳",
        "联系人王芳走了",
    ],
)
def test_what_could_be_taken_is_read(engine, text):
    assert worth(text, engine)


@pytest.mark.parametrize(
    "text",
    [
        "今天的会议推迟到下午，手机13900139001",
        "高清晰度的方法，应该由程序员解决，手机13900139001",
        "这家公司的银行卡6228480402564890018",
        "住址：北京市朝阳区建国路88号3栋2单元1201室，明天见",
        "联系人的电话都丢了",
        "王小明昨天来过",
        "请在30天里完成，手机13900139001",
    ],
)
def test_what_could_not_is_left_alone(engine, text):
    assert not worth(text, engine)


@pytest.mark.parametrize(
    ("text", "longer"),
    [
        ("住址：<建国路88号>，明天见", False),
        ("寄到<建国路88号>。", False),
        ("<建国路88号>3栋", True),
        ("<建国路88号>，302室", True),
        ("<建国路88号>丰树物流园", True),
        ("<建国路88号>（东门）", True),
        ("朝阳<建国路88号>", True),
        ("北京市，<建国路88号>", True),
    ],
)
def test_an_address_may_be_longer_than_it_was_found(text, longer):
    start, end = text.index("<"), text.index(">") - 1
    assert may_be_longer(text.replace("<", "").replace(">", ""), start, end) is longer


def test_the_rest_of_a_piece_keeps_its_places(engine):
    text = "姓名：王小明，手机13900139001，备注：由李建国代办"
    rest = Taken.of(engine.search(text.encode()).candidates, 0.5).rest(text, (3, len(text) - 2))
    assert (len(rest.found), len(rest.bare)) == (len(text) - 5,) * 2
    assert rest.found == "\n\n\n，手机" + "\n" * 11 + "，备注：由李建国"
    assert rest.bare == "\n\n\n，  " + "\n" * 11 + "，  ：由李建国"


def test_below_the_usual_threshold_all_windows_are_read(monkeypatch):
    text = "今天的会议推迟到下午，手机13900139001"
    read = []

    class Silent:
        def texts(self, texts):
            read.extend(texts)
            return [[] for _ in texts]

    monkeypatch.setattr(lac, "model", Silent)
    Engine().find(text)
    assert read == []
    Engine(threshold=0.3).find(text)
    assert len(read) == 1


def test_long_sentences_are_read_clause_by_clause(monkeypatch):
    clause = "会议推迟到了下午所以大家可以晚些时候再过来开会，"
    read = []
    real = lac.model()

    class Watched:
        def texts(self, texts):
            read.extend(texts)
            return real.texts(texts)

    monkeypatch.setattr(lac, "model", Watched)
    hits = Engine().find(clause + "昨天王小明来签合同，他的手机13900139001，" + clause)
    assert "王小明" in [h.value for h in hits]
    assert all(len(text) < REACH for text in read)
