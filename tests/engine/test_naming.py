"""Names by the model: only beside identifiers and cues, in windows and distinct cells."""

import sys
import time

import pytest

from dlp.engine import Engine, lac
from dlp.engine.candidate import Candidate
from dlp.engine.growing import addresses
from dlp.engine.naming import Namer
from dlp.engine.surroundings import REACH, Surroundings
from dlp.model import Block, Grid, Locator

ARTICLE = (
    "李克勤和张学友昨天在红馆同台演出。王菲随后也来到现场，与刘德华合唱。记者陈晓东从香港报道，"
    "导演冯小刚表示，新片将在上海市取景，制片人李安会在下月与巩俐见面。\n"
) * 20


def found(engine, text, entity="PERSON"):
    return [h.value for h in engine.find(text) if h.entity == entity]


def table(text, part="t", delimiter="\t"):
    return Block(text, Locator(part), grid=Grid(delimiter=delimiter))


def cells(engine, rows):
    text = "\n".join("\t".join(row) for row in rows)
    return [(h.entity, h.value) for h in engine.document().hits(table(text)) if h.entity in ("PERSON", "ADDRESS")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("昨天王小明来签合同，他的手机13900139001", ["王小明"]),
        ("📱😀昨天王小明来签合同\r\n他的手机13900139001", ["王小明"]),
        ("北京市朝阳区建国路88号3号楼1201室李建国13900139002", ["李建国"]),
        ("John Smith先生的电话是13900139001", ["John Smith"]),
        ("Mr. John Smith 手机13900139001", ["John Smith"]),
        ("介绍人是欧阳雪松，卡号6228480402564890018", ["欧阳雪松"]),
        ("聯繫人：陳國強，手機13900139001", ["陳國強"]),
        ("ＡＢＣ王小明１３９００１３９００１", ["王小明"]),
    ],
)
def test_a_name_beside_an_identifier_or_a_cue(engine, text, names):
    hits = [h for h in engine.find(text) if h.entity == "PERSON"]
    assert [h.value for h in hits] == names
    assert all(text[h.start : h.end] == h.value for h in hits)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王小明\n李建国\n陈晓东\n电话：010-66012345", []),
        ("王小明、李建国、陈晓东\n电话：010-66012345", []),
        ("1. 王小明\n2. 李建国\n3. 陈晓东\n电话：010-66012345", []),
        ("陈晓东\n电话：010-66012345", ["陈晓东"]),
        ("介绍人是陈晓东、李建国，手机13900139001", ["陈晓东", "李建国"]),
    ],
)
def test_a_list_of_names_does_not_own_the_telephone_below_it(engine, text, names):
    assert found(engine, text) == names


@pytest.mark.parametrize(
    "text", ["谢谢！\n{}\n电话：021-50126184", "{} | 运维部 | 手机 13900139001", "谢谢！\n{}\r\n手机 13900139001"]
)
@pytest.mark.parametrize("name", ["蔡娟军", "罗刚超", "诸葛雪红"])
def test_a_name_alone_on_its_line_is_not_cut_short(engine, text, name):
    assert found(engine, text.format(name)) == [name]


def test_an_article_full_of_names_is_silent(engine):
    assert engine.find(ARTICLE) == []


def test_an_identifier_speaks_for_its_surroundings_only(engine):
    text = ARTICLE + "\n联系王小明，手机13900139001\n\n" + ARTICLE
    assert found(engine, text) == ["王小明"]


def test_the_people_in_a_messages_headers_are_no_find(engine):
    text = "From: 王小明 <a1@qq.com>\nTo: 李建国 <b2@163.com>"

    def persons(part):
        hits = engine.document().hits(Block(text, Locator(part, line=1)))
        return [h.value for h in hits if h.entity == "PERSON"]

    assert persons("headers") == persons("attachment:a.eml/headers") == []
    assert persons("body") == ["王小明", "李建国"]


def test_without_the_model_rules_find_what_they_found():
    engine = Engine(model=False)
    assert found(engine, "昨天王小明来签合同，他的手机13900139001") == []
    assert found(engine, "姓名：王小明") == ["王小明"]


def test_the_model_is_not_asked_where_nothing_calls_for_it(monkeypatch):
    def loaded():
        raise AssertionError

    monkeypatch.setattr(lac, "model", loaded)
    engine = Engine()
    assert engine.find(ARTICLE) == []
    assert [h.entity for h in engine.find("2024-01-01 INFO ok phone=13900139001 cost 12ms")] == ["CN_MOBILE"]
    assert found(engine, "姓名：王小明，身份证号440308199901101512，手机13900139001") == ["王小明"]


def test_rule_and_model_find_one_person_once(engine):
    text = "收件人：王小明，电话13900139001"
    hits = [h for h in engine.find(text) if h.entity == "PERSON"]
    assert [(h.value, h.start) for h in hits] == [("王小明", 4)]
    assert "model" not in hits[0].why


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "李四住在成都市武侯区天府大道北段1700号9栋2单元1503王五电话13900139001",
            "成都市武侯区天府大道北段1700号9栋2单元1503",
        ),
        ("聯繫人：陳國強，手機13900139001，地址：臺北市大安區忠孝東路四段100號5樓", "臺北市大安區忠孝東路四段100號5樓"),
        ("手机13900139001，古北路1520弄12号601室刘芳收", "古北路1520弄12号601室"),
    ],
)
def test_an_address_is_whole_and_swallows_no_name(engine, text, address):
    assert found(engine, text, "ADDRESS") == [address]


def test_a_town_alone_is_no_address(engine):
    assert found(engine, "王小明下周去上海市出差，手机13900139001", "ADDRESS") == []


def test_an_address_grows_to_the_next_barrier():
    text = "南山区科技园南路18号5栋302室王芳家园路3号"
    barrier = (text.index("王芳"), text.index("王芳") + 2)
    assert [text[slice(*a)] for a in addresses(text, [(0, 3)], [barrier])] == ["南山区科技园南路18号5栋302室"]
    road = "深圳市中山路18号"
    assert [road[slice(*a)] for a in addresses(road, [(0, 3)], [(3, 5)])] == [road]


def test_windows_do_not_overlap_and_end_with_sentences():
    text = "前" * 200 + "。王小明的号码是13900139001！" + "后" * 200
    at = text.index("1390")
    around = Surroundings.of(text, [Candidate("CN_MOBILE", at, at + 11, 0.9, ())], 0.5)
    assert [text[low:high] for low, high in around.windows(text)] == ["王小明的号码是13900139001"]
    far = "前" * 300 + "13900139001" + "后" * 300
    around = Surroundings.of(far, [Candidate("CN_MOBILE", 300, 311, 0.9, ())], 0.5)
    assert around.windows(far) == [(300 - REACH, 311 + REACH)]


GOODS = ["红木沙发", "真皮座椅", "智能门锁", "落地台灯", "实木餐桌", "洗碗机器", "空气净化", "平板电视"]
NAMES = ["王小明", "李建国", "张丽华", "陈晓东", "刘芳", "赵敏", "孙丽华", "周志强"]


def test_an_untyped_column_of_names_beside_numbers(engine):
    rows = [["某列", "手机"], *([n, f"1390013900{i}"] for i, n in enumerate(NAMES))]
    assert {value for entity, value in cells(engine, rows) if entity == "PERSON"} == set(NAMES)


def test_an_untyped_column_of_goods_is_silent(engine):
    assert cells(engine, [["货品", "手机"], *([g, f"1390013900{i}"] for i, g in enumerate(GOODS))]) == []


def test_a_remark_in_a_customers_row_names_another(engine):
    rows = [["姓名", "手机", "备注"], *([n, f"1390013900{i}", "已签"] for i, n in enumerate(NAMES))]
    rows[3][2] = "由丈夫马国强先生代办"
    assert ("PERSON", "马国强") in cells(engine, rows)


def test_rows_without_an_identifier_are_not_read(engine, monkeypatch):
    monkeypatch.setattr(lac, "model", lambda: pytest.fail("read"))
    assert cells(engine, [["某列", "年份"], *([name, "1990"] for name in ("红楼梦", "三国演义", "西游记"))]) == []


def test_equal_cells_and_cells_that_differ_in_digits_are_read_once(engine, monkeypatch):
    read = []
    real = lac.model()

    class Counting:
        def texts(self, texts):
            read.extend(texts)
            return real.texts(texts)

    monkeypatch.setattr(lac, "model", Counting)
    cells(engine, [["说明", "手机"], *([f"第{i}次由专员回访", f"1390013900{i}"] for i in range(1, 9))])
    assert len(read) == len(set(read)) == 1


def test_time_grows_with_the_text():
    engine = Engine()

    def seconds(times):
        text = "昨天王小明和Mr. John Smith到上海市中山路18号签合同，手机13900139001，" * times
        begin = time.process_time()
        engine.find(text)
        return time.process_time() - begin

    seconds(10)
    assert seconds(1600) < 8 * max(seconds(400), 0.05)


def test_the_runtime_is_loaded_when_it_is_needed():
    import subprocess

    code = "import sys; from dlp.engine import Engine; Engine().find('今天开会'); print('onnxruntime' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_organisations_are_proposed_where_they_are_wanted():
    text = "请把合同寄给杭州云海网络技术有限公司，手机13900139001，王小明"
    at = text.index("1390")
    mobile = [Candidate("CN_MOBILE", at, at + 11, 0.9, ())]

    def proposed(*entities):
        namer = Namer(threshold=0.5, entities=entities)
        return [(c.entity, text[c.start : c.end]) for c in namer.in_text(text, mobile) if c.score >= 0.5]

    assert proposed("ORGANIZATION") == [("ORGANIZATION", "杭州云海网络技术有限公司")]
    assert proposed("PERSON") == [("PERSON", "王小明")]
    assert proposed() == []
