"""--ocr: asked for without the extra it is a wrong setting, not silence."""

import pytest

from dlp.cli import run
from dlp.readers import ocr
from tests.conftest import need
from tests.readers import makers

COMMANDS = (
    ["scan", "{file}"],
    ["detect", "{file}"],
    ["extract", "{file}"],
    ["watch", "{folder}"],
    ["outbox", "{file}", "--to", "a@qq.com"],
)


@pytest.fixture
def picture(tmp_path):
    (tmp_path / "x.png").write_bytes(makers.png(300, 300))
    return str(tmp_path / "x.png")


@pytest.mark.parametrize("command", COMMANDS, ids=[command[0] for command in COMMANDS])
def test_without_the_extra_it_is_refused(picture, tmp_path, monkeypatch, capsys, command):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    assert run([*(word.format(file=picture, folder=tmp_path) for word in command), "--ocr"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "kedun[ocr]" in said.err
    assert "没有安装文字识别" in said.err


def test_the_setting_is_refused_too(picture, monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    monkeypatch.setenv("DLP_OCR", "true")
    assert run(["extract", picture]) == 2


def test_without_the_option_a_picture_stays_unread(picture, capsys):
    assert run(["extract", picture]) == 3
    assert "只有图像" in capsys.readouterr().err


def test_with_the_option_it_is_read(picture):
    need(ocr.installed(), "the extra [ocr]")
    assert run(["extract", picture, "--ocr"]) == 0
