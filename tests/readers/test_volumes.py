"""Split archives: all volumes there, one document; one missing, said so; nothing is hidden behind a set."""

import gzip
import os

import pytest

from dlp.model import Reason, Status
from dlp.readers import Limits, Reader, siblings, volumes
from dlp.readers.source import is_name
from dlp.walk import Walk
from tests.readers import makers, volume_makers
from tests.readers.volume_makers import CSV, LONG

ZIP = makers.zipped({"long.txt": LONG, "名单.csv": CSV})
SETS = {
    "zip cut anywhere": volume_makers.numbered(ZIP, "x.zip"),
    "gz cut anywhere": volume_makers.numbered(gzip.compress(LONG), "x.txt.gz"),
    "a document cut anywhere": volume_makers.numbered(makers.docx(makers.paragraph(LONG.decode())), "x"),
    "zip with disks": volume_makers.split_zip("x"),
    "rar 5": volume_makers.rar_set(volume_makers.rar5, ["x.part1.rar", "x.part2.rar", "x.part3.rar"]),
    "rar 4": volume_makers.rar_set(volume_makers.rar4, ["x.part01.rar", "x.part02.rar", "x.part03.rar"]),
    "rar 4 of old": volume_makers.rar_set(volume_makers.rar4, ["x.rar", "x.r00", "x.r01"]),
}
HEADS = {name: "x.zip" if name == "zip with disks" else next(iter(files)) for name, files in SETS.items()}


def put(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)


def outcome(reader, path):
    reading = reader.open(path)
    text = "".join(block.text for block in reading.blocks() if not is_name(block.locator.part))
    return text, reading.document()


@pytest.mark.parametrize("name", SETS)
def test_all_there_is_one_document_whichever_is_asked_for(reader, tmp_path, name):
    put(tmp_path, SETS[name])
    seen = {file: outcome(reader, tmp_path / file) for file in SETS[name]}
    for text, document in seen.values():
        assert LONG.decode().strip() in text
        assert document.status is Status.READ, document.unread
    assert len({document.digest for _, document in seen.values()}) == 1


@pytest.mark.parametrize("name", SETS)
def test_a_walk_tells_further_volumes_by_their_head(tmp_path, name):
    put(tmp_path, {**SETS[name], "y.txt": CSV})
    seen = {found.path.name: found.volume_of for found in Walk.of([tmp_path])}
    assert seen == {**dict.fromkeys(SETS[name], HEADS[name]), HEADS[name]: "", "y.txt": ""}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_with_one_missing_nothing_counts_as_read(reader, tmp_path, name, gone):
    files = dict(SETS[name])
    del files[list(files)[gone]]
    put(tmp_path, files)
    for file in files:
        _, document = outcome(reader, tmp_path / file)
        assert document.status is not Status.READ or document.type == "text"  # a piece of a stored member
        assert {u.reason for u in document.unread} <= {Reason.UNSUPPORTED, Reason.CORRUPT}
    further = siblings.further_volumes(tmp_path, list(files))
    assert gone == 2 or not further or name == "zip with disks"  # whose directory says how many there were


def test_what_was_packed_in_volumes_goes_by_its_own_name(reader, tmp_path):
    put(tmp_path, SETS["gz cut anywhere"])
    parts = {block.locator.part for block in reader.open(tmp_path / "x.txt.gz.001").blocks()}
    assert parts == {"x.txt/text"}


def test_what_is_missing_in_between_is_named(reader, tmp_path):
    files = dict(SETS["zip cut anywhere"])
    del files["x.zip.002"]
    put(tmp_path, files)
    _, document = outcome(reader, tmp_path / "x.zip.001")
    assert "missing-volume:x.zip.002" in {u.part for u in document.unread}


@pytest.mark.parametrize(
    ("name", "lost"), [("zip with disks", "x.z02"), ("rar 5", "x.part3.rar"), ("rar 4 of old", "x.r01")]
)
def test_what_is_missing_at_the_end_is_named_where_the_archive_tells(reader, tmp_path, name, lost):
    put(tmp_path, {file: data for file, data in SETS[name].items() if file != lost})
    _, document = outcome(reader, tmp_path / HEADS[name])
    assert f"missing-volume:{lost}" in {u.part for u in document.unread}


def test_files_that_are_only_called_so_stand_for_themselves(reader, tmp_path):
    put(tmp_path, {"log.001": LONG, "log.002": CSV, "a.001": ZIP, "a.002": ZIP, "b.001": ZIP, "b.002": ZIP + b"longer"})
    assert siblings.further_volumes(tmp_path, [path.name for path in tmp_path.iterdir()]) == {}
    assert "13900139001" in outcome(reader, tmp_path / "log.002")[0]
    assert "13900139001" in outcome(reader, tmp_path / "a.002")[0]


def test_a_list_is_not_hidden_behind_an_archive(reader, tmp_path):
    put(
        tmp_path,
        {"x.zip.001": ZIP, "x.zip.002": LONG, "y.7z.001": b"7z\xbc\xaf\x27\x1c" + b"\0" * 26, "y.7z.002": LONG},
    )
    assert siblings.further_volumes(tmp_path, [path.name for path in tmp_path.iterdir()]) == {}
    for name in ("x.zip.002", "y.7z.002"):
        assert "13900139001" in outcome(reader, tmp_path / name)[0]


def test_a_zip_of_its_own_beside_a_file_called_z01(reader, tmp_path):
    put(tmp_path, {"x.zip": ZIP, "x.z01": b"PK\7\x08" + b"\1\2\3" * 99})
    text, document = outcome(reader, tmp_path / "x.zip")
    assert "13900139001" in text
    assert [u.part for u in document.unread] == ["volume:x.z01"]


def test_rar_volumes_whose_names_are_encrypted(reader, tmp_path):
    head = b"Rar!\x1a\x07\x00" + b"\xce\x99\x73\x80\x00\x0d\x00" + b"\0" * 6 + b"\x11" * 400
    put(tmp_path, {"x.part1.rar": head, "x.part2.rar": head})
    _, document = outcome(reader, tmp_path / "x.part1.rar")
    assert [(u.part, u.reason) for u in document.unread] == [("", Reason.ENCRYPTED)]


@pytest.mark.parametrize("name", ["zip cut anywhere", "zip with disks", "rar 5", "rar 4 of old"])
@pytest.mark.parametrize("outer", ["zip", "mail"])
def test_volumes_inside_another_file(reader, tmp_path, name, outer):
    files = SETS[name]
    whole = makers.zipped(files) if outer == "zip" else makers.mail("见附件", *files.items())
    (tmp_path / "outer").write_bytes(whole)
    text, document = outcome(reader, tmp_path / "outer")
    assert LONG.decode().strip() in text
    assert document.status is Status.READ, document.unread


def test_a_volume_missing_inside_another_file(reader, tmp_path):
    files = dict(SETS["zip cut anywhere"])
    del files["x.zip.002"]
    (tmp_path / "outer.zip").write_bytes(makers.zipped(files))
    _, document = outcome(reader, tmp_path / "outer.zip")
    assert "missing-volume:x.zip.002" in {u.part for u in document.unread}
    assert {"x.zip.001", "x.zip.003"} <= {u.part for u in document.unread}


def test_members_are_held_only_within_the_limit(tmp_path):
    (tmp_path / "outer.zip").write_bytes(makers.zipped(SETS["zip cut anywhere"]))
    with Reader(Limits(member_bytes=len(ZIP) - 1)) as reader:
        text, document = outcome(reader, tmp_path / "outer.zip")
    assert "13900139001" not in text
    assert document.status is not Status.READ


def test_as_many_volumes_as_a_reader_may_hold_open(reader, tmp_path):
    data = makers.zipped({"random": os.urandom(200_000), "名单.csv": CSV})
    put(tmp_path, volume_makers.numbered(data, "x.zip", volumes.MOST))
    assert "13900139001" in outcome(reader, tmp_path / "x.zip.001")[0]
