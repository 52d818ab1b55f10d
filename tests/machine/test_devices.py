"""Removable devices as each system describes them; every number is made up."""

import json

from dlp.machine.devices import Device, of_profiler, of_sysfs, of_usb, of_usbstor, of_windows

PROFILER = {
    "SPUSBDataType": [
        {
            "_name": "USB31Bus",
            "host_controller": "AppleT8103USBXHCI",
            "_items": [
                {"_name": "Keyboard", "vendor_id": "apple_vendor_id", "product_id": "0x0250"},
                {
                    "_name": "Hub",
                    "_items": [
                        {
                            "_name": "DataTraveler 3.0",
                            "manufacturer": "Kingston",
                            "vendor_id": "0x0951  (Kingston Technology Company)",
                            "product_id": "0x1666",
                            "serial_num": "YUNHAI0000000001",
                            "Media": [
                                {
                                    "bsd_name": "disk4",
                                    "volumes": [
                                        {"bsd_name": "disk4s1", "mount_point": "/Volumes/KINGSTON"},
                                        {"bsd_name": "disk4s2"},
                                    ],
                                }
                            ],
                        }
                    ],
                },
            ],
        }
    ]
}
KINGSTON = r"\\?\usbstor#disk&ven_kingston&prod_datatraveler_3.0&rev_pmap#yunhai0000000001&0#{53f56307-b6bf-11d0-94f2-00a0c91efb8b}"


def usb_tree(tmp_path, **values):
    """A stick in sysfs: the class folder links to the device below its USB device."""
    usb = tmp_path / "devices/pci0000:00/usb1/1-2"
    block = usb / "1-2:1.0/host4/target4:0:0/4:0:0:0/block/sdb/sdb1"
    block.mkdir(parents=True)
    for name, value in values.items():
        (usb / name).write_text(value + "\n")
    (tmp_path / "class/block").mkdir(parents=True)
    (tmp_path / "class/block/sdb1").symlink_to(block)
    return tmp_path / "class/block"


def test_a_stick_in_sysfs(tmp_path):
    sysfs = usb_tree(
        tmp_path,
        idVendor="0951",
        idProduct="1666",
        serial="YUNHAI0000000001",
        manufacturer="Kingston",
        product="DataTraveler 3.0",
    )
    found = of_sysfs("/dev/sdb1", "/media/x/KINGSTON", sysfs)
    assert found == Device("0951", "1666", "YUNHAI0000000001", "Kingston DataTraveler 3.0", ("/media/x/KINGSTON",))
    assert str(found) == "0951:1666:YUNHAI0000000001"


def test_a_stick_that_luks_encrypts(tmp_path):
    from dlp.machine.linux import is_removable

    sysfs = usb_tree(tmp_path, idVendor="0951", idProduct="1666", serial="YUNHAI0000000001")
    mapped = tmp_path / "devices/virtual/block/dm-0"
    (mapped / "slaves").mkdir(parents=True)
    (mapped / "slaves/sdb1").symlink_to((sysfs / "sdb1").resolve())
    (sysfs / "dm-0").symlink_to(mapped)
    assert of_sysfs("/dev/dm-0", "/media/x/KEY", sysfs).serial == "YUNHAI0000000001"
    assert is_removable("/dev/dm-0", sysfs)


def test_a_stick_without_a_serial_number_has_none(tmp_path):
    found = of_sysfs("/dev/sdb1", "/m", usb_tree(tmp_path, idVendor="1234", idProduct="5678"))
    assert found is not None
    assert (found.serial, found.title, found.known) == ("", "", True)


def test_a_disk_on_no_usb_is_no_device(tmp_path):
    (tmp_path / "devices/pci/nvme0n1").mkdir(parents=True)
    (tmp_path / "nvme0n1").symlink_to(tmp_path / "devices/pci/nvme0n1")
    assert of_sysfs("/dev/nvme0n1", "/", tmp_path) is None
    assert of_sysfs("/dev/gone", "/", tmp_path) is None


def test_system_profiler_names_what_holds_volumes():
    assert of_profiler(json.dumps(PROFILER)) == [
        Device("0951", "1666", "YUNHAI0000000001", "Kingston DataTraveler 3.0", ("/Volumes/KINGSTON",))
    ]
    for nonsense in ("", "[]", "{}", "not json"):
        assert of_profiler(nonsense) == []


def test_windows_names_of_disks_and_devices():
    disk = of_usbstor(r"USBSTOR\DISK&VEN_KINGSTON&PROD_DATATRAVELER_3.0&REV_PMAP\YUNHAI0000000001&0")
    assert disk == Device("", "", "YUNHAI0000000001", "KINGSTON DATATRAVELER 3.0")
    assert of_usbstor(r"SCSI\DISK&VEN_NVME&PROD_X\4&1") is None
    assert of_usb(r"USB\VID_0951&PID_1666\YUNHAI0000000001") == Device("0951", "1666", "YUNHAI0000000001")
    assert of_usb(r"USB\ROOT_HUB30\4&1") is None


def test_a_serial_number_that_windows_made_up_is_none():
    assert of_usb(r"USB\VID_1234&PID_5678\5&2A8B1C3&0&4").serial == ""
    assert of_usbstor(r"USBSTOR\DISK&VEN_GENERIC&PROD_FLASH&REV_1\7&2A8B1C3&0").serial == ""


def test_windows_drive_letters_get_the_numbers_of_the_device_above():
    answer = {
        "disks": [{"DriveLetter": "E", "Path": KINGSTON}, {"DriveLetter": "C", "Path": r"\\?\scsi#disk&ven_nvme#1"}],
        "usb": [r"USB\VID_0951&PID_1666\YUNHAI0000000001", r"USB\ROOT_HUB30\4&1"],
    }
    (found,) = of_windows(json.dumps(answer))
    assert (found.vendor, found.product, found.serial, found.mounts) == ("0951", "1666", "yunhai0000000001", ("E:\\",))
    (alone,) = of_windows(json.dumps({"disks": {"DriveLetter": "E", "Path": KINGSTON}, "usb": None}))
    assert not alone.known
    assert of_windows("") == []
