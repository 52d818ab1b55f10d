"""Documents made to hurt end within their limits with the right reason, and hurt nobody."""

import time

import psutil
import pytest

from dlp.model import Reason, Status
from dlp.readers import Limits, Reader
from tests.readers import makers_hostile as hostile

GOOD = "手机13900139001\n"
SECONDS = 20
MEMORY = 120 << 20
"""What our own process may grow by while it takes a document's text."""


@pytest.fixture(scope="module")
def bounded():
    with Reader(Limits(seconds=SECONDS, text_characters=64 << 20)) as reader:
        yield reader


@pytest.fixture
def look(bounded, tmp_path):
    """Read a file and a good one after it: text, reasons, status of the first."""
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    process = psutil.Process()

    def run(path):
        before, began = process.memory_info().rss, time.monotonic()
        reading, most, text = bounded.open(path), 0, ""
        for block in reading.blocks():
            text = text or block.text
            most = max(most, process.memory_info().rss)
        document = reading.document()
        assert most - before < MEMORY
        assert time.monotonic() - began < SECONDS + 10
        assert [block.text for block in bounded.open(tmp_path / "good.txt").blocks()] == [GOOD]
        return text, {unread.reason for unread in document.unread}, document

    return run


@pytest.mark.parametrize("name", hostile.DOCUMENTS)
def test_a_hostile_document_ends_within_its_limits(look, tmp_path, name):
    document = hostile.DOCUMENTS[name]
    (tmp_path / "bomb").write_bytes(document.make())
    text, reasons, read = look(tmp_path / "bomb")
    allowed = {Reason(word) for word in document.reasons.split()}
    assert reasons & allowed or (document.whole and read.status is Status.READ), (name, reasons, read.status)
    assert reasons <= allowed, (name, reasons)
    assert "root:" not in text


@pytest.mark.parametrize("name", hostile.TEXTS)
def test_text_that_wears_down_a_sniffer(look, tmp_path, name):
    (tmp_path / "a.csv").write_text(hostile.TEXTS[name], encoding="utf-8")
    began = time.monotonic()
    _, reasons, read = look(tmp_path / "a.csv")
    assert read.status is Status.READ or reasons <= {Reason.CORRUPT}
    assert time.monotonic() - began < 8


def test_two_gigabytes_with_a_hole(look, tmp_path):
    hostile.write_sparse_text(tmp_path / "a.txt", 2 << 30)
    text, reasons, _ = look(tmp_path / "a.txt")
    assert text.startswith(GOOD)
    assert reasons == {Reason.TOO_LARGE}
