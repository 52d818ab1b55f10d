"""The true type by content, and whether a name promises something else."""

import io
import struct
import zipfile

import pytest

from dlp.model import Act, Sighting
from dlp.pipeline import Pipeline
from dlp.readers.endings import EXPECTED, is_renamed
from dlp.readers.sniff import sniff
from dlp.readers.source import Source
from dlp.settings import Settings
from tests.readers import makers


def kind(data: bytes, name: str = "file.bin") -> str:
    return sniff(Source(io.BytesIO(data), name, len(data)))


def office(content_type: str, main: str = "x/main.xml", encoding: str = "utf-8") -> bytes:
    types = f'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/{main}" ContentType="application/{content_type}"/></Types>'
    return makers.zipped({"[Content_Types].xml": types.encode(encoding), main: b"<x/>"})


OPEN = "vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (OPEN + "wordprocessingml.document.main+xml", "docx"),
        ("vnd.ms-word.document.macroEnabled.main+xml", "docm"),
        (OPEN + "spreadsheetml.sheet.main+xml", "xlsx"),
        ("vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
        ("vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
        (OPEN + "presentationml.presentation.main+xml", "pptx"),
        (OPEN + "presentationml.slideshow.main+xml", "ppsx"),
        ("vnd.ms-visio.drawing.main+xml", "vsdx"),
        ("vnd.ms-package.xps-fixeddocumentsequence+xml", "xps"),
    ],
)
def test_office_packages_by_their_main_part_wherever_it_is(content_type, expected):
    assert kind(office(content_type)) == expected
    assert kind(office(content_type, encoding="utf-16")) == expected


@pytest.mark.parametrize(
    ("mimetype", "expected"),
    [
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation-template", "odp"),
        ("application/vnd.oasis.opendocument.graphics", "odg"),
        ("application/vnd.oasis.opendocument.formula", "odf"),
        ("application/vnd.sun.xml.writer", "odt"),
        ("application/epub+zip", "epub"),
    ],
)
def test_packages_that_say_what_they_are(mimetype, expected):
    assert kind(makers.zipped({"mimetype": mimetype}, compression=zipfile.ZIP_STORED)) == expected


@pytest.mark.parametrize(
    ("stream", "expected"),
    [("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"), ("VisioDocument", "vsd"),
     ("EncryptedPackage", "encrypted-office"), ("__properties_version1.0", "msg"), ("MatOST", "works"), ("FileHeader", "hwp"), ("else", "ole")],
)  # fmt: skip
def test_compound_files_by_their_streams(stream, expected):
    assert kind(makers.ole(stream)) == expected


MP3 = b"\xff\xfb\x90\x00" + bytes(413)
AAC = b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (MP3 * 3, "audio"), (AAC * 4, "audio"), (b"#!AMR\n" + bytes(32), "audio"), (b"\x02#!SILK_V3" + bytes(32), "audio"),
        (b"\0\0\0\x18ftypisom" + bytes(40), "video"), (b"\0\0\0\x18ftypheic" + bytes(40), "heic"), (b"\0\0\0\x18ftypavif" + bytes(40), "avif"),
        (b"\0\0\0\x18ftypM4A " + bytes(40), "audio"), (b"\x1aE\xdf\xa3" + bytes(40), "video"), (b"RIFF\0\0\0\0WAVEfmt " + bytes(40), "audio"),
        ((b"G" + bytes(187)) * 5, "video"), (b"\xff\x0a" + bytes(40), "jxl"), (struct.pack("<I", 1) + bytes(36) + b" EMF" + bytes(60), "emf"),
        (b"\xd7\xcd\xc6\x9a" + bytes(40), "wmf"), (b"\0\0\2\0\6\4" + bytes(40), "lotus"), (b"\0\0\2\0\1\0" + bytes(40), "ico"),
    ],
)  # fmt: skip
def test_media_by_how_they_begin(data, expected):
    assert kind(data) == expected


def test_a_zip_with_too_many_members_to_look_into_is_a_zip():
    from tests.readers.makers_hostile import many_members

    assert kind(many_members()) == "zip"


@pytest.mark.parametrize(
    ("name", "true_type", "renamed"),
    [
        ("假期照片.jpg", "xlsx", True),
        ("readme.txt", "xlsx", True),
        ("song.mp3", "zip", True),
        ("a.pdf", "docx", True),
        ("名单.jpg", "text", True),
        ("报表.docx", "xlsx", True),
        ("locked.png", "encrypted-office", True),
        ("名单.xls", "html", False),
        ("名单.xls", "xlsx", False),
        ("照片.jpg", "png", False),
        ("data.bin", "xlsx", False),
        ("名单.xlsx", "encrypted-office", False),
        ("noending", "xlsx", False),
        ("a.jpg", "unknown", False),
        ("broken.txt", "xlsx-damaged", True),
    ],
)
def test_what_a_name_promises(name, true_type, renamed):
    assert is_renamed(name, true_type) is renamed


def test_every_ending_expects_something():
    assert len(EXPECTED) > 100
    assert all(EXPECTED.values())


def test_a_renamed_workbook_of_customers_is_an_incident(shipped, tmp_path):
    rows = [["姓名", "手机"], ["王小明", "13900139001"], ["李四光", "13900139002"]]
    data = makers.xlsx({"客户": rows})
    found = {}
    with Pipeline(Settings.model_validate({"detection": {"model": False}}), shipped) as pipeline:
        for name in ("假期.jpg", "名单.xlsx"):
            (tmp_path / name).write_bytes(data)
            sighting: Sighting = pipeline.sighting(tmp_path / name, Act.AT_REST)
            inspection = pipeline.inspect(sighting)
            found[name] = {incident.verdict.rule for incident in inspection.incidents}
            assert inspection.document.renamed is (name == "假期.jpg")
            assert inspection.facts["renamed"] is (name == "假期.jpg")
    assert "5.4-renamed" in found["假期.jpg"]
    assert "5.4-renamed" not in found["名单.xlsx"]
