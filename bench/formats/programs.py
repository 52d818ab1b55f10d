"""Readers that are programs of their own: asked with a command, where they are installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.formats.words import words

PATIENCE = 30
"""Seconds that a judge may take for a file."""
_MOST = 64 << 20
_COMMANDS = {
    "pdftotext": ("pdftotext", "-q", "-enc", "UTF-8", "{}", "-"),
    "catdoc": ("catdoc", "-w", "-dutf-8", "{}"),
    "antiword": ("antiword", "-m", "UTF-8.txt", "{}"),
    "catppt": ("catppt", "-dutf-8", "{}"),
    "xls2csv": ("xls2csv", "-dutf-8", "-q0", "{}"),
    "unrtf": ("unrtf", "--text", "--quiet", "{}"),
}
_OFFICE = "soffice"
PROGRAMS = (*_COMMANDS, "libreoffice", "mdb-export")


def installed(judge: str) -> bool:
    """Whether this machine has the judge's program."""
    program = {"libreoffice": _OFFICE}.get(judge, judge)
    return shutil.which(program) is not None


def answer(judge: str, path: Path) -> set[str] | None:
    """The words that a program finds in a file, None if it fails."""
    try:
        if judge == "libreoffice":
            return _office(path)
        return words(_access(path) if judge == "mdb-export" else _output(_COMMANDS[judge], path))
    except (OSError, subprocess.SubprocessError):
        return None


def _output(command: tuple[str, ...], path: Path) -> str:
    done = subprocess.run(
        [word.format(path.resolve()) for word in command],
        capture_output=True,
        timeout=PATIENCE,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    return done.stdout[:_MOST].decode("utf-8", "replace")


def _access(path: Path) -> str:
    """Every table of a database of Microsoft Access."""
    tables = [name for name in _output(("mdb-tables", "-1", "{}"), path).splitlines() if name]
    return "\n".join(_table(path, name) for name in tables)


def _table(path: Path, name: str) -> str:
    return _output(("mdb-export", "{}", name.replace("{", "{{").replace("}", "}}")), path)


def _office(path: Path) -> set[str]:
    """LibreOffice: slow, with a profile of its own so that it disturbs no other. PDF, because not all can become text."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{_PROFILE.name}"
        subprocess.run(
            [_OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path.resolve())],
            capture_output=True,
            timeout=4 * PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
        )
        made = next(iter(Path(folder).glob("*.pdf")), None)
        if made is None:
            raise FileNotFoundError
        return words(_output(_COMMANDS["pdftotext"], made))


_PROFILE = tempfile.TemporaryDirectory(prefix="kedun-bench-office-", ignore_cleanup_errors=True)
