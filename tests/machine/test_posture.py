"""How a machine is guarded, by what each system answers; what is not said stays unknown."""

import json

import pytest

from dlp.machine import posture
from dlp.machine.posture import Lock

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
wangfang:x:1001:1001::/home/wangfang:/bin/bash
sync:x:4:65534:sync:/bin:/bin/sync
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
FILTER = """\
table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		iif "lo" accept
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
	}
}
"""


def test_people_and_their_passwords():
    people = posture.of_passwd(PASSWD)
    assert people == ["root", "wangfang"]
    assert posture.of_shadow("root:*:1::::::\nwangfang:$y$j9T$x:1::::::\n", people) is True
    assert posture.of_shadow("root:*:1::::::\nwangfang::1::::::\n", people) is False
    assert posture.of_shadow("", people) is None


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("[daemon]\nAutomaticLoginEnable = true\nAutomaticLogin = wangfang\n", True),
        ("[daemon]\n#AutomaticLoginEnable = true\n", False),
        ("[Autologin]\nUser=wangfang\nSession=plasma\n", True),
        ("[Autologin]\nUser=\n", False),
        ("[Seat:*]\nautologin-user=wangfang\n", True),
        ("no section\n", False),
        ("", False),
    ],
)
def test_automatic_login(text, alone):
    assert posture.logs_in_by_itself(text) is alone


@pytest.mark.parametrize(
    ("answers", "lock"),
    [
        (("true\n", "uint32 300\n", "uint32 0\n"), Lock(True, 5)),
        (("true\n", "uint32 600\n", "uint32 30\n"), Lock(True, 11)),
        (("true\n", "uint32 0\n", "uint32 0\n"), Lock(False)),
        (("false\n", "uint32 300\n", "uint32 0\n"), Lock(False)),
        (("", "", ""), Lock()),
    ],
)
def test_gnome(answers, lock):
    assert posture.of_gsettings(*answers) == lock


@pytest.mark.parametrize(
    ("text", "lock"),
    [
        ("", Lock(True, 5)),
        ("[Daemon]\nTimeout=10\n", Lock(True, 10)),
        ("[Daemon]\nAutolock=false\n", Lock(False)),
        ("[Daemon]\nTimeout=soon\n", Lock()),
    ],
)
def test_kde(text, lock):
    assert posture.of_kscreenlocker(text) == lock


def test_firewalls_of_linux():
    assert posture.of_nft(FILTER) is True
    assert posture.of_nft("") is False
    assert posture.of_nft(FILTER.replace("policy drop", "policy accept")) is False
    assert posture.of_nft(FILTER.replace("policy drop;", "policy accept;\n jump ufw-input")) is True
    assert posture.of_ufw("# comment\nENABLED=yes\nLOGLEVEL=low\n") is True
    assert posture.of_ufw("Status: inactive\n") is False
    assert posture.of_ufw("") is None


def test_a_service_that_runs_is_a_yes_and_never_a_no():
    units = "clamav-daemon.service loaded active running Clam AntiVirus\nclamd@scan.service loaded active running x\n"
    assert posture.runs(units, ("clamav-daemon",)) is True
    assert posture.runs(units, ("clamd",)) is True
    assert posture.runs("ssh.service loaded active running OpenSSH\n", ("clamd",)) is None


def test_macos():
    assert posture.of_socketfilter("Firewall is enabled. (State = 1)\n") is True
    assert posture.of_socketfilter("Firewall is blocking all non-essential incoming connections. (State = 2)\n") is True
    assert posture.of_socketfilter("Firewall is disabled. (State = 0)\n") is False
    assert posture.of_socketfilter("") is None
    line = "2026-10-01 09:00:00.000 sysadminctl[501:9] screenLock {}\n"
    assert posture.of_sysadminctl(line.format("delay is 300 seconds")) == Lock(True, 5)
    assert posture.of_sysadminctl(line.format("delay is immediate")) == Lock(True, 0)
    assert posture.of_sysadminctl(line.format("is off")) == Lock(False)
    assert posture.of_sysadminctl("") == Lock()
    assert posture.of_idle(Lock(True, 5), "600\n") == Lock(True, 15)
    assert posture.of_idle(Lock(True, 5), "") == Lock(True)
    assert posture.of_idle(Lock(), "600") == Lock()


@pytest.mark.parametrize(
    ("values", "lock"),
    [
        ({"ScreenSaveActive": "1", "ScreenSaverIsSecure": "1", "ScreenSaveTimeOut": "600"}, Lock(True, 10)),
        ({"ScreenSaveActive": "1", "ScreenSaverIsSecure": "0", "ScreenSaveTimeOut": "600"}, Lock()),
        ({"ScreenSaveActive": "0"}, Lock()),
        ({"InactivityTimeoutSecs": "900", "ScreenSaveActive": "0"}, Lock(True, 15)),
        ({"InactivityTimeoutSecs": "0"}, Lock()),
        ({}, Lock()),
    ],
)
def test_windows_screen_saver(values, lock):
    assert posture.of_screen_saver(values) == lock


def test_windows_firewall():
    assert posture.of_firewall_profiles(["1", "1", "1"]) is True
    assert posture.of_firewall_profiles(["1", "0", "1"]) is False
    assert posture.of_firewall_profiles([]) is None
    said = "Domain Profile Settings: \n-----\nState                                 {}\nPublic Profile Settings:\nState     ON\n"
    assert posture.of_netsh(said.format("ON")) is True
    assert posture.of_netsh(said.format("OFF")) is False
    assert posture.of_netsh("域配置文件 设置:\n状态                                  启用\n") is True
    assert posture.of_netsh("") is None


def test_windows_virus_protection():
    assert posture.of_defender(json.dumps({"RealTimeProtectionEnabled": True, "AntivirusEnabled": True})) is True
    assert posture.of_defender(json.dumps({"RealTimeProtectionEnabled": False})) is False
    assert posture.of_defender("[]") is posture.of_defender("") is posture.of_defender("{}") is None
    on, off = {"displayName": "A", "productState": 0x041000}, {"displayName": "B", "productState": 0x040000}
    assert posture.of_security_center(json.dumps([on, off])) is True
    assert posture.of_security_center(json.dumps(off)) is False
    assert posture.of_security_center("") is None


def test_one_yes_is_enough_or_one_no():
    assert posture.any_of([None, True]) is True
    assert posture.any_of([None, False]) is None
    assert posture.any_of([]) is posture.weakest([]) is None
    assert posture.weakest([None, False]) is False
    assert posture.weakest([True, None]) is None
