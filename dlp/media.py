"""Removable media that the company has issued: devices.yml, and whether a device is one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from dlp.machine import host
from dlp.machine.devices import Device
from dlp.model import Text
from dlp.schema import Strict, Words, check, load_yaml

NAME = "devices.yml"


class DeviceShape(Strict):
    """A device, or all of a model, as written."""

    name: Words
    vendor: str = Field(pattern=r"^[0-9a-f]{4}$")
    product: str = Field(pattern=r"^[0-9a-f]{4}$")
    serial: str | None = None


class DevicesShape(Strict):
    """The file devices.yml."""

    approved: list[DeviceShape]


@dataclass(frozen=True, slots=True)
class Issued:
    """A device that the company has issued; without a serial number every device of the model."""

    name: Text
    vendor: str
    product: str
    serial: str | None = None

    def covers(self, device: Device) -> bool:
        """Whether a device is meant."""
        same = (device.vendor, device.product) == (self.vendor, self.product)
        return same and (self.serial is None or self.serial.casefold() == device.serial.casefold())


@dataclass(slots=True)
class Media:
    """The list, and the devices that are connected; they are asked for once, when first needed."""

    issued: tuple[Issued, ...] = ()
    listed: bool = False
    ask: Callable[[], Iterable[Device]] = host.devices
    _connected: list[Device] = field(default_factory=list)
    _asked: bool = False

    def connected(self) -> list[Device]:
        """The devices that hold mounted volumes."""
        if not self._asked:
            self._connected, self._asked = list(self.ask()), True
        return self._connected

    def at(self, mount: str) -> Device | None:
        """The device mounted at a folder, or at one above it."""
        path = mount.replace("\\", "/").rstrip("/") + "/"
        for device in self.connected():
            if any(path.startswith(m.replace("\\", "/").rstrip("/") + "/") for m in device.mounts):
                return device
        return None

    def approves(self, device: Device | None) -> bool | None:
        """Whether a device is on the list; None without a list, or of a device that cannot be told."""
        if device is None or not device.known or not self.listed:
            return None
        return any(each.covers(device) for each in self.issued)


def load(file: Path) -> Media:
    """Read devices.yml; without one nothing can be said of any device. Raises RuleError."""
    if not file.exists():
        return Media()
    source = load_yaml(file)
    shapes = check(source, DevicesShape, source.data).approved
    issued = tuple(Issued(s.name.text, s.vendor, s.product, s.serial) for s in shapes)
    return Media(issued, listed=True)
