"""dlp destroyed: proof that content is gone, and the record of it (clause 4.2.4)."""

from __future__ import annotations

import getpass
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from dlp import database, policy
from dlp.cli import CLEAN, FOUND, INCOMPLETE, common
from dlp.destruction import Fate, Look, Record, look
from dlp.errors import ConfigError
from dlp.leftovers import NAME, load_leftovers
from dlp.model import Text
from dlp.policy import Policy
from dlp.record import shown_path
from dlp.register import Destroyed, Register
from dlp.state import State
from dlp.words import REASONS
from reports import certificate as certificates
from reports.certificate import Certificate, Table

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FATES = {
    Fate.GONE: Text("已不在", "gone"),
    Fate.CHANGED: Text("文件在，内容已不同", "the file is there with other content"),
    Fate.THERE: Text("仍在", "still there"),
    Fate.OUT_OF_REACH: Text("目录不在：已删除或未连接", "its folder is not there: removed, or not connected"),
}
NOT_SEEN = (
    Text(
        "只按整个文件的内容比对：压缩包、邮件和文档里的副本，以及改动过的副本，不在比对之内。",
        "Whole files were compared: copies inside archives, mails and documents, and copies that were changed, were not.",
    ),
    Text(
        "卷影副本、时光机器和备份介质没有打开，除非它们挂载在检查范围内。",
        "Shadow copies, Time Machine and backup media were not opened, unless they are mounted where this look went.",
    ),
    Text(
        "存储介质上已删除而未覆盖的数据块不在检查之内。",
        "Blocks that are deleted and not yet overwritten on a medium were not looked at.",
    ),
)
_SIGNERS = (Text("销毁执行人", "who destroyed it"), Text("监督人", "witness"), Text("部门负责人", "head of department"))


@click.command("destroyed")
@click.argument("hashes", nargs=-1)
@click.option(
    "--file",
    "listed",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="SHA-256 清单 / a list of SHA-256, such as sha256sum writes",
)
@click.option(
    "--in",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="到这些目录里找；不写时找记录过的目录 / where to look; else where it was recorded",
)
@click.option("--format", "form", type=click.Choice(certificates.FORMATS), default="text", show_default=True)
@common.output_option
def command(hashes: tuple[str, ...], listed: Path | None, roots: tuple[Path, ...], form: str, file: Path | None) -> int:
    """证明内容已销毁：核对记录过的位置，再到目录、回收站和历史版本里找一遍。

    Prove that content is gone: ask for it where it was recorded, then look through folders, bins
    and old versions. If none is left that is put on record, and the content raises an incident
    should it come back. Exit codes: 0 gone · 1 some of it is there · 3 something could not be looked at.
    """
    settings = common.settings_of()
    loaded = policy.load(settings)
    wanted = _digests(hashes, listed)
    records = list(_records(State(settings.state_folder, loaded.version), wanted))
    seen = look(
        wanted, records, roots or _folders(records), load_leftovers(loaded.folder / NAME), skip=settings.state_folder
    )
    now, number = datetime.now(UTC), secrets.token_hex(6)
    if seen.is_gone:
        who = getpass.getuser()
        Register(settings.state_folder).destroy(Destroyed(d, database.utc(now), who, number) for d in wanted)
    with common.output(file) as out:
        certificates.write(form, certificate(seen, wanted, loaded, now, number), out)
    return FOUND if not seen.is_gone else CLEAN if seen.is_complete else INCOMPLETE


def _digests(hashes: tuple[str, ...], listed: Path | None) -> list[str]:
    """The digests given, each once. Raises ConfigError."""
    lines = listed.read_text(encoding="utf-8", errors="replace").splitlines() if listed else []
    given = [*hashes, *(line.split()[0] for line in lines if line.strip())]
    for number, word in enumerate(given):
        if not _DIGEST.fullmatch(word.lower()):
            what = Text("不是 SHA-256（64 位十六进制）", "this is no SHA-256 (64 hexadecimal digits)")
            raise ConfigError(what, file=(listed or "") if number >= len(hashes) else "")
    if not given:
        raise ConfigError(Text("没有写要证明的内容", "no content was named"))
    return list(dict.fromkeys(word.lower() for word in given))


def _records(state: State, wanted: list[str]) -> Iterator[Record]:
    for digest in wanted:
        yield from (Record(digest, path, size, when) for path, size, when in state.seen(digest))


def _folders(records: list[Record]) -> list[Path]:
    """The folders where content was recorded and that are still there. Raises ConfigError."""
    folders = dict.fromkeys(folder for r in records if (folder := Path(r.path).parent).is_dir())
    if not folders:
        what = Text("没有记录，也没有写到哪里找", "nothing is on record, and no folder was named to look into")
        raise ConfigError(what, fix=Text("用 --in 写上目录", "name folders with --in"))
    return list(folders)


def certificate(seen: Look, wanted: list[str], loaded: Policy, now: datetime, number: str) -> Certificate:
    """The proof, or what stands against it."""
    return Certificate(
        Text("销毁证明", "Proof of destruction")
        if seen.is_gone
        else Text("销毁核查（未通过）", "Check of destruction (failed)"),
        loaded.company.name,
        now.astimezone(),
        (
            (Text("编号", "number"), number),
            (Text("内容", "content (SHA-256)"), "，".join(wanted)),
            (Text("检查范围", "looked into"), "，".join(map(str, seen.roots))),
            (Text("比对文件", "files compared"), str(seen.files)),
            (Text("策略版本", "policy"), loaded.version),
        ),
        _result(seen),
        tuple(_tables(seen)),
        NOT_SEEN,
        _SIGNERS,
        tuple(_data(seen, wanted, loaded, now, number)),
    )


def _result(seen: Look) -> Text:
    if not seen.is_gone:
        return Text("仍有副本，销毁没有完成。", "Copies are left: the destruction is not complete.")
    if not seen.is_complete:
        return Text("看到的地方都没有了；有些地方没能看到。", "Gone wherever could be looked; some places could not.")
    return Text("在检查范围内已没有这些内容，并已登记。", "None of it is left where this looked; that is on record.")


def _tables(seen: Look) -> Iterator[Table]:
    where = Text("文件", "file")
    yield Table(
        Text("仍在的副本", "Copies that are left"),
        (where, Text("内容", "content")),
        [(shown_path(str(p)), d) for p, d in seen.found],
    )
    yield Table(
        Text("记录过的位置", "Where it was recorded"),
        (where, Text("记录时间", "recorded"), Text("现在", "now")),
        [(r.path, r.seen, str(_FATES[fate])) for r, fate in seen.fates],
    )
    yield Table(
        Text("回收站和历史版本", "Bins and old versions"),
        (Text("种类", "kind"), where),
        [(str(b.name), str(p)) for b, p in seen.bins],
    )
    yield Table(
        Text("没能看到", "Could not be looked at"),
        (where, Text("原因", "reason")),
        [(shown_path(str(p)), str(REASONS[reason])) for p, reason in seen.missed],
    )


def _data(seen: Look, wanted: list[str], loaded: Policy, now: datetime, number: str) -> Iterator[dict[str, object]]:
    for record, fate in seen.fates:
        yield {"recorded": record.path, "digest": record.digest, "seen": record.seen, "fate": fate.value}
    for path, digest in seen.found:
        yield {"found": shown_path(str(path)), "digest": digest}
    for path, reason in seen.missed:
        yield {"missed": shown_path(str(path)), "reason": reason.value}
    yield {
        "destruction": {
            "number": number,
            "time": now.isoformat(timespec="seconds"),
            "digests": wanted,
            "gone": seen.is_gone,
            "complete": seen.is_complete,
            "looked_into": [str(root) for root in seen.roots],
            "bins": [str(path) for _, path in seen.bins],
            "files": seen.files,
            "policy": loaded.version,
            "not_looked_at": [note.en for note in NOT_SEEN],
        }
    }
