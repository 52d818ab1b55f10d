"""OFD and XPS: text by its place, forms joined with what fills them, attachments, pictures."""

import pytest

from dlp.model import Reason, Status
from dlp.readers.placed import Placed, lines
from tests.readers import makers

OFD = (
    '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Author>王芳</ofd:Author></ofd:DocInfo>'
    "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)


def document(pages: list[str], template: str = "") -> str:
    listed = "".join(f'<ofd:Page ID="{n + 10}" BaseLoc="{page}"/>' for n, page in enumerate(pages))
    laid = f'<ofd:CommonData><ofd:TemplatePage ID="2" BaseLoc="{template}"/></ofd:CommonData>' if template else ""
    return f'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016">{laid}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>'


def page(*texts: tuple[float, float, str], template: bool = False, extra: str = "") -> str:
    objects = "".join(
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 50 5" Size="3"><ofd:TextCode X="0" Y="3">{text}</ofd:TextCode></ofd:TextObject>'
        for x, y, text in texts
    )
    laid = '<ofd:Template TemplateID="2"/>' if template else ""
    return (
        f'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Area><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:Area>{laid}'
        f"<ofd:Content><ofd:Layer>{objects}{extra}</ofd:Layer></ofd:Content></ofd:Page>"
    )


def ofd(members: dict[str, bytes | str]) -> bytes:
    return makers.zipped({"OFD.xml": OFD, **members})


def test_pages_in_the_order_of_the_document(parts_of):
    data = ofd(
        {
            "Doc_0/Document.xml": document(["Pages/Page_1/Content.xml", "Pages/Page_0/Content.xml"]),
            "Doc_0/Pages/Page_0/Content.xml": page((10, 10, "后一页")),
            "Doc_0/Pages/Page_1/Content.xml": page((10, 10, "前一页 "), (10, 20, "手机13900139001")),
        }
    )
    parts, found = parts_of(data)
    assert (parts["page:1"], parts["page:2"]) == ("前一页 \n手机13900139001\n", "后一页\n")
    assert "Author: 王芳" in parts["properties"]
    assert (found.type, found.status) == ("ofd", Status.READ)


def test_what_a_form_asks_and_what_was_filled_in_stand_together(parts_of):
    data = ofd(
        {
            "Doc_0/Document.xml": document(["Pages/Page_0/Content.xml"], "Tpls/Tpl_0/Content.xml"),
            "Doc_0/Tpls/Tpl_0/Content.xml": page((10, 10, "名称："), (10, 20, "电话：")),
            "Doc_0/Pages/Page_0/Content.xml": page((19, 20, "13900139001"), (40, 10.2, "云海公司"), template=True),
        }
    )
    assert parts_of(data)[0]["page:1"] == "名称： 云海公司\n电话：13900139001\n"


def test_attachments_tags_and_pictures(parts_of):
    data = ofd(
        {
            "Doc_0/Document.xml": document(["Pages/Page_0/Content.xml"]),
            "Doc_0/Pages/Page_0/Content.xml": page((10, 10, "发票")),
            "Doc_0/Attachs/original_invoice.xml": "<fp:Invoice xmlns:fp='x'><fp:BuyerTel>13900139001</fp:BuyerTel></fp:Invoice>",
            "Doc_0/Tags/CustomTag.xml": "<Tag><BuyerName>王小明</BuyerName></Tag>",
            "Doc_0/Annots/Page_0/Annotation.xml": page((1, 1, "批注")),
            "Doc_0/Res/image_1.png": makers.png(400, 300),
        }
    )
    parts, found = parts_of(data)
    assert parts["attachment:original_invoice.xml/xml"] == "BuyerTel: 13900139001\n"
    assert parts["CustomTag"] == "BuyerName: 王小明\n"
    assert parts["annotations"] == "批注\n"
    assert [(u.part, u.reason) for u in found.unread] == [("image_1.png", Reason.SCANNED)]


def test_an_encrypted_ofd_says_so(parts_of):
    data = ofd({"Encryptions.xml": "<e/>", "decryptseed.dat": b"\1\2", "Doc_0/Document.xml": b"\x9a\x01" * 50})
    _, found = parts_of(data)
    assert Reason.ENCRYPTED in {u.reason for u in found.unread}


def test_a_page_that_is_missing_or_damaged_is_unread(parts_of):
    data = ofd(
        {
            "Doc_0/Document.xml": document(
                ["Pages/Page_0/Content.xml", "Pages/Page_1/Content.xml", "Pages/Page_2/Content.xml"]
            ),
            "Doc_0/Pages/Page_0/Content.xml": page((10, 10, "好的")),
            "Doc_0/Pages/Page_1/Content.xml": "<ofd:Page><broken",
        }
    )
    parts, found = parts_of(data)
    assert parts["page:1"] == "好的\n"
    assert [(u.part, u.reason) for u in found.unread] == [("page:2", Reason.CORRUPT), ("page:3", Reason.CORRUPT)]


def test_xps_pages(parts_of):
    glyphs = (
        '<FixedPage xmlns="http://schemas.microsoft.com/xps/2005/06"><Glyphs OriginX="10" OriginY="20" FontRenderingEmSize="16" UnicodeString="手机1390"/>'
        '<Glyphs OriginX="74" OriginY="20" FontRenderingEmSize="16" UnicodeString="0139001"/><Glyphs OriginX="10" OriginY="60" FontRenderingEmSize="16" UnicodeString="王小明"/></FixedPage>'
    )
    parts, found = parts_of(makers.zipped({"[Content_Types].xml": "<Types/>", "Documents/1/Pages/1.fpage": glyphs}))
    assert parts == {"page:1": "手机13900139001\n王小明\n"}
    assert (found.type, found.status) == ("xps", Status.READ)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        (Placed(10, 16, "b", 10), "ab b\n"),
        (Placed(10, 10, "b", 10), "abb\n"),
        (Placed(25, 0, "b", 10), "ab\nb\n"),
        (Placed(10, 16, "b", 0), "ab b\n"),
    ],
)
def test_pieces_are_joined_by_their_places(second, expected):
    assert lines([Placed(10, 0, "ab", 10), second]) == expected
