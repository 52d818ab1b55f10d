"""dlp posture: how this machine is guarded."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.judging import Judging
from dlp.machine import host
from dlp.machine.posture import Posture
from dlp.model import Act, Inspection, Place, PlaceKind, Sighting, Text
from dlp.policy import Policy
from dlp.storage import Guards

TITLES = {
    "login_password": Text("开机登录需要密码", "logging in takes a password"),
    "screen_lock": Text("屏幕保护需要密码", "the screen locks with a password"),
    "lock_minutes": Text("锁屏时间（分钟）", "minutes until it locks"),
    "firewall": Text("防火墙已开启", "the firewall is on"),
    "antivirus": Text("病毒防护已开启", "virus protection is on"),
    "disk_encrypted": Text("硬盘已加密", "the disk is encrypted"),
}
_SAID = {"True": "是 yes", "False": "否 no", "None": "未知 unknown"}


@click.command("posture")
@common.lines_option
@common.record_option
def command(form: str, record: bool) -> int:
    """显示本机的安全状态：登录密码、锁屏、防火墙、病毒防护、硬盘加密。问不到的是“未知”，不算违规。

    Show how this machine is guarded. What cannot be asked is unknown, and accuses nobody. With --record
    what clauses 5.2 and 5.3 forbid becomes an incident. Exit code 0, or 1 with incidents.
    """
    posture = host.ask_posture()
    facts = asdict(posture)
    if form == "jsonl":
        click.echo(json.dumps({"machine": host.name(), **facts}))
    else:
        for name, title in TITLES.items():
            click.echo(f"{title.zh}\t{_SAID.get(str(facts[name]), facts[name])}\t{title.en}")
    if not record:
        return CLEAN
    settings = common.settings_of()
    return common.recorded(settings, [guarded(policy.load(settings), posture)], form)


def guarded(loaded: Policy, posture: Posture) -> Inspection:
    """The inspection of this machine's guards."""
    place = Place(PlaceKind.WORKSTATION, host.name(), posture.disk_encrypted)
    sighting = Sighting(f"machine:{host.name()}", place, Act.POSTURE, datetime.now(UTC), who=common.account())
    return Judging(loaded, [Guards(posture)]).stated(sighting)
