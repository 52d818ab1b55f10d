"""Who can read a file, by mode, POSIX list and Windows descriptor."""

import os
import struct
import subprocess
import sys

import pytest

from dlp.machine.access import Exposure, Rights, of_mode, of_posix, of_sddl, parse_acl
from tests.conftest import need

USERS = {0: "root", 1001: "wangfang", 1002: "liqiang"}
GROUPS = {0: "root", 100: "sales", 200: "audit"}
OPEN = Rights(0, 0, of_mode(0o755, 0, 0))
NAMED_USER, MASK = 0xFFFFFFFF, 0xFFFFFFFF


def exposure(mode, *folders, user=1001, group=100):
    return of_posix(Rights(user, group, of_mode(mode, user, group)), folders, USERS.__getitem__, GROUPS.__getitem__)


def acl(*entries):
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (0o644, Exposure(True, True, ("sales",))),
        (0o640, Exposure(False, True, ("sales",))),
        (0o600, Exposure(False, True)),
        (0o004, Exposure(True, False)),
    ],
)
def test_modes(mode, expected):
    assert exposure(mode, OPEN) == expected


def test_a_closed_folder_closes_what_lies_in_it():
    closed = Rights(1001, 100, of_mode(0o700, 1001, 100))
    assert exposure(0o644, closed, OPEN) == Exposure(False, True)
    for_sales = Rights(0, 100, of_mode(0o750, 0, 100))
    assert exposure(0o644, for_sales, OPEN) == Exposure(False, True, ("sales",), ("root",))
    for_audit = Rights(0, 200, of_mode(0o750, 0, 200))
    assert exposure(0o640, for_audit, OPEN) == Exposure(False, True)


def test_a_list_names_users_and_groups_and_its_mask_bounds_them():
    entries = parse_acl(
        acl((1, 6, 0), (2, 4, 1002), (4, 4, 0), (8, 4, 200), (0x10, 4, MASK), (0x20, 0, 0)),
    )
    found = of_posix(Rights(1001, 100, entries), [OPEN], USERS.__getitem__, GROUPS.__getitem__)
    assert found == Exposure(False, True, ("audit", "sales"), ("liqiang",))
    assert found.words == {"owner", "group", "named"}
    bounded = parse_acl(acl((1, 6, 0), (2, 4, 1002), (4, 4, 0), (0x10, 0, MASK), (0x20, 4, 0)))
    found = of_posix(Rights(1001, 100, bounded), [OPEN], USERS.__getitem__, GROUPS.__getitem__)
    assert found == Exposure(True, True)


def test_readers_by_name():
    assert exposure(0o644, OPEN).names == {"wangfang", "sales", "everyone"}
    assert exposure(0o600, OPEN).names == {"wangfang"}
    numbered = of_posix(Rights(1001, 100, of_mode(0o640, 1001, 100)), [OPEN], str, str)
    assert numbered.names is None
    assert of_sddl("O:S-1-5-21-1-2-3-1001D:(A;;FA;;;S-1-5-21-1-2-3-1001)").names is None


def test_what_is_no_list_is_none():
    assert parse_acl(b"") == parse_acl(b"\x03\0\0\0" + b"\0" * 8) == parse_acl(acl((1, 6, 0))[:-1]) == []


@pytest.mark.skipif(sys.platform != "linux", reason="POSIX lists as Linux keeps them")
def test_a_real_list_of_this_system(tmp_path):
    file = tmp_path / "a"
    file.touch()
    value = acl((1, 6, NAMED_USER), (2, 4, 1002), (4, 0, NAMED_USER), (0x10, 4, MASK), (0x20, 0, NAMED_USER))
    try:
        os.setxattr(file, "system.posix_acl_access", value)
    except OSError:
        need(False, "a file system with POSIX access control lists")
    assert [(e.tag, e.rights, e.number) for e in parse_acl(os.getxattr(file, "system.posix_acl_access"))][1] == (
        2,
        4,
        1002,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="asks this Linux in a process that no fixture has silenced")
def test_asked_of_this_system(tmp_path):
    os.chmod(tmp_path, 0o700)
    (tmp_path / "a").touch(mode=0o644)
    code = (
        "import os, sys; from dlp.machine import host; e = host.readers_of(sys.argv[1], os.stat(sys.argv[1]));"
        "print(e and (e.everyone, e.owner))"
    )
    asked = [sys.executable, "-c", code]
    said = [
        subprocess.run([*asked, str(path)], capture_output=True, text=True, check=True).stdout.strip()
        for path in (tmp_path / "a", "/etc/passwd")
    ]
    assert said[0] in ("(False, True)", "None")
    assert said[1] in ("(True, True)", "None")


@pytest.mark.parametrize(
    ("descriptor", "expected"),
    [
        ("O:BAG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x1200a9;;;BU)", Exposure(True)),
        ("O:BAG:SYD:PAI(A;OICI;FA;;;BA)(A;;FR;;;WD)", Exposure(True)),
        ("O:S-1-5-21-1-2-3-1001D:(A;;FA;;;SY)(A;;FA;;;S-1-5-21-1-2-3-1001)", Exposure(False, True)),
        (
            "O:S-1-5-21-1-2-3-1001D:(A;;FR;;;S-1-5-21-1-2-3-2001)(A;ID;FA;;;S-1-5-21-1-2-3-1001)",
            Exposure(False, True, ("S-1-5-21-1-2-3-2001",)),
        ),
        ("O:BAD:(D;;FA;;;WD)(A;;FA;;;BU)", Exposure(False, False)),
        ("O:BAD:(A;OICIIO;GA;;;WD)(A;;FA;;;BA)", Exposure(False, True)),
        ("O:BAD:(A;;0x100002;;;WD)", Exposure(False, False)),
        ("O:BAD:(A;;FR;;;S-1-1-0)", Exposure(True, False)),
        ("O:BAD:NO_ACCESS_CONTROL", Exposure(True)),
        ("O:BAD:", Exposure(False, False)),
        ("O:BAG:SY", None),
    ],
)
def test_windows_descriptors(descriptor, expected):
    assert of_sddl(descriptor) == expected
