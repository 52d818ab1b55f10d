"""Where each system says that a user's folders are."""

from pathlib import Path, PureWindowsPath

from dlp.machine.folders import of_linux, of_macos, of_windows


def test_linux_folders_may_be_moved_and_translated():
    text = '# comment\nXDG_DOWNLOAD_DIR="$HOME/下载"\nXDG_DOCUMENTS_DIR="/data/docs/"\n'
    found = of_linux(Path("/home/x"), text, {"XDG_CONFIG_HOME": "/home/x/cfg"})
    assert found["downloads"] == "/home/x/下载"
    assert found["documents"] == "/data/docs"
    assert found["pictures"] == "/home/x/Pictures"
    assert found["config"] == "/home/x/cfg"


def test_macos_folders():
    found = of_macos(Path("/Users/x"))
    assert found["config"] == "/Users/x/Library/Application Support"
    assert found["downloads"] == "/Users/x/Downloads"


def test_windows_documents_may_lie_on_another_drive():
    shell = {
        "Personal": r"D:\Docs",
        "{374DE290-123F-4565-9164-39C4925E467B}": r"%USERPROFILE%\Downloads",
        "Desktop": "",
    }
    found = of_windows(PureWindowsPath(r"C:\Users\x"), shell, {"ProgramFiles": r"C:\Program Files"})
    assert found["documents"] == r"D:\Docs"
    assert found["downloads"] == r"C:\Users\x\Downloads"
    assert found["desktop"] == r"C:\Users\x\Desktop"
    assert found["config"] == r"C:\Users\x\AppData\Roaming"
    assert found["programs"] == r"C:\Program Files"
