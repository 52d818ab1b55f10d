"""The measure of the readers can be believed: words, votes, verdicts and tables count right."""

import json
import subprocess
import sys
import tarfile
import time

import pytest

from bench.__main__ import main
from bench.formats import choose, command, judges, kinds, measure, members, peer, programs, show, verdict
from bench.formats.ours import Taken, take
from bench.formats.peers import Peers
from bench.formats.reference import Reference, References, vote
from bench.formats.verdict import Row, Verdict
from bench.formats.words import is_han, missing, words
from dlp.readers import Limits, Reader
from tests.readers import makers

SENTENCE = "客户资料保密管理规范 applies to every department here"


@pytest.fixture
def peers():
    with Peers(sys.executable) as started:
        yield started


@pytest.fixture
def references(peers, tmp_path):
    return References(peers, tmp_path / "cache", frozenset(("kreuzberg", "markitdown", "libreoffice")))


def made_row(**facts):
    told = {
        "path": "a.pdf",
        "family": "pdf",
        "kind": "pdf",
        "status": "read",
        "verdict": "right",
        "reasons": [],
        "wanted": 10,
        "held": 10,
        "judges": ["pypdf", "pdftotext"],
        "missing": [],
        "seconds": 0.5,
        "peak": 30.0,
        "characters": 80,
    }
    return Row(**told | facts)


def test_words_are_runs_of_letters_and_digits_and_pairs_of_han():
    assert words("客户名 Name, ＡＢ１２ a 7") == {"客户", "户名", "name", "ab12"}
    assert words("电话010说") == {"电话", "010"}
    assert words("x" * 65) == set()


@pytest.mark.parametrize(
    ("word", "expected"), [("客户", True), ("name", False), ("\U00020000\u4e00", True), ("ｶﾅ", False)]
)
def test_which_words_are_han(word, expected):
    assert is_han(word) is expected


def test_a_word_parted_otherwise_is_held_but_a_short_one_must_stand_alone():
    assert missing({"department", "客户"}, "depart\nment 客\n户") == set()
    assert missing({"art"}, "depart") == {"art"}
    assert missing({"absent"}, "department") == {"absent"}


def test_a_word_counts_if_two_judges_found_it():
    found = vote({"a": {"one", "two"}, "b": {"two", "three"}, "c": {"three"}})
    assert found == Reference(frozenset(("two", "three")), ("a", "b", "c"))
    assert vote({"a": {"one"}}) == Reference(frozenset(("one",)), ("a",))
    assert vote({"a": {"noise"}, "b": set()}) == Reference(frozenset(), ("a",))
    assert vote({}) == Reference()


@pytest.mark.parametrize(
    ("unread", "wanted", "held", "expected"),
    [
        ((), 100, 95, Verdict.RIGHT),
        ((), 100, 94, Verdict.LOW),
        ((), 100, 49, Verdict.WRONG),
        ((), 4, 0, Verdict.RIGHT),  # so few words prove nothing
        ((("", "encrypted", "pdf"),), 0, 0, Verdict.REFUSED),
        ((("", "corrupt", "pdf"),), 100, 0, Verdict.LOST),
        ((("page:2", "corrupt", "pdf"),), 100, 99, Verdict.RIGHT),
        ((("", "crash", "pdf"),), 100, 100, Verdict.CRASH),
        ((("", "timeout", "pdf"),), 100, 100, Verdict.TIMEOUT),
    ],
)
def test_verdicts(unread, wanted, held, expected):
    assert verdict.of(Taken(unread=list(unread)), wanted, held) is expected


def test_a_hung_reader_is_a_timeout():
    assert verdict.of(Taken(hung=True), 10, 10) is Verdict.TIMEOUT


def test_a_row_says_what_is_missing_the_longest_first():
    taken = Taken("pdf", "read", [], "alpha beta", 1.0, 20.0)
    row = verdict.row("a.pdf", "pdf", taken, Reference(frozenset(("alpha", "gone", "lost-not")), ("x", "y")))
    assert (row.wanted, row.held, row.missing) == (3, 1, ["lost-not", "gone"])
    assert row.recall == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.pdf", "pdf", "pdf"),
        ("a.doc", "unknown", "doc"),
        ("a.doc", "rtf", "rtf"),
        ("a.docm", "docx-damaged", "docx"),
        ("a.csv", "text", "text"),
        ("a.docx", "dotm", "docx"),
        ("a.xlsx", "encrypted-office", "encrypted-office"),
        ("a", "unknown", "unknown"),
        ("a.dbf", "application/x-dbf", "dbf"),
        ("a.bin", "png", "image"),
    ],
)
def test_the_family_goes_by_type_and_by_name_where_that_is_unsure(name, kind, expected):
    assert kinds.family(name, kind) == expected


def test_a_page_called_text_is_not_judged_as_its_source():
    assert kinds.judged_as("a.txt", "eml") == ("eml",)
    assert kinds.judged_as("a.xml", "spreadsheetml") == ("spreadsheetml",)
    assert kinds.judged_as("a.doc", "rtf") == ("rtf", "doc")
    assert kinds.judged_as("a.txt", "text") == ("text",)
    assert kinds.judged_as("a", "unknown") == ("unknown",)


def test_what_judges_make_of_markup_is_no_text():
    assert words(peer._read("[Wang](http://a.example/path) [mail](mailto:w@b.example)")) == {
        "wang",
        "mail",
        "mailto",
        "example",
    }
    assert words(peer._read("<root><name>Wang</name></root>")) == {"wang"}


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.docx", b"PK", "docx"),
        ("README", b"plain words", "text"),
        ("a.txt", "宽".encode("utf-16"), "text"),
        ("a.bin", b"\0\1", ""),
        ("inner", b"x".ljust(257, b"\0") + b"ustar", "tar"),
    ],
)
def test_members_are_judged_by_name_and_first_bytes(name, head, expected):
    assert kinds.of_member(name, head) == expected


def test_every_judge_can_be_asked():
    for listed in kinds.JUDGES.values():
        for judge in listed:
            assert judge in peer.JUDGES or judge in programs.PROGRAMS, judge


def test_files_are_chosen_once_and_the_same_each_time(tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(str(number), encoding="utf-8")
    (tmp_path / "copy.txt").write_text("3", encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("hidden", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "0.txt")
    (tmp_path / "empty.txt").touch()
    assert len(choose.files(tmp_path)) == 6
    assert choose.files(tmp_path, 2) == choose.files(tmp_path, 2)
    assert len(choose.files(tmp_path, 2)) == 2


def test_our_reader_is_measured_in_its_child(tmp_path):
    file = tmp_path / "a.docx"
    file.write_bytes(makers.docx(makers.paragraph(SENTENCE)))
    with Reader(Limits()) as reader:
        taken = take(reader, file, 60)
        again = take(reader, file, 60)  # now there is a child whose peak can be asked
    assert SENTENCE in taken.text
    assert (taken.kind, taken.status, taken.unread) == ("docx", "read", [])
    assert again.peak > 5 or not sys.platform.startswith("linux")
    assert taken.seconds > 0


def test_a_reader_that_never_ends_is_stopped(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text("客户\n" * 200_000, encoding="utf-8")
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr("bench.formats.ours.time.monotonic", lambda: next(clock))
    with Reader(Limits(seconds=100_000)) as reader:
        assert take(reader, file, 1).hung


@pytest.mark.parametrize(
    ("name", "data", "judge"),
    [
        ("a.docx", makers.docx(makers.paragraph("客户资料保", "密管理 applies")), "tags"),
        ("a.xlsx", makers.xlsx({"客户": [["客户资料保密管理", "applies"]]}), "openpyxl"),
        (
            "a.fods",
            "<d><s>never</s><office:body><t>客户资料保密管理</t><t>applies</t></office:body></d>".encode(),
            "flat",
        ),
        ("b.xml", "<W><S>never</S><ss:Data T='S'>客户资料保密管理</ss:Data><Data>applies</Data></W>".encode(), "flat"),
        ("a.xml", "<名单><人>客户资料保密管理</人><b>applies</b></名单>".encode(), "etree"),
        (
            "a.ofd",
            makers.zipped(
                {
                    "Doc_0/Pages/Page_0/Content.xml": '<p><ofd:TextCode X="9">客户资料保密管理 applies</ofd:TextCode><d>M 1 never L 2</d></p>'
                }
            ),
            "ofd",
        ),
        ("a.html", "<p>客户资料保密管理<b>applies</b><script>never</script>".encode(), "markup"),
        ("a.json", json.dumps({"k": ["客户资料保密管理", {"x": "applies"}]}).encode(), "json"),
        ("a.eml", makers.mail("客户资料保密管理 applies"), "email"),
        ("a.txt", "客户资料保密管理 applies".encode("utf-16"), "decoded"),
    ],
)
def test_judges_read(tmp_path, peers, name, data, judge):
    file = tmp_path / name
    file.write_bytes(data)
    found = peers.answer(judge, file)
    assert found is not None
    assert words("客户资料保密管理 applies") <= found
    assert "never" not in found


def test_a_judge_that_fails_takes_nobody_along(tmp_path, peers):
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\3\4 no workbook")
    assert peers.answer("openpyxl", file) is None
    file.write_bytes(makers.xlsx({"s": [["fine words"]]}))
    assert {"fine", "words"} <= (peers.answer("openpyxl", file) or set())


def test_a_judge_that_hangs_is_ended(tmp_path, peers, monkeypatch):
    monkeypatch.setattr("bench.formats.peers.PATIENCE", 0)
    began = time.monotonic()
    assert peers.answer("openpyxl", tmp_path / "none.xlsx") is None
    assert time.monotonic() - began < 10


def test_answers_are_remembered_by_the_bytes_of_a_file(tmp_path, references, monkeypatch):
    file = tmp_path / "a.html"
    file.write_text(f"<html><p>{SENTENCE}</p>", encoding="utf-8")
    first = references.of(file, ("html",))
    assert words(SENTENCE) <= first.words
    monkeypatch.setattr(Peers, "answer", lambda *_: pytest.fail("asked again"))
    assert references.of(file, ("html",)) == first


@pytest.mark.skipif(not programs.shutil.which("bsdtar") and not programs.shutil.which("7zz"), reason="no unpacker")
@pytest.mark.skipif(not programs.shutil.which("prlimit"), reason="no prlimit")
def test_what_is_in_an_archive_is_judged_too_and_links_are_not_followed(tmp_path, references):
    outside = tmp_path / "secret.html"
    outside.write_text("<html><p>outside words", encoding="utf-8")
    inner = tmp_path / "inner.html"
    inner.write_text(f"<html><p>{SENTENCE}", encoding="utf-8")
    archive = tmp_path / "a.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(inner, "folder/inner.html")
        link = tarfile.TarInfo("folder/link.html")
        link.type, link.linkname = tarfile.SYMTYPE, str(outside)
        tar.addfile(link)
    with members.unpacked(archive) as found:
        assert [path.name for path in found] == ["inner.html"]
    reference = references.of(archive, ("tar",))
    assert words(SENTENCE) <= reference.words
    assert "outside" not in reference.words
    assert "members" in reference.judges


def test_tables_count_what_rows_say():
    rows = [
        made_row(),
        made_row(status="partial", verdict="lost", reasons=["corrupt:pdf"], held=5),
        made_row(status="read", verdict="wrong", held=0),
        made_row(family="zip", status="unread", verdict="refused", reasons=["encrypted"], wanted=0, held=0, judges=[]),
        made_row(family="zip", status="unread", verdict="crash", reasons=["crash", "corrupt:pdf"], wanted=0, held=0),
    ]
    by_format, reasons = show.tables(rows)
    pdf, zips, total = by_format.rows
    assert pdf[:13] == ("pdf", "3", "2", "1", "0", "1", "0", "33.3%", "1", "0", "0", "3", "0.500")
    assert zips[:11] == ("zip", "2", "0", "0", "2", "0", "1", "50.0%", "0", "1", "0")
    assert total[1] == "5"
    assert reasons.rows == []  # each pair occurs once
    order = [line.split("\t")[0] for line in show.worst(rows)]
    assert order == ["crash", "wrong", "lost"]


def test_judges_have_versions():
    found = judges.versions(sys.executable, frozenset(("libreoffice",)))
    assert found["tags"].startswith("Python 3.")
    assert found["openpyxl"][0].isdigit()
    assert "libreoffice" not in found


def test_the_whole_measure(tmp_path, capsys):
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.html").write_text(f"<html><p>{SENTENCE}", encoding="utf-8")
    (folder / "a.xlsx").write_bytes(makers.xlsx({"s": [SENTENCE.split()]}))
    (folder / "a.bin").write_bytes(bytes(range(256)) * 8)
    page = tmp_path / "formats.md"
    page.write_text(f"kept\n{command.MARKS[0]}\nold\n{command.MARKS[1]}\nkept too\n", encoding="utf-8")
    stored = tmp_path / "rows.json"
    asked = ["formats", str(folder), "--cache", str(tmp_path / "cache"), "--without", "kreuzberg", "markitdown"]
    assert main([*asked, "--json", str(stored), "--worst", str(tmp_path / "worst.txt"), "--check"]) == 0
    rows = {row["path"]: row for row in json.loads(stored.read_text(encoding="utf-8"))["rows"]}
    assert {name: row["verdict"] for name, row in rows.items()} == {
        "a.html": "right",
        "a.xlsx": "right",
        "a.bin": "refused",
    }
    assert rows["a.xlsx"]["held"] == rows["a.xlsx"]["wanted"] > 5
    assert main(["formats", "--stored", str(stored), "--page", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    assert "old" not in written
    assert written.startswith("kept\n")
    assert written.endswith("kept too\n")
    assert "| html | 1 |" in written
    assert "html" in capsys.readouterr().out


def test_it_wants_a_folder(tmp_path):
    with pytest.raises(SystemExit):
        main(["formats", str(tmp_path / "none")])


def test_the_page_has_its_marks():
    page = command._PAGE.read_text(encoding="utf-8")
    assert all(page.count(mark) == 1 for mark in command.MARKS)


def test_judges_need_nothing_of_the_program():
    code = (
        "import sys, bench.formats.peer; print([m for m in sys.modules if m.split('.')[0] in ('dlp', 'rich', 'numpy')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=measure.__file__.partition("bench")[0],
    )
    assert done.stdout.strip() == "[]"
