"""No raw value leaves memory: not into ledger, state, reports, messages or logs."""

import logging
import re
from pathlib import Path

from dlp.cli import run
from tests.readers import makers

PERSONS = [
    ("王晓萌", "440308199901101512", "13900139001", "6228480402564890018", "wxm_8812@qq.com"),
    ("李建业", "110101198003076638", "13900139002", "6222021234567890128", "lijianye@163.com"),
]
ADDRESS = "北京市朝阳区建国路88号3栋2单元1201室"
VALUES = [value for person in PERSONS for value in person] + [ADDRESS]


def plant(folder: Path) -> None:
    rows = [["姓名", "身份证号", "手机", "卡号", "邮箱", "地址"], *([*p, ADDRESS] for p in PERSONS)]
    text = "\n".join(
        f"客户姓名：{n}，身份证号{i}，手机{m}，卡号{c}，邮箱{e}，住址：{ADDRESS}" for n, i, m, c, e in PERSONS
    )
    place = folder / "Nutstore"
    place.mkdir(parents=True)
    (place / "a.xlsx").write_bytes(makers.xlsx({"客户": rows}))
    (place / "a.txt").write_text(text, encoding="utf-8")
    (place / "a.docx").write_bytes(makers.docx(makers.paragraph(text)))
    (place / "a.zip").write_bytes(
        makers.zipped({"a.csv": "\n".join(",".join(map(str, r)) for r in rows).encode("gb18030")})
    )
    (place / "broken.xlsx").write_bytes(makers.xlsx({"客户": rows})[:-200])
    (place / "no_titles.csv").write_text("\n".join(",".join(map(str, r)) for r in rows[1:] * 4), encoding="utf-8")
    (folder / "outbox").mkdir()
    (folder / "outbox" / "1.eml").write_bytes(makers.mail(text, ("a.xlsx", makers.xlsx({"客户": rows}))))


def found_in(data: bytes) -> list[str]:
    forms = {v: (v.encode(), v.encode("gb18030"), v.encode("utf-16-le"), v.encode("unicode_escape")) for v in VALUES}
    return [value for value, encoded in forms.items() if any(form in data for form in encoded)]


def test_values_stand_nowhere_but_in_the_documents(tmp_path, state, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    plant(tmp_path / "seen")
    out = tmp_path / "out"
    out.mkdir()
    for form in ("text", "jsonl", "html", "csv"):
        assert run(["scan", str(tmp_path / "seen"), "--format", form, "-o", str(out / form)]) == 1
        assert run(["report", "--format", form, "-o", str(out / f"report-{form}")]) == 0
    run(["scan", str(tmp_path / "seen")])
    run(["incidents", "list"])
    run(["incidents", "show", "", "--format", "jsonl"])
    run(["detect", str(tmp_path / "seen" / "Nutstore" / "a.txt")])
    captured = capfd.readouterr()
    assert "Nutstore" in captured.out
    assert found_in((captured.out + captured.err + caplog.text).encode()) == []
    files = [p for folder in (state, out) for p in folder.rglob("*") if p.is_file()]
    assert len(files) >= 10
    for file in files:
        assert found_in(file.read_bytes()) == [], file


def test_masks_do_not_give_the_value_away(engine):
    for person in PERSONS:
        for hit in engine.find(
            f"客户姓名：{person[0]}，身份证号{person[1]}，手机{person[2]}，卡号{person[3]}，邮箱{person[4]}"
        ):
            hidden = len(re.sub(r"[^*]", "", hit.masked))
            assert hidden >= min(3, len(hit.value) - 1), hit
            assert hit.value not in hit.masked
