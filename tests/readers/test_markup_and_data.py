"""HTML, XML, JSON, SQL and program text: everything that is in them, keys as labels, escapes undone."""

import base64
import json

import pytest

from dlp.model import Reason, Status
from tests.readers import makers


def test_what_a_page_does_not_show(parts_of):
    page = (
        "<!DOCTYPE html><html><body><!-- 注释13900139001 --><p>看得见</p><template><p>模板</p></template><noscript>无脚本</noscript>"
        '<script type="application/json">{"a": "\\u738b\\u5c0f\\u660e"}</script><a href="https://x.example/?tel=139%2000139002">a</a>'
        '<i data-phone="13900139003"></i><iframe srcdoc="&lt;p&gt;框架"></iframe></body></html>'
    )
    parts, document = parts_of(page.encode())
    assert all(word in parts["html"] for word in ("看得见", "模板", "无脚本", "139 00139002", "13900139003", "框架"))
    assert parts["comments"] == "注释13900139001"
    assert "王小明" in parts["scripts"]
    assert document.status is Status.READ


def test_a_picture_inside_a_page_is_not_passed_over(parts_of):
    data = base64.b64encode(makers.png(300, 200)).decode()
    _, document = parts_of(f'<html><body>x<img src="data:image/png;base64,{data}"></body></html>'.encode())
    assert [(u.part, u.reason) for u in document.unread] == [("data:1.png", Reason.SCANNED)]


@pytest.mark.parametrize("declared", ["gb2312", "iso-8859-1", "utf-16"])
def test_a_page_that_declares_the_wrong_charset(parts_of, declared):
    page = f'<html><head><meta charset="{declared}"></head><body>客户手机号码的资料</body></html>'
    assert "客户手机号码的资料" in parts_of(page.encode())[0]["html"]


def test_xml_elements_label_their_text(parts_of):
    xml = '<?xml version="1.0" encoding="GBK"?><客户 等级="高"><姓名>王小明</姓名><备注>手机139<b>0013</b>9001</备注></客户>'
    parts, document = parts_of(xml.encode("gbk"))
    assert parts["xml"] == "客户 等级: 高\n姓名: 王小明\n备注: 手机13900139001\n"
    assert document.type == "xml"


def test_xml_with_harmless_and_with_nested_entities(parts_of):
    harmless = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY n "王小明">]><a>&n;</a>'
    assert parts_of(harmless.encode())[0]["xml"] == "a: 王小明\n"
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'
    parts, document = parts_of(bomb.encode())
    assert "&x;&x;" in parts["text"]
    assert [u.reason for u in document.unread] == [Reason.BOMB]


def test_xml_that_is_not_well_formed_is_text(parts_of):
    parts, document = parts_of(b'<?xml version="1.0"?><a><b>13900139001</a>')
    assert "13900139001" in "".join(parts.values())
    assert document.status is Status.READ


def test_large_xml_comes_in_pieces(parts_of, blocks_of):
    rows = "".join(f"<row><name>客户{n}</name></row>" for n in range(20_000))
    data = f'<?xml version="1.0"?><all>{rows}</all>'.encode()
    assert parts_of(data)[0]["xml"].splitlines() == [f"name: 客户{n}" for n in range(20_000)]
    assert len(blocks_of(data)) > 3


def test_a_list_of_flat_objects_is_a_table(blocks_of):
    rows = [{"姓名": "王小明", "手机": 13900139001}, {"姓名": "李四", "备注": None, "手机": "a\tb"}]
    for data in (json.dumps(rows), "\n".join(map(json.dumps, rows))):
        (block,) = blocks_of(data.encode())
        assert block.text == "姓名\t手机\t备注\n王小明\t13900139001\n李四\ta b\n"
        assert block.grid is not None


def test_nested_json_is_labelled_and_nothing_is_lost(parts_of):
    text = r'{"客户": {"\u59d3\u540d": "\u738b\u5c0f\u660e", "电话": ["13900139001", 2]}, "x": "1", "x": "2"}'
    parts, document = parts_of(text.encode())
    assert parts["json"].splitlines() == ["客户:", "  姓名: 王小明", "  电话: 13900139001, 2", "x: 1, 2"]
    assert (document.type, document.status) == ("json", Status.READ)


def test_json_that_does_not_parse_or_is_deep_is_text(parts_of):
    assert "13900139001" in parts_of(b'{"a": "13900139001", }')[0]["text"]
    assert parts_of(b'{"a": ' * 50_000 + b"1" + b"}" * 50_000)[1].status is Status.READ


def test_sql_rows_are_tables_under_their_columns(blocks_of):
    dump = (
        "CREATE TABLE `kehu` (\n  `id` int,\n  `姓名` varchar(20),\n  PRIMARY KEY (`id`)\n);\n"
        "INSERT INTO `kehu` VALUES (1,'王\\'小明'),(2,NULL);\n"
        "INSERT INTO t2 (name, phone) VALUES ('a;b', '13900139001');\n"
        "COPY c (name, phone) FROM stdin;\n李四\t13900139002\n\\N\tx\n\\.\nSELECT 1;\n"
    )
    blocks = {block.locator.part: block for block in blocks_of(dump.encode())}
    assert blocks["table:kehu"].text == "id\t姓名\n1\t王'小明\n2\t\n"
    assert blocks["table:t2"].text == "name\tphone\na;b\t13900139001\n"
    assert blocks["table:c"].text == "name\tphone\n李四\t13900139002\n\tx\n"
    assert blocks["table:c"].grid is not None
    assert "SELECT 1" in blocks["text"].text


def test_an_insert_over_many_chunks(parts_of):
    rows = ",".join(f"('客户{n}','139{n:08d}')" for n in range(60_000))
    parts, _ = parts_of(f"INSERT INTO t (name, phone) VALUES {rows};\n".encode())
    assert parts["table:t"].count("\n") == 60_001
    assert parts["table:t"].endswith("客户59999\t13900059999\n")


def test_sql_that_is_no_row_of_values_stays_text(parts_of):
    assert "CONCAT('139','00139001')" in parts_of(b"INSERT INTO t (a) VALUES (CONCAT('139','00139001'));")[0]["text"]


def test_escaped_characters_in_settings(parts_of):
    parts, _ = parts_of(b"# settings\nname=\\u738b\\u5c0f\\u660e\nplain=1\n", "a.properties")
    assert parts["unescaped"] == "name=王小明\n"
    assert parts["text"].startswith("# settings\nname=\\u738b")


def test_a_piece_of_html_that_is_taken_for_text(parts_of):
    assert parts_of("手机 &#x738b;&#23567;明 &#10; &#49;39".encode())[0]["unescaped"] == "手机 王小明 &#10; 139\n"


def test_a_log_that_begins_with_a_bracket_is_text(parts_of):
    assert parts_of(b"[2024-01-02 10:00:00] start\n[2024-01-02 10:00:01] stop\n")[1].type == "text"
