"""Asking programs and files: no answer is None, and nothing hangs."""

import os
import sys

import pytest

from dlp.machine.asking import ask, decoded, read


@pytest.mark.skipif(sys.platform == "win32", reason="programs of POSIX")
def test_programs():
    assert ask(["echo", "中文"]) == "中文\n"
    assert ask(["false"]) is None
    assert ask(["no-such-program-at-all"]) is None
    assert ask(["sleep", "5"], seconds=0.1) is None
    assert ask(["sh", "-c", "echo a; echo b >&2"], errors=True) == "a\nb\n"
    assert ask(["sh", "-c", "echo a; echo b >&2"]) == "a\n"


@pytest.mark.skipif(sys.platform == "win32", reason="programs of POSIX")
def test_only_the_systems_own_folders_are_searched(tmp_path, monkeypatch):
    (tmp_path / "nft-fake").write_text("#!/bin/sh\necho mine\n")
    (tmp_path / "nft-fake").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert ask(["nft-fake"]) is None


def test_files(tmp_path):
    (tmp_path / "a").write_text("内容", encoding="utf-8")
    assert read(tmp_path / "a") == "内容"
    assert read(tmp_path) is read(tmp_path / "none") is read("a\0b") is None


def test_a_chinese_windows_prints_in_its_code_page():
    assert decoded("状态    启用".encode("gbk")) == decoded("状态    启用".encode()) == "状态    启用"
