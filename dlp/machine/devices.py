"""Removable devices by vendor, product and serial number: what each system says of them.

Numbers are those of the USB descriptor (USB 2.0 specification, 9.6.1): `idVendor` and `idProduct` in
four hexadecimal digits, `iSerialNumber` as text. Everything here but `of_sysfs` is pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dlp.machine.asking import read

_DEEPEST = 8
"""So many layers of device mapper are looked through."""


@dataclass(frozen=True, slots=True)
class Device:
    """A removable device. What is not known is empty; `mounts` are the folders it is seen under."""

    vendor: str
    product: str
    serial: str
    title: str = ""
    mounts: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it can be told from others at all."""
        return bool(self.vendor and self.product)

    def __str__(self) -> str:
        return f"{self.vendor}:{self.product}:{self.serial}" if self.known else self.title


def of_sysfs(device: str, mount: str, sysfs: Path = Path("/sys/class/block")) -> Device | None:
    """Linux: the USB device that a block device (such as sdb1) hangs on; None if it is on no USB."""
    try:
        real = (sysfs / Path(device).name).resolve(strict=True)
    except OSError:
        return None
    folder = next((f for f in disk_below(real).parents if (f / "idVendor").is_file()), None)
    if folder is None:
        return None
    vendor, product, serial, maker, title = (
        (read(folder / name) or "").strip() for name in ("idVendor", "idProduct", "serial", "manufacturer", "product")
    )
    return Device(vendor.lower(), product.lower(), serial, f"{maker} {title}".strip(), (mount,))


def disk_below(block: Path, depth: int = 0) -> Path:
    """Linux: the disk that a device mapper's volume lies on, such as one that LUKS encrypts; else itself."""
    below = sorted((block / "slaves").iterdir()) if depth < _DEEPEST and (block / "slaves").is_dir() else []
    return disk_below(below[0].resolve(), depth + 1) if below else block


def of_profiler(answer: str) -> list[Device]:
    """macOS: what `system_profiler -json SPUSBDataType` says of devices that hold volumes."""
    try:
        items = json.loads(answer).get("SPUSBDataType", [])
    except (ValueError, AttributeError):
        return []
    return [_profiled(item) for item in _items(items) if item.get("Media")]


def _items(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _items(item.get("_items", []))


def _profiled(item: dict[str, Any]) -> Device:
    volumes = [volume for media in item["Media"] for volume in media.get("volumes", [])]
    mounts = tuple(volume["mount_point"] for volume in volumes if "mount_point" in volume)
    title = f"{item.get('manufacturer', '')} {item.get('_name', '')}".strip()
    return Device(
        _hexadecimal(item.get("vendor_id", "")),
        _hexadecimal(item.get("product_id", "")),
        str(item.get("serial_num", "")),
        title,
        mounts,
    )


def _hexadecimal(said: str) -> str:
    """`0x0951  (Kingston Technology Company)` as four digits."""
    number = re.match(r"0x([0-9a-fA-F]{1,4})", said)
    return number[1].lower().zfill(4) if number else ""


def of_usbstor(path: str) -> Device | None:
    r"""Windows: a disk's own name, such as `USBSTOR\DISK&VEN_KINGSTON&PROD_DT_50&REV_PMAP\E0D5&0`.

    A disk's path as `Get-Disk` gives it has `#` for `\`. The vendor and product in it are words; the
    numbers of the USB descriptor come from the device above, see `with_numbers`.
    """
    found = re.search(r"usbstor[\\#](?:disk|\w+)&ven_([^&]*)&prod_([^&\\#]*)[^\\#]*[\\#]([^\\#]+)", path, re.IGNORECASE)
    if found is None:
        return None
    serial, _, _instance = found[3].rpartition("&")
    title = f"{found[1]} {found[2]}".replace("_", " ").strip()
    return Device("", "", "" if found[3][1:2] == "&" else serial or found[3], title)


def of_usb(instance: str) -> Device | None:
    r"""Windows: a USB device's name, such as `USB\VID_0951&PID_1666\E0D55EA57414F510489F0F1A`.

    A serial number with `&` as its second character is Windows' own invention: the device has none.
    """
    found = re.fullmatch(r"USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})\\(.+)", instance, re.IGNORECASE)
    if found is None:
        return None
    return Device(found[1].lower(), found[2].lower(), "" if found[3][1:2] == "&" else found[3])


def of_windows(answer: str) -> list[Device]:
    """Windows: the disks and USB devices that `QUERY` asks PowerShell for, as JSON."""
    try:
        said = json.loads(answer)
    except ValueError:
        return []
    numbers = {d.serial.lower(): d for d in map(of_usb, _listed(said.get("usb"))) if d and d.serial}
    return list(_disks(_listed(said.get("disks")), numbers))


def _disks(rows: list[Any], numbers: Mapping[str, Device]) -> Iterator[Device]:
    for row in rows:
        device = of_usbstor(str(row.get("Path", "")))
        if device:
            above = numbers.get(device.serial.lower())
            mounts = (f"{row['DriveLetter']}:\\",) if row.get("DriveLetter") else ()
            numbered = replace(device, vendor=above.vendor, product=above.product) if above else device
            yield replace(numbered, mounts=mounts)


def _listed(value: Any) -> list[Any]:
    """PowerShell writes a list of one as the one."""
    return value if isinstance(value, list) else [] if value is None else [value]


QUERY = (
    "$disks = Get-Partition | Where-Object DriveLetter | ForEach-Object { [pscustomobject]@{"
    " DriveLetter = [string]$_.DriveLetter; Path = (Get-Disk -Number $_.DiskNumber).Path } };"
    " $usb = (Get-CimInstance Win32_PnPEntity -Filter \"PNPDeviceID LIKE 'USB\\\\VID%'\").PNPDeviceID;"
    " [pscustomobject]@{ disks = @($disks); usb = @($usb) } | ConvertTo-Json -Depth 3 -Compress"
)
"""What PowerShell is asked: drive letters with their disks' paths, and the names of USB devices."""
