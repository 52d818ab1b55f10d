"""Which judges there are on this machine, and of which version."""

from __future__ import annotations

import re
import subprocess
import sys

from bench.formats import programs
from bench.formats.kinds import JUDGES

_ASKED = {
    "pdftotext": ("pdftotext", "-v"),
    "catdoc": ("catdoc", "-V"),
    "antiword": ("antiword", "-h"),
    "catppt": ("catppt", "-V"),
    "xls2csv": ("xls2csv", "-V"),
    "unrtf": ("unrtf", "--version"),
    "libreoffice": ("soffice", "--version"),
    "mdb-export": ("mdb-ver", "-M"),
}
_STANDARD = ("email", "mailbox", "markup", "json", "sqlite3", "tags", "etree", "flat", "ofd")
_PACKAGE = {"decoded": "charset-normalizer"}
_SCRIPT = """
import importlib.metadata as m, sys
for name in sys.argv[1:]:
    try: print(m.version(name))
    except m.PackageNotFoundError: print("missing")
"""


def versions(python: str, without: frozenset[str]) -> dict[str, str]:
    """Every judge that is asked and present, and its version."""
    asked = sorted({judge for listed in JUDGES.values() for judge in listed} - without)
    libraries = [judge for judge in asked if judge not in (*programs.PROGRAMS, *_STANDARD)]
    found = dict(zip(libraries, _packages(python, libraries), strict=False))
    found |= {judge: _program(judge) for judge in asked if judge in programs.PROGRAMS and programs.installed(judge)}
    standard = {
        judge: f"Python {sys.version_info.major}.{sys.version_info.minor}" for judge in asked if judge in _STANDARD
    }
    return {judge: version for judge, version in (found | standard).items() if version != "missing"}


def _packages(python: str, names: list[str]) -> list[str]:
    command = [python, "-I", "-c", _SCRIPT, *(_PACKAGE.get(name, name) for name in names)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def _program(judge: str) -> str:
    try:
        done = subprocess.run(
            _ASKED[judge],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    match = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return match[0] if match else ""
