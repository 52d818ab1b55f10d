"""dlp devices: the removable devices that are connected, and whether the company has issued them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from dlp import policy
from dlp.cli import CLEAN, common
from dlp.judging import Judging
from dlp.machine.devices import Device
from dlp.model import Act, Inspection, Place, PlaceKind, Sighting
from dlp.policy import Policy
from dlp.storage import Connected
from dlp.text import printable

_APPROVED = {True: "已登记 on the list", False: "未登记 not on the list", None: "无法判断 cannot be told"}


@click.command("devices")
@common.lines_option
@common.record_option
def command(form: str, record: bool) -> int:
    """列出已接入的移动存储，是否在 devices.yml 的登记之列。

    List the removable devices that are connected, and whether devices.yml has them. With --record,
    an unlisted one becomes an incident of clause 5.2. Exit code 0, or 1 with incidents.
    """
    settings = common.settings_of()
    loaded = policy.load(settings)
    devices = loaded.media.connected()
    for device in devices:
        approved = loaded.media.approves(device)
        click.echo(json.dumps(_data(device, approved)) if form == "jsonl" else _line(device, approved))
    if not devices and form == "text":
        click.echo("没有接入移动存储 / no removable device is connected")
    if record:
        return common.recorded(settings, (connected(loaded, device) for device in devices), form)
    return CLEAN


def connected(loaded: Policy, device: Device) -> Inspection:
    """The inspection of a device that was connected."""
    name = printable(device.title) or str(device)
    sighting = Sighting(
        f"device:{device}", Place(PlaceKind.REMOVABLE, name), Act.CONNECTED, datetime.now(UTC), who=common.account()
    )
    return Judging(loaded, [Connected(loaded.media.approves(device))]).stated(sighting)


def _data(device: Device, approved: bool | None) -> dict[str, object]:
    return {
        "vendor": device.vendor,
        "product": device.product,
        "serial": device.serial,
        "title": device.title,
        "mounts": list(device.mounts),
        "approved": approved,
    }


def _line(device: Device, approved: bool | None) -> str:
    numbers = f"vendor {device.vendor or '?'} product {device.product or '?'} serial {device.serial or '?'}"
    where = ", ".join(map(printable, device.mounts))
    return f"{_APPROVED[approved]}\t{printable(device.title)}\t{printable(numbers)}\t{where}"
