"""Whether a volume is encrypted, by what each system answers."""

import json
import plistlib

import pytest

from dlp.machine.encryption import (
    Mount,
    mount_of,
    mounts,
    of_bitlocker,
    of_block,
    of_diskutil,
    of_fdesetup,
    of_manage_bde,
    of_mount,
)

MOUNTINFO = """\
22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw
40 22 8:17 / /media/x/My\\040Stick rw,nosuid - vfat /dev/sdb1 rw
41 22 0:50 / /home/x/Private rw - ecryptfs /home/x/.Private rw
42 22 0:51 / /srv/share rw - cifs //files/share rw
"""


def block(sysfs, name, uuid="", below=()):
    folder = sysfs / "devices" / name
    (folder / "slaves").mkdir(parents=True)
    if uuid:
        (folder / "dm").mkdir()
        (folder / "dm/uuid").write_text(uuid + "\n")
    for other in below:
        (folder / "slaves" / other.name).symlink_to(other)
    return folder


def test_the_mount_a_path_lies_on():
    table = mounts(MOUNTINFO)
    assert mount_of("/media/x/My Stick/a.txt", table) == Mount("/media/x/My Stick", "8:17", "vfat")
    assert mount_of("/media/x/My Sticks", table).point == "/"
    assert mount_of("/srv/share", table).kind == "cifs"


def test_luks_below_lvm_encrypts_what_lies_on_it(tmp_path):
    disk = block(tmp_path, "nvme0n1p3")
    luks = block(tmp_path, "dm-0", "CRYPT-LUKS2-0123456789abcdef-luks", [disk])
    lvm = block(tmp_path, "dm-1", "LVM-abc", [luks])
    (tmp_path / "dev/block").mkdir(parents=True)
    (tmp_path / "dev/block/253:1").symlink_to(lvm)
    assert of_mount(Mount("/", "253:1", "ext4"), tmp_path) is True
    assert of_block(disk) is False


def test_a_volume_over_two_disks_is_encrypted_only_if_both_are(tmp_path):
    luks = block(tmp_path, "dm-0", "CRYPT-LUKS2-0-a", [block(tmp_path, "sda1")])
    assert of_block(block(tmp_path, "dm-2", "LVM-abc", [luks, block(tmp_path, "sdb1")])) is False
    assert of_block(block(tmp_path, "dm-3", "LVM-abc", [luks, block(tmp_path, "vdb")])) is None


def test_disks_of_a_virtual_machine_say_nothing(tmp_path):
    for name in ("vda1", "xvda1", "nbd0", "loop3", "zram0"):
        assert of_block(block(tmp_path, name)) is None


def test_kinds_of_file_system(tmp_path):
    assert of_mount(Mount("/home/x/Private", "0:50", "ecryptfs"), tmp_path) is True
    assert of_mount(Mount("/srv/share", "0:51", "cifs"), tmp_path) is None
    assert of_mount(Mount("/x", "8:99", "ext4"), tmp_path) is None


@pytest.mark.parametrize(
    ("facts", "encrypted"),
    [
        ({"FileVault": True}, True),
        ({"FileVault": False, "Encryption": False}, False),
        ({}, None),
        ({"Encryption": True}, True),
    ],
)
def test_diskutil(facts, encrypted):
    assert of_diskutil(plistlib.dumps(facts)) is encrypted
    assert of_diskutil(b"Could not find disk") is None


@pytest.mark.parametrize(
    ("answer", "on"),
    [
        ("FileVault is On.\n", True),
        ("FileVault is Off.\n", False),
        ("FileVault is On.\nEncryption in progress: Percent completed = 41\n", False),
        ("", None),
    ],
)
def test_fdesetup(answer, on):
    assert of_fdesetup(answer) is on


def test_bitlocker_by_wmi():
    rows = [
        {"DriveLetter": "C:", "ProtectionStatus": 1, "ConversionStatus": 1},
        {"DriveLetter": "d:", "ProtectionStatus": 0, "ConversionStatus": 1},
        {"DriveLetter": "E:", "ProtectionStatus": 2},
        {"DriveLetter": None, "ProtectionStatus": 1},
    ]
    assert of_bitlocker(json.dumps(rows)) == {"C:": True, "D:": False, "E:": None}
    assert of_bitlocker(json.dumps(rows[0])) == {"C:": True}
    assert of_bitlocker("Access denied") == {}


@pytest.mark.parametrize(
    ("answer", "on"),
    [
        ("    Conversion Status:    Fully Encrypted\n    Protection Status:    Protection On\n", True),
        ("    Conversion Status:    Fully Encrypted\n    Protection Status:    Protection Off\n", False),
        ("    保护状态:         保护启用\n", True),
        ("    保护状态:         保护关闭\n", False),
        ("    Protection Status:    Unknown (drive locked)\n", None),
        ("", None),
    ],
)
def test_manage_bde(answer, on):
    assert of_manage_bde(answer) is on
