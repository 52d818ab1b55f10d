"""Each rule on places, devices and guards, through the whole program with real files: it speaks, and it keeps silent."""

import json
import shutil

import pytest

from dlp import policy
from dlp.cli import run
from dlp.ledger import Ledger
from dlp.machine import host
from dlp.machine.access import Exposure
from dlp.machine.devices import Device
from dlp.machine.posture import Posture
from dlp.policy import Policy

PEOPLE = "姓名,手机,身份证号\n" + "".join(
    f"客户{a}{b},139001390{i:02},{number}\n"
    for i, (a, b, number) in enumerate(
        zip("甲乙丙丁戊己庚辛壬癸子丑", "一二三四五六七八九十百千", ["11010519491231002X"] + [""] * 11, strict=True), 1
    )
)
ISSUED = Device("0951", "1666", "YUNHAI0000000001", "Kingston", ())
OWN = Device("abcd", "0001", "PRIVATE1", "Own stick", ())


@pytest.fixture
def scan(capsys, monkeypatch, engine):
    monkeypatch.setattr("dlp.pipeline.Engine", lambda **_: engine)  # the same for every scan, and slow to load

    def call(*arguments) -> dict[str, str]:
        """Rule to level of what a scan raises."""
        run(["scan", *map(str, arguments), "--format", "jsonl"])
        lines = map(json.loads, capsys.readouterr().out.splitlines())
        return {line["rule"]: line["level"] for line in lines if "incident" in line}

    return call


@pytest.fixture
def file(tmp_path):
    (tmp_path / "名单.csv").write_text(PEOPLE, encoding="utf-8")
    return tmp_path / "名单.csv"


def plugged(monkeypatch, device: Device | None, mount) -> None:
    """A device is mounted at a folder."""
    there = [Device(device.vendor, device.product, device.serial, device.title, (str(mount),))] if device else []
    monkeypatch.setattr("dlp.machine.removable_mounts", lambda: (str(mount),))
    monkeypatch.setattr(host, "devices", lambda: there)
    real = policy.load

    def loaded(settings) -> Policy:
        found = real(settings)
        found.media.ask = lambda: there
        return found

    monkeypatch.setattr(policy, "load", loaded)


def test_removable_media(scan, file, tmp_path, monkeypatch):
    plugged(monkeypatch, OWN, tmp_path)
    assert scan(file)["5.2-removable-media"] == "high"
    plugged(monkeypatch, None, tmp_path)
    assert set(scan(file)) == {"5.2-removable-media"}


def test_an_issued_device_is_only_put_on_record(scan, file, tmp_path, monkeypatch):
    plugged(monkeypatch, ISSUED, tmp_path)
    assert scan(file) == {"5.2-approved-device": "info"}


def test_an_issued_device_in_clear(scan, file, tmp_path, monkeypatch):
    plugged(monkeypatch, ISSUED, tmp_path)
    monkeypatch.setattr(host, "volume_encrypted", lambda _: False)
    assert scan(file) == {"5.2-approved-device": "info", "5.2-approved-device-in-clear": "medium"}
    monkeypatch.setattr(host, "volume_encrypted", lambda _: True)
    assert scan(file) == {"5.2-approved-device": "info"}


@pytest.mark.parametrize(
    ("place", "rules"),
    [
        ("phone", {"5.2-phone": "high"}),
        ("screenshot", {"5.4-screenshot": "medium"}),
        ("print", {"5.4-print": "medium"}),
        ("clipboard", {"5.4-clipboard": "low"}),
        ("company_chat", {"4.2.2-company-chat": "low"}),
        ("chat", {"4.2.2-chat-folder": "medium"}),
    ],
)
def test_kinds_of_place(scan, file, tmp_path, place, rules):
    assert scan(file, "--place", place) == rules
    (tmp_path / "无关.txt").write_text("今天下午三点开会。", encoding="utf-8")
    assert scan(tmp_path / "无关.txt", "--place", place) == {}


def test_places_by_the_names_of_their_folders(scan, file, tmp_path):
    for folder, rule in (("Pictures/Screenshots", "5.4-screenshot"), ("xwechat_files/w/msg/file", "4.2.2-chat-folder")):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(file, tmp_path / folder / "a.csv")
        assert set(scan(tmp_path / folder)) == {rule}


def test_a_relocated_folder_is_found_by_its_step(scan, file, tmp_path, monkeypatch):
    from dlp.channels import discover
    from dlp.discovery import Ground
    from dlp.machine.folders import of_linux

    (tmp_path / ".dropbox").mkdir()
    (tmp_path / "公司资料").mkdir()
    (tmp_path / ".dropbox/info.json").write_text(json.dumps({"personal": {"path": str(tmp_path / "公司资料")}}))
    shutil.copy(file, tmp_path / "公司资料/a.csv")
    assert set(scan(tmp_path / "公司资料")) == {"4.2.2-not-designated"}
    ground = Ground("linux", lambda: [tmp_path], lambda home: of_linux(home, "", {}), lambda *_: [])
    monkeypatch.setattr("dlp.places.discover", lambda applications: discover(applications, ground))
    assert set(scan(tmp_path / "公司资料")) == {"4.2.2-personal-storage"}
    assert run(["places"]) == 0


def test_core_data_that_everyone_can_read(scan, tmp_path, monkeypatch):
    folder = tmp_path / "云海金服共享盘/客户资料专用"
    folder.mkdir(parents=True)
    rows = "".join(f"王小{c},6222020200112{i:03}0,cvv {100 + i}\n" for i, c in enumerate("明红强伟芳敏", 1))
    (folder / "a.csv").write_text("持卡人,卡号,CVV2\n" + rows + PEOPLE, encoding="utf-8")
    exposure = Exposure(True, True, ("staff",))
    monkeypatch.setattr(host, "readers_of", lambda *_: exposure)
    lines = scan(tmp_path)
    if "1.3-core-readable-by-everyone" not in lines:
        pytest.fail("the file is not core data; the test says nothing")
    monkeypatch.setattr(host, "readers_of", lambda *_: Exposure(False, True, ("staff",)))
    assert "1.3-core-readable-by-everyone" not in scan(tmp_path)
    monkeypatch.setattr(host, "readers_of", lambda *_: None)
    assert "1.3-core-readable-by-everyone" not in scan(tmp_path)


def test_designated_storage_in_clear(scan, file, tmp_path, monkeypatch):
    monkeypatch.setattr("dlp.places.host.volume_encrypted", lambda _: False)
    shares = tmp_path / "policy"
    shutil.copytree(policy.shipped(), shares, ignore=shutil.ignore_patterns("__pycache__"))
    text = (shares / "places.yml").read_text(encoding="utf-8").replace("    encrypted: true\n", "")
    (shares / "places.yml").write_text(text, encoding="utf-8")
    folder = tmp_path / "云海金服共享盘/客户资料专用"
    folder.mkdir(parents=True)
    shutil.copy(file, folder / "a.csv")
    assert "4.2.2-designated-in-clear" not in scan(folder)
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(shares))
    assert scan(folder).get("4.2.2-designated-in-clear") == "low"
    monkeypatch.setattr("dlp.places.host.volume_encrypted", lambda _: None)
    assert "4.2.2-designated-in-clear" not in scan(folder)


def raised(state) -> dict[str, str]:
    return {e.incident.verdict.rule: e.incident.verdict.level.value for e in Ledger(state).entries()}


def test_connecting_a_device(monkeypatch, state, tmp_path, capsys):
    plugged(monkeypatch, ISSUED, tmp_path)
    assert run(["devices", "--record"]) == 0
    assert raised(state) == {}
    plugged(monkeypatch, OWN, tmp_path)
    assert run(["devices"]) == 0
    assert raised(state) == {}
    capsys.readouterr()
    assert run(["devices", "--record", "--format", "jsonl"]) == 1
    device, incident = map(json.loads, capsys.readouterr().out.splitlines())
    assert (device["serial"], device["approved"], device["mounts"]) == ("PRIVATE1", False, [str(tmp_path)])
    assert (incident["rule"], incident["act"], incident["path"]) == (
        "5.2-device-connected",
        "connected",
        "device:abcd:0001:PRIVATE1",
    )
    assert "security@yunhai.example" in incident["notify"]
    run(["devices", "--record"])
    assert [entry.times for entry in Ledger(state).entries()] == [2]


@pytest.mark.parametrize(
    ("posture", "rules"),
    [
        (Posture(), {}),
        (Posture(True, True, 15, True, True, True), {}),
        (Posture(login_password=False), {"5.2-no-login-password": "medium"}),
        (Posture(screen_lock=False), {"5.2-no-screen-lock": "medium"}),
        (Posture(screen_lock=True, lock_minutes=16), {"5.2-late-screen-lock": "low"}),
        (Posture(firewall=False), {"5.3-firewall-off": "medium"}),
        (Posture(antivirus=False), {"5.3-antivirus-off": "medium"}),
        (Posture(disk_encrypted=False), {"5.3-disk-in-clear": "low"}),
    ],
)
def test_guards(monkeypatch, state, posture, rules, capsys):
    monkeypatch.setattr(host, "ask_posture", lambda: posture)
    assert run(["posture"]) == 0
    assert run(["posture", "--record", "--format", "jsonl"]) == (1 if rules else 0)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert lines[0]["machine"] == host.name()
    assert raised(state) == rules
    for line in lines[1:]:
        assert (line["act"], line["place"], line["path"]) == ("posture", "workstation", f"machine:{host.name()}")


def test_guards_for_people(monkeypatch, capsys):
    monkeypatch.setattr(host, "ask_posture", lambda: Posture(firewall=False, lock_minutes=10))
    assert run(["posture"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "防火墙已开启\t否 no\tthe firewall is on" in said
    assert "锁屏时间（分钟）\t10\tminutes until it locks" in said
    assert "病毒防护已开启\t未知 unknown\tvirus protection is on" in said


def test_an_older_policy_folder_goes_on_loading(scan, file, tmp_path, monkeypatch):
    old = tmp_path / "policy"
    shutil.copytree(policy.shipped(), old, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("channels.yml", "hosts.yml", "devices.yml"):
        (old / name).unlink()
    monkeypatch.setenv("DLP_POLICY_FOLDER", str(old))
    assert set(scan(file)) == {"4.2.2-not-designated"}
    assert set(scan(file, "--place", "removable")) == {"5.2-removable-media"}
