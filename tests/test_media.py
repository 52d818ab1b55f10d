"""Which removable devices the company has issued."""

import pytest

from dlp import media, policy
from dlp.errors import RuleError
from dlp.machine.devices import Device
from dlp.media import Issued, Media
from dlp.model import Text

NAME = Text("盘", "drive")
ONE = Issued(NAME, "0951", "1666", "YUNHAI0000000001")
MODEL = Issued(NAME, "1234", "5678")
MINE = Device("0951", "1666", "yunhai0000000001", mounts=("/media/x/KEY",))


@pytest.mark.parametrize(
    ("device", "approved"),
    [
        (MINE, True),
        (Device("0951", "1666", "OTHER"), False),
        (Device("0951", "1666", ""), False),
        (Device("1234", "5678", "any"), True),
        (Device("1234", "5678", ""), True),
        (Device("", "", "YUNHAI0000000001"), None),
        (None, None),
    ],
)
def test_approval(device, approved):
    assert Media((ONE, MODEL), listed=True).approves(device) is approved


def test_without_a_list_nothing_is_said():
    assert Media().approves(MINE) is None
    assert Media(listed=True).approves(MINE) is False


def test_the_device_under_a_path():
    there = Media(ask=lambda: [MINE, Device("1", "2", "3", mounts=("E:\\",))])
    assert there.at("/media/x/KEY/a/b.txt") is MINE
    assert there.at("/media/x/KEYS/b.txt") is None
    assert there.at("E:\\a.txt").serial == "3"


def test_devices_are_asked_for_once():
    times = []

    def ask():
        times.append(1)
        return [MINE]

    there = Media(ask=ask)
    assert there.connected() == there.connected() == [MINE]
    assert len(times) == 1


def test_the_shipped_list_and_a_wrong_one(tmp_path):
    shipped = media.load(policy.shipped() / media.NAME)
    assert shipped.listed
    assert shipped.approves(MINE) is True
    assert not media.load(tmp_path / "none.yml").listed
    (tmp_path / "devices.yml").write_text(
        'approved:\n  - {name: {zh: 盘, en: d}, vendor: "951", product: "1666"}\n', encoding="utf-8"
    )
    with pytest.raises(RuleError) as caught:
        media.load(tmp_path / "devices.yml")
    assert caught.value.line == 2
