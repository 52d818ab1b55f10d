"""MAC address, 网卡地址 (IEEE 802): six pairs of hexadecimal digits. It tells a device."""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text

_PAIRS = 6


def canonical(text: str) -> str:
    """Twelve hexadecimal digits in lower case."""
    return re.sub(r"[^0-9a-f]", "", text.lower())


def is_valid(address: str) -> bool:
    """Whether it is the address of one device: neither empty nor a broadcast or group address."""
    return len(set(address)) > 2 and not int(address[1], 16) & 1


def _confidence(value: str) -> float:
    """Six pairs of decimal digits may be a date and a time, or a code."""
    return 0.3 if re.sub(r"[:.-]", "", value).isdigit() else 0.7


DETECTOR = Pattern(
    entity="MAC_ADDRESS",
    title=Text("MAC地址", "MAC address"),
    source="IEEE 802",
    gate=Gate(
        shapes=(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}", r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\."),
        made_of="0123456789ABCDEFabcdef:.-",
    ),
    regex=(
        r"(?<![0-9A-Za-z])(?<![0-9A-Fa-f][:.-])(?:[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})"
        r"|[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![0-9A-Za-z])(?![:.-][0-9A-Fa-f])"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words("MAC MAC地址 网卡 物理地址 硬件地址 mac_address mac_addr macaddr ether hwaddr bssid"),
    mask=lambda value: canonical(value)[:_PAIRS] + "******",
    cell=r"[0-9A-Fa-f]{2}(?:[:-]?[0-9A-Fa-f]{2}){5}",
    examples=(
        yes("MAC地址：3c:5a:b4:01:9f:e2", "3c:5a:b4:01:9f:e2"),
        yes("网卡 A4-83-E7-2B-10-CD 已绑定", "A4-83-E7-2B-10-CD"),
        yes("arp 3c5a.b401.9fe2 dynamic", "3c5a.b401.9fe2"),
        yes("ether 00:16:3e:12:34:56", "00:16:3e:12:34:56"),
        no("ff:ff:ff:ff:ff:ff", why="everybody at once"),
        no("00:00:00:00:00:00", why="empty"),
        no("SHA1 3c:5a:b4:01:9f:e2:11:22", why="a longer fingerprint"),
        no("20-26-11-23-10-45", why="digits only: a date and a time"),
    ),
)
