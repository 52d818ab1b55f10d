"""The corpora, made from a seed and kept in a cache folder, never in the repository.

* dense: customer text with one identifier per kilobyte, beside hard negatives, with its truth;
* prose: Chinese text with nothing in it;
* logs: access logs full of digits that are nobody's;
* table: a wide CSV file of customers.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TextIO

from bench import prose, values
from bench.dense import write_dense

SEED = 20261123
MB = 1 << 20


@dataclass(frozen=True)
class Corpus:
    """A file on disk. `about` says what it is made of; `truth` lists what is planted in it."""

    name: str
    path: Path
    size: int
    sha256: str
    about: str
    truth: Path | None = None
    persons: int | None = None


def write_prose(text: TextIO, size: int, lines: list[str], seed: int = SEED) -> str:
    """Clean prose of about so many bytes, of lines of manual pages if there are any. Returns where it comes from."""
    rnd = Random(seed)
    source = (
        f"中文手册页（manpages-zh）的 {len(lines)} 行 / {len(lines)} lines of Chinese manual pages (manpages-zh)"
        if lines
        else "生成的句子，因为没有装 manpages-zh / made-up sentences, as manpages-zh is not installed"
    )
    pool = lines or prose.sentences(rnd)
    written = 0
    while written < size:
        line = (rnd.choice(pool) if lines else "".join(prose.paragraph(rnd, pool, 600))) + "\n"
        written += len(line.encode())
        text.write(line)
    return source


_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.86 Safari/537.36",
    "okhttp/4.12.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49(0x1800312c)",
    "Go-http-client/1.1",
)


def _log_line(rnd: Random, second: int) -> str:
    host = f"10.{rnd.randrange(256)}.{rnd.randrange(256)}.{rnd.randrange(1, 255)}"
    path = rnd.choice(
        (
            f"/api/v2/orders/{values.digits(rnd, 18)}",
            f"/pay/notify?out_trade_no=20260{rnd.randrange(1, 10)}{values.digits(rnd, 12)}&t={1_767_225_600_000 + second * 17}",
            f"/static/{rnd.getrandbits(128):032x}.js?v={rnd.randrange(10**10)}",
            f"/trace/{values.uuid(rnd)}/span/{rnd.getrandbits(64):016x}",
            f"/item/{values.digits(rnd, 13)}/sku/{values.digits(rnd, 16)}",
            f"/w/{rnd.getrandbits(160):040x}/diff?from={values.digits(rnd, 10)}",
        )
    )
    clock = f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return (
        f'{host} - - [03/Jan/2026:{clock} +0800] "GET {path} HTTP/1.1" {rnd.choice((200, 200, 304, 404))} '
        f"{rnd.randrange(200, 99_999)} rt={rnd.random():.6f} rid={rnd.getrandbits(128):032x} up=10.0.{rnd.randrange(256)}.7:8080 "
        f'"{rnd.choice(_AGENTS)}"\n'
    )


def write_logs(text: TextIO, size: int, seed: int = SEED) -> None:
    """Access logs of about so many bytes. Nobody's data is in them but internal addresses."""
    rnd = Random(seed)
    written = second = 0
    while written < size:
        line = _log_line(rnd, second)
        written, second = written + len(line), second + 1
        text.write(line)


_TITLES = "客户编号,姓名,身份证号,性别,手机号,银行卡号,开户日期,邮箱,产品,余额,住址,备注"
_PRODUCTS = "稳健理财 活期宝 车险 重疾险 信用贷 黄金定投".split()


class _Unique:
    """Values that nobody else has, so that the number of customers is known."""

    def __init__(self, rnd: Random) -> None:
        self._rnd = rnd
        self._seen: set[str] = set()

    def __call__(self, maker: values.Maker) -> str:
        while (value := maker(self._rnd)) in self._seen:
            pass
        self._seen.add(value)
        return value


def _row(rnd: Random, unique: _Unique, number: int) -> str:
    identity = unique(values.resident_id)
    cells = (
        f"C{number:08d}",
        values.name(rnd),
        identity,
        "男" if int(identity[16]) % 2 else "女",
        unique(values.mobile),
        unique(values.card),
        f"20{rnd.randrange(10, 26)}-{rnd.randrange(1, 13):02d}-{rnd.randrange(1, 29):02d}",
        unique(values.email),
        rnd.choice(_PRODUCTS),
        f"{rnd.randrange(10**8) / 100:.2f}",
        values.address(rnd),
        rnd.choice(("老客户，由客户经理推荐", "线上开户，资料已齐", "", "需电话回访，确认续保意向")),
    )
    return ",".join(cells) + "\n"


def write_table(text: TextIO, size: int, seed: int = SEED) -> int:
    """A customer list: twelve columns, six of which identify. Returns the number of rows."""
    rnd = Random(seed)
    unique = _Unique(rnd)
    text.write(_TITLES + "\n")
    written = number = 0
    while written < size:
        number += 1
        row = _row(rnd, unique, number)
        written += len(row.encode())
        text.write(row)
    return number


def _dense(folder: Path, size: int, _lines: list[str]) -> dict[str, object]:
    truth = folder / "dense.truth.tsv"
    with _create(folder / "dense.txt") as text, _create(truth) as found:
        write_dense(text, found, size, SEED)
    return {"about": "客户文本，每千字节一个标识 / customer text, one identifier per kilobyte", "truth": truth.name}


def _prose(folder: Path, size: int, lines: list[str]) -> dict[str, object]:
    with _create(folder / "prose.txt") as text:
        return {"about": write_prose(text, size, lines)}


def _logs(folder: Path, size: int, _lines: list[str]) -> dict[str, object]:
    with _create(folder / "logs.txt") as text:
        write_logs(text, min(size, 32 * MB))
    return {"about": "访问日志 / access logs"}


def _table(folder: Path, size: int, _lines: list[str]) -> dict[str, object]:
    with _create(folder / "table.csv") as text:
        return {
            "about": "客户名单，12 列，其中 6 列是标识 / customer list, 12 columns, 6 identify",
            "persons": write_table(text, size),
        }


def _create(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


MAKERS: dict[str, tuple[str, Callable[[Path, int, list[str]], dict[str, object]]]] = {
    "dense": ("dense.txt", _dense),
    "prose": ("prose.txt", _prose),
    "logs": ("logs.txt", _logs),
    "table": ("table.csv", _table),
}


def corpus(name: str, cache: Path, megabytes: float, manual: Path = prose.MANUAL) -> Corpus:
    """A corpus of about so many megabytes, from the cache or made now; `manual` holds manual pages.

    A change to the code that makes it, or to its source of prose, makes it anew.
    """
    lines = prose.manual_lines(manual) if name == "prose" else []
    folder = cache / f"{name}-{megabytes:g}MB-{SEED}-{_edition(lines)}"
    card = folder / "corpus.json"
    if not card.exists():
        _make(name, folder, int(megabytes * MB), lines)
    facts = json.loads(card.read_text(encoding="utf-8"))
    truth = folder / facts["truth"] if facts["truth"] else None
    return Corpus(name, folder / facts["path"], facts["size"], facts["sha256"], facts["about"], truth, facts["persons"])


def _make(name: str, folder: Path, size: int, lines: list[str]) -> None:
    """Make the corpus under another name first, so that an interrupted run leaves no half one."""
    draft = folder.with_name(folder.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    file, maker = MAKERS[name]
    facts = maker(draft, size, lines)
    path = draft / file
    with path.open("rb") as data:
        sha256 = hashlib.file_digest(data, "sha256").hexdigest()
    about = {"name": name, "path": file, "size": path.stat().st_size, "sha256": sha256, "truth": None, "persons": None}
    (draft / "corpus.json").write_text(json.dumps(about | facts, ensure_ascii=False), encoding="utf-8")
    draft.rename(folder)


def _edition(lines: list[str]) -> str:
    """Stands for the code and the manual pages that a corpus is made of."""
    sources = [Path(__file__).with_name(f"{name}.py").read_bytes() for name in ("corpus", "dense", "prose", "values")]
    return hashlib.sha256(b"\0".join([*sources, "\n".join(lines).encode()])).hexdigest()[:12]


def facts_of(made: Corpus) -> dict[str, object]:
    """The corpus without its path, for a report."""
    return {key: value for key, value in asdict(made).items() if key not in ("path", "truth")}
