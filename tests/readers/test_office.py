"""Office documents: what stands beside the text, what was deleted, what is damaged, and what is inside."""

import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest

from dlp.model import Block, Reason, Status, Unread
from dlp.readers import Limits, Reader, cells, oleprops, records, scraps, sheet, sheetscan, sheetxml, vba, xmltext
from dlp.readers.source import Budget, Part, Source
from tests.readers import makers

RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(identity: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identity}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_changed_number_is_read_as_it_is_and_as_it_was(read):
    body = f"<w:p>{run('手机139001390')}<w:del><w:r><w:delText>01</w:delText></w:r></w:del><w:ins>{run('02')}</w:ins></w:p>"
    assert read(makers.docx(body))[0]["body"] == "手机13900139002\n手机13900139001\n"


def test_a_text_box_does_not_cut_the_paragraph_around_it(read):
    box = "<mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{0}</w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p>{0}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent>"
    body = f"<w:p>{run('139001')}<w:r>{box.format(run('框里'))}</w:r>{run('39001')}</w:p>"
    assert read(makers.docx(body))[0]["body"] == "13900139001\n框里\n"


def test_a_fallback_counts_where_the_choice_says_nothing(read):
    body = f"<w:p><mc:AlternateContent><mc:Choice/><mc:Fallback>{run('旧')}</mc:Fallback></mc:AlternateContent></w:p>"
    assert read(makers.docx(body))[0]["body"] == "旧\n"


def test_links_fields_alternative_texts_and_controls(read):
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "mailto:a@</w:instrText></w:r><w:r><w:instrText>qq.com"</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("写信")}<w:r><w:fldChar w:fldCharType="end"/><w:instrText>PAGE \\* MERGEFORMAT</w:instrText><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        f'<w:p><w:r><wp:docPr xmlns:wp="wp" id="1" name="Picture 1" descr="身份证照片"/></w:r><w:sdt><w:sdtPr><w:alias w:val="客户姓名"/></w:sdtPr>{run("王小明")}</w:sdt></w:p>'
    )
    rels = RELATIONS.format(
        relation("r1", "hyperlink", "mailto:%E7%8E%8B@qq.com", external=True) + relation("r2", "header", "header9.xml")
    )
    parts, document = read(makers.docx(body, **{"word/_rels/document.xml.rels": rels}))
    lines = parts["body"].splitlines()
    assert lines[:2] == ["写信", 'HYPERLINK "mailto:a@qq.com"']
    assert {"王小明", "身份证照片", "客户姓名", "mailto:王@qq.com"} <= set(lines)
    assert "PAGE" not in parts["body"]
    assert document.status is Status.READ


def test_merged_and_nested_tables_keep_their_columns(read):
    inner = makers.table(["姓名", "手机"], ["李四", "13900139002"])
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{makers.paragraph("合并")}</w:tc>'
    row = f"<w:tr>{wide}<w:tc>{makers.paragraph('右')}{inner}</w:tc></w:tr>"
    body = f"<w:tbl>{row}<w:tr>{''.join(f'<w:tc>{makers.paragraph(c)}</w:tc>' for c in 'abc')}</w:tr></w:tbl>"
    assert read(makers.docx(body))[0]["body"] == "合并\t\t右\na\tb\tc\n姓名\t手机\n李四\t13900139002\n"


def test_parts_that_nothing_refers_to_and_parts_of_odd_names(read):
    comments = '<w:comments xmlns:w="w"><w:comment w:author="张三"><w:p><w:r><w:t>批注</w:t></w:r></w:p></w:comment></w:comments>'
    data = "<root xmlns='urn:x' phone='13900139003'><名>王小明</名></root>"
    parts, _ = read(makers.docx(makers.paragraph("正文"), **{"word/x.xml": comments, "customXml/item1.xml": data}))
    assert parts["x"] == "批注\n张三\n"
    assert parts["item1"].splitlines() == ["13900139003", "王小明"]


def test_a_document_cut_short_is_read_as_far_as_it_goes(read):
    data = makers.docx("".join(makers.paragraph(f"第{n}行 手机13900139001") for n in range(4000)))
    parts, document = read(data[: len(data) * 6 // 10])
    assert parts["body"].startswith("第0行 手机13900139001\n第1行")
    assert document.type == "docx-damaged"
    assert {u.reason for u in document.unread} == {Reason.CORRUPT}
    assert document.status is Status.PARTIAL


def test_a_damaged_part_gives_its_text_and_a_reason(read):
    parts, document = read(
        makers.docx(
            makers.paragraph("一") + "<w:p></w:x>" + makers.paragraph("二"), **{"word/footer1.xml": "<w:ftr><w:p>"}
        )
    )
    assert parts["body"] == "一\n二\n"
    assert [(u.part, u.reason) for u in document.unread] == [("body", Reason.CORRUPT), ("footer1", Reason.CORRUPT)]


def slide(*shapes: str) -> str:
    return f'<p:sld xmlns:p="p" xmlns:a="a"><p:cSld>{"".join(shapes)}</p:cSld></p:sld>'


def shape(text: str, placeholder: str = "") -> str:
    return (
        f"<p:sp><p:nvSpPr>{placeholder}</p:nvSpPr><p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def pptx(**parts: str) -> bytes:
    types = '<Types><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
    ids = '<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst><p:sldId id="1" r:id="b"/><p:sldId id="2" r:id="a"/></p:sldIdLst></p:presentation>'
    rels = RELATIONS.format(
        relation("a", "slide", "slides/slide1.xml") + relation("b", "slide", "/ppt/slides/slide2.xml")
    )
    main = RELATIONS.format(relation("m", "officeDocument", "ppt/presentation.xml"))
    return makers.zipped(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": main,
            "ppt/presentation.xml": ids,
            "ppt/_rels/presentation.xml.rels": rels,
            **parts,
        }
    )


def test_slides_in_the_order_shown_with_notes_and_tables(read, reader, tmp_path):
    table = "<a:tbl>" + "".join(
        f"<a:tr>{''.join(f'<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>' for c in row)}</a:tr>"
        for row in (["姓名", "手机"], ["王小明", "13900139001"])
    )
    notes = f'<p:notes xmlns:p="p" xmlns:a="a">{shape("备注")}</p:notes>'
    master = f'<p:sldMaster xmlns:p="p" xmlns:a="a">{shape("单击此处", "<p:ph type=&quot;title&quot;/>".replace("&quot;", chr(34)))}{shape("机密")}</p:sldMaster>'
    data = pptx(
        **{
            "ppt/slides/slide1.xml": slide(shape("第二页")),
            "ppt/slides/slide2.xml": slide(shape("第一页"), table + "</a:tbl>"),
            "ppt/slides/_rels/slide2.xml.rels": RELATIONS.format(
                relation("n", "notesSlide", "../notesSlides/notesSlide1.xml")
            ),
            "ppt/notesSlides/notesSlide1.xml": notes,
            "ppt/slideMasters/slideMaster1.xml": master,
        }
    )
    parts, document = read(data)
    assert parts["slide:1"] == "第一页\n姓名\t手机\n王小明\t13900139001\n"
    assert (parts["slide:1/notesSlide1"], parts["slide:2"], parts["slideMaster1"]) == ("备注\n", "第二页\n", "机密\n")
    assert (document.type, document.status) == ("pptx", Status.READ)
    pages = {b.locator.part: b.locator.page for b in reader.open(tmp_path / "file.bin").blocks()}
    assert pages["slide:2"] == 2


def workbook(sheet: str, **parts: str) -> bytes:
    types = '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = f'<workbook xmlns="{space}" xmlns:r="{OFFICE}"><sheets><sheet name="客户" sheetId="1" state="veryHidden" r:id="r1"/></sheets><definedNames><definedName name="联系人">"王小明 13900139009"</definedName><definedName name="区">客户!$A$1:$B$2</definedName></definedNames></workbook>'
    kind = parts.pop("kind", "worksheet")
    rels = RELATIONS.format(
        relation("r1", kind, "worksheets/sheet1.xml") + relation("r2", "sharedStrings", "sharedStrings.xml")
    )
    return makers.zipped(
        {
            "[Content_Types].xml": types, "_rels/.rels": RELATIONS.format(relation("m", "officeDocument", "xl/workbook.xml")), "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": sheet.replace("<worksheet>", f'<worksheet xmlns="{space}">'), **parts,
        }
    )  # fmt: skip


ROWS = (
    '<row r="3"><c r="B3" t="inlineStr"><is><t>姓名</t></is></c><c r="D3" t="s"><v>0</v></c></row>'
    '<row r="5"><c r="B5" t="str"><v>王小明</v></c><c r="D5"><v>1.3900139001E10</v></c><c r="E5" t="b"><v>1</v></c></row>'
)
SHARED = '<sst xmlns="x" uniqueCount="1"><si><r><t>手</t></r><r><t>机</t></r><rPh><t>shouji</t></rPh></si></sst>'


@pytest.mark.parametrize("kind", ["calamine", "stream"])
def test_both_ways_to_read_a_sheet_give_the_same_cells(tmp_path, kind):
    root = "worksheet" if kind == "calamine" else "macrosheet"
    data = workbook(
        f"<{root}><sheetData>{ROWS}</sheetData></{root}>".replace("<worksheet>", "<worksheet>"),
        **{"xl/sharedStrings.xml": SHARED},
    )
    (tmp_path / "a.xlsx").write_bytes(data)
    with Reader() as reader:
        blocks = [b for b in reader.open(tmp_path / "a.xlsx").blocks() if b.grid]
    (block,) = blocks
    found = {
        (block.grid.first_row + n, block.grid.first_column + m): cell
        for n, line in enumerate(block.text.splitlines())
        for m, cell in enumerate(line.split("\t"))
        if cell
    }
    assert found == {(3, 2): "姓名", (3, 4): "手机", (5, 2): "王小明", (5, 4): "13900139001", (5, 5): "TRUE"}
    assert block.locator.sheet == "客户"


def test_what_stands_beside_cells(read):
    tail = (
        '<dataValidations><dataValidation prompt="选一个"><formula1>"张三,李四"</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="A1" display="见网页"/></hyperlinks><headerFooter><oddHeader>&amp;L&amp;"宋体,常规"&amp;10内部资料&amp;P</oddHeader></headerFooter>'
    )
    rows = '<row r="1"><c r="A1" t="str"><f>"139"&amp;"00139001"</f><v></v></c></row>'
    definition = '<pivotCacheDefinition><cacheFields><cacheField name="手机"><sharedItems><s v="13900139005"/><s v="13900139006"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    outside = '<externalLink><externalBook><sheetDataSet><sheetData><row r="1"><cell r="A1" t="str"><v>外部值</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    data = workbook(
        f"<worksheet><sheetData>{rows}</sheetData>{tail}</worksheet>",
        **{
            "xl/pivotCache/pivotCacheDefinition1.xml": definition,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": RELATIONS.format(
                relation("p", "pivotCacheRecords", "records1.xml")
            ),
            "xl/pivotCache/records1.xml": '<pivotCacheRecords><r><x v="1"/></r></pivotCacheRecords>',
            "xl/externalLinks/externalLink1.xml": outside,
            "xl/sharedStrings.xml": '<sst uniqueCount="5"><si><t>删掉的行</t></si></sst>',
        },
    )
    parts, _ = read(data)
    beside = parts["sheet:客户/beside"].splitlines()
    assert {"选一个", "张三,李四", "见网页", "内部资料", "00139001"} <= set(beside)
    assert parts["names"] == '联系人 "王小明 13900139009"\n'
    assert parts["pivot:pivotCacheDefinition1"] == "手机\n13900139006\n手机\n13900139005\n"
    assert parts["externalLink1"] == "外部值\n"
    assert parts["sharedStrings"] == "删掉的行\n"


def test_shared_strings_that_do_not_fit_are_known_to_be_missing():
    few = sheetxml.Strings(40_000)
    for n in range(10):
        few.add(f"{n}" + "长" * 4000)
    assert (few[0][:2], few[9], few.complete) == ("0长", "", False)


def test_shared_strings_that_do_not_fit_are_named(tmp_path):
    shared = (
        "<sst>"
        + "".join(f"<si><t>{n:06}{hashlib.sha256(bytes([n % 256])).hexdigest() * 40}</t></si>" for n in range(2000))
        + "</sst>"
    )
    rows = "".join(f'<row r="{n + 1}"><c r="A{n + 1}" t="s"><v>{n}</v></c></row>' for n in range(2000))
    data = workbook(f"<macrosheet><sheetData>{rows}</sheetData></macrosheet>", **{"xl/sharedStrings.xml": shared})
    source = Source(io.BytesIO(data), "a.xlsx", len(data))
    items = list(sheet.read(source, Budget(Limits(memory_mb=4))))
    assert "000000" in "".join(item.text for item in items if isinstance(item, Block))
    assert [(u.part, u.reason) for u in items if isinstance(u, Unread)] == [("sharedStrings", Reason.MEMORY)]


def test_a_sparse_sheet_does_not_fill_the_memory(read):
    rows = '<row r="1"><c r="A1" t="str"><v>左上</v></c></row><row r="1048576"><c r="XFD1048576" t="str"><v>右下</v></c></row>'
    parts, document = read(workbook(f"<worksheet><sheetData>{rows}</sheetData></worksheet>"))
    assert "左上" in parts["sheet:客户"]
    assert "右下" in parts["sheet:客户"]
    assert document.status is Status.READ


def record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def test_an_old_workbook_by_its_records(read):
    text = "批注13900139001"
    stream = record(0x0009, struct.pack("<HH", 2, 0x10)) + record(0x04, struct.pack("<HH3xB", 1, 2, 4) + b"name")
    stream += record(0x03, struct.pack("<HH3xd", 2, 2, 13900139001.0)) + record(0x0A, b"")
    parts, document = read(stream)
    assert parts == {"sheet:1": "\t\tname\n\t\t13900139001\n"}
    assert (document.type, document.status) == ("xls", Status.READ)
    box = records.Record(0x1B6, [b"\0" * 18, b"\1" + text.encode("utf-16-le")])
    assert records.Reader(box.segments[1:], 1).characters(len(text), wide=True) == text


def test_strings_that_go_on_in_the_next_record():
    segments = [struct.pack("<HB", 5, 0) + b"ab", b"\1" + "客户手".encode("utf-16-le")]
    reader = records.Reader(segments)
    assert reader.string(reader.number(2)) == "ab客户手"
    assert reader.ended


@pytest.mark.parametrize(
    ("packed", "number"), [(0x3FF00000, 1.0), (4 << 2 | 2, 4.0), (0xFFFFFFFE, -1.0), (1234 << 2 | 3, 12.34)]
)
def test_packed_numbers(packed, number):
    assert records.rk(packed) == number


def odf(kind: str, content: str, **parts: str) -> bytes:
    spaces = (
        " ".join(
            f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
            for p in ("office", "text", "table", "draw", "style", "svg")
        )
        + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    )
    body = f"<office:document-content {spaces}><office:body>{content}</office:body></office:document-content>"
    return makers.zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": body, **parts})


def test_open_document_text(read):
    content = (
        "<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>删掉</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>手机<text:s text:c="2"/>139<text:span>0013</text:span>9001<office:annotation><text:p>批注</text:p></office:annotation><text:a xlink:href="mailto:a@qq.com">信</text:a></text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>姓名</text:p></table:table-cell><table:table-cell><text:p>王</text:p><text:p>小明</text:p></table:table-cell></table:table-row></table:table></office:text>"
    )
    styles = "<office:document-styles xmlns:office='o' xmlns:text='t'><text:p>页眉</text:p></office:document-styles>"
    parts, document = read(odf("text", content, **{"styles.xml": styles}))
    assert parts["body"] == "删掉\n手机  13900139001信\nmailto:a@qq.com\n批注\n姓名\t王\v小明\n"
    assert parts["styles"] == "页眉\n"
    assert (document.type, document.status) == ("odt", Status.READ)


def test_open_document_slides_and_encryption(read):
    page = "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    parts, _ = read(
        odf("presentation", f"<office:presentation>{page.format('一')}{page.format('二')}</office:presentation>")
    )
    assert (parts["slide:1"], parts["slide:2"]) == ("一\n", "二\n")
    manifest = "<manifest:manifest xmlns:manifest='m'><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    parts, document = read(odf("text", "<office:text/>", **{"META-INF/manifest.xml": manifest}))
    assert ([u.reason for u in document.unread], parts) == ([Reason.ENCRYPTED], {})


def test_flat_documents(read):
    book = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="客户"><Table><Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="Number">13900139001</Data><Comment><Data>批注</Data></Comment></Cell></Row></Table></Worksheet></Workbook>'
    parts, document = read(book.encode())
    assert (document.type, parts) == ("spreadsheetml", {"sheet:客户": "\t13900139001\n批注\n"})
    word = '<?xml version="1.0" encoding="UTF-8"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:body></w:wordDocument>'
    parts, document = read(word.encode())
    assert (document.type, parts) == ("wordml", {"body": "正文\n"})
    flat = '<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="t" xmlns:text="x" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="甲"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="2"/><table:table-cell office:value-type="float" office:value="13900139001"><text:p>1.39E+10</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>'
    parts, document = read(flat.encode())
    assert document.type == "fods"
    assert parts["sheet:甲"].strip() == "13900139001"


def test_true_types_by_the_main_parts_content_type(read):
    for mark, kind in (
        ("ms-word.document.macroEnabled.main", "docm"),
        ("openxmlformats-officedocument.wordprocessingml.template.main", "dotx"),
    ):
        types = f'<Types><Override PartName="/a.xml" ContentType="application/vnd.{mark}+xml"/></Types>'
        data = makers.zipped(
            {
                "[Content_Types].xml": types,
                "a.xml": '<w:document xmlns:w="w"><w:p><w:r><w:t>文</w:t></w:r></w:p></w:document>',
            }
        )
        parts, document = read(data)
        assert (document.type, parts) == (kind, {"body": "文\n"})


def test_macros_are_read():
    source = b'Attribute VB_Name = "M"\r\nphone = "13900139001"\r\n'
    literal = b"".join(b"\0" + source[n : n + 8] for n in range(0, len(source), 8))
    chunk = struct.pack("<H", 0xB000 | (len(literal) - 1)) + literal
    assert vba.module(b"junk\1" + chunk) == 'phone = "13900139001"\n'
    copied = struct.pack("<H", 0xB000 | 5) + b"\x08abc" + struct.pack("<H", (2 << 12) | 0)
    assert vba.decompressed(copied) == b"abcabc"


_SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")


def property_set(*values: tuple[int, bytes], claimed: int | None = None) -> bytes:
    table, body, at = b"", b"", 8 + 8 * len(values)
    for identity, value in values:
        table += struct.pack("<II", identity, at + len(body))
        body += value
    section = struct.pack("<II", at + len(body), len(values) if claimed is None else claimed) + table + body
    return b"\xfe\xff" + b"\0" * 22 + struct.pack("<I", 1) + _SUMMARY + struct.pack("<I", 48) + section


def test_properties_of_old_documents_and_counts_that_lie():
    title = struct.pack("<II", 30, 8) + "客户".encode("gb18030") + b"\0" * 4
    assert oleprops.lines(property_set((2, title))) == ["title: 客户"]
    assert oleprops.lines(property_set((2, title), claimed=0xFFFFFFFF)) == ["title: 客户"]
    endless = struct.pack("<II", 0x101E, 0xFFFFFFFF)
    assert oleprops.lines(property_set((2, endless))) == []


def test_two_members_of_one_name_are_both_read(read):
    data = workbook(f"<worksheet><sheetData>{ROWS}</sheetData></worksheet>", **{"xl/sharedStrings.xml": SHARED})
    second = f"<worksheet><sheetData>{ROWS.replace('王小明', '李小四')}</sheetData></worksheet>"
    file = io.BytesIO(data)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", second)
    parts, _ = read(file.getvalue())
    text = "".join(parts.values())
    assert "王小明" in text
    assert "李小四" in text


def test_drawn_text_of_a_metafile(read):
    text = "客户王小明".encode("utf-16-le")
    drawn = struct.pack("<II", 84, 76 + len(text)) + b"\0" * 28 + struct.pack("<iiII", 0, 0, 5, 76) + b"\0" * 24 + text
    head = (struct.pack("<II", 1, 88) + b"\0" * 32 + b" EMF").ljust(88, b"\0")
    parts, document = read(head + drawn + struct.pack("<IIIII", 14, 20, 0, 0, 20))
    assert (document.type, parts) == ("emf", {"drawing": "客户王小明\n"})


def test_cells_are_cleaned_only_where_they_must_be():
    part = Part("p", Budget(Limits()))
    rows = [["a\tb", 1.0, True], ["c\nd", None, 2.5], ["", "", ""]]
    (block,) = cells.blocks(part, rows, 4, 2)
    assert block.text == "a b\t1\tTRUE\nc\vd\t\t2.5\n\n"
    assert (block.grid.first_row, block.grid.first_column) == (4, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.40308199901101e17, "440308199901101000"), (1.10105194912310e17, "110105194912310000"), (13900139001.0, "13900139001"), (-2.0, "-2"), (1.5, "1.5"), (1e300, "1e+300"), (float("inf"), "inf")],
)  # fmt: skip
def test_numbers_as_people_see_them(value, text):
    assert cells.number_text(value) == text


def test_strings_in_binary_data():
    data = (
        b"\7\1"
        + struct.pack("<I", 3)
        + "王小明".encode("utf-16-le")
        + b"\0\0"
        + struct.pack("<I", 4)
        + "Name".encode("utf-16-le")
    )
    assert scraps.lengthed(data) == ["王小明", "Name"]
    assert scraps.wide(b"\0" + "13900139001".encode("utf-16-le")) == ["13900139001"]


def test_loose_reading_resolves_references():
    heard: list[str] = []
    for _ in xmltext.loosely(
        b"<a x='1'>&#29579;&amp;&#x1;<br>b", io.BytesIO(), lambda *_: None, lambda *_: None, heard.append
    ):
        pass
    assert "".join(heard) == "王&\x01b"


def test_a_sheet_is_looked_through_in_any_pieces(tmp_path: Path):
    sheet = (
        "<worksheet><sheetData>"
        + '<row r="7"><c r="A7"><f>"甲乙"</f></c></row>' * 50_000
        + "</sheetData><headerFooter><oddFooter>页脚</oddFooter></headerFooter></worksheet>"
    ).encode()
    found = sheetscan.scan(io.BytesIO(sheet))
    assert (found.cells, found.last_row, found.wide, list(found.literals), found.lines) == (
        50_000,
        7,
        False,
        ["甲乙"],
        ["页脚"],
    )


def test_a_workbook_cut_short_keeps_its_first_sheets(read):
    data = makers.xlsx({"客户": [["姓名", "手机"], ["王小明", "13900139001"]]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        end = archive.start_dir
    parts, document = read(data[: end + 10])
    assert parts["sheet:客户"] == "姓名\t手机\n王小明\t13900139001\n"
    assert Reason.CORRUPT in {u.reason for u in document.unread}


def test_strings_that_no_cell_shows_and_how_names_sound(read):
    shared = '<sst uniqueCount="1"><si><t>姓名</t><rPh sb="0" eb="2"><t>シメイ</t></rPh></si><si><t>删掉13900139001</t></si><si><t>手机</t></si></sst>'
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>2</v></c><c r="C1" t="s"><v>2</v></c></row>'
    data = workbook(f"<worksheet><sheetData>{rows}</sheetData></worksheet>", **{"xl/sharedStrings.xml": shared})
    parts, _ = read(data)
    assert parts["sheet:客户"] == "姓名\t手机\t手机\n"
    assert parts["sharedStrings"] == "シメイ\n删掉13900139001\n"
