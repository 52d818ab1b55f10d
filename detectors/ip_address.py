"""Internet address, IP 地址 (RFC 791, RFC 4291). Low grade: it tells a device, seldom a person.

Four small numbers with dots are as often a version or a chapter, so they need a word beside them.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from detectors.base import Gate, Pattern, no, words, yes
from dlp.model import Text

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_THREE_DIGITS = re.compile("[0-9]{3}")
"""A number that no chapter or version has."""

_NO_DEVICE = ("0.", "127.")
_MULTICAST = 224
"""The first number from which on there is no single device."""

_DOCUMENTATION = ("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:")


@lru_cache(maxsize=1024)
def canonical(text: str) -> str:
    """The address in its shortest written form (RFC 5952); what is none stays as it is."""
    if ":" not in text:
        return text
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


@lru_cache(maxsize=1024)
def is_valid(address: str) -> bool:
    """Whether it is the address of some device: no mask, loop-back, multicast or empty one.

    Of version 4 it has four numbers up to 255, by the expression.
    """
    if ":" not in address:
        return not address.startswith(_NO_DEVICE) and int(address[: address.index(".")]) < _MULTICAST
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if parsed.is_loopback or parsed.is_unspecified or parsed.is_multicast:
        return False
    return sum(map(str.isdigit, address)) >= 2 and address.count(":") >= 2 and len(address) >= 7


def is_documentation(address: str) -> bool:
    """Whether it is set apart for examples (RFC 5737, RFC 3849)."""
    return address.startswith(_DOCUMENTATION)


def _confidence(value: str) -> float:
    if ":" in value:
        return 0.55
    return 0.55 if _THREE_DIGITS.search(value) else 0.25


def mask(text: str) -> str:
    """The network's first two numbers, or the first two groups."""
    parts = text.split(":" if ":" in text else ".")
    return f"{parts[0]}:{parts[1]}:****" if ":" in text else f"{parts[0]}.{parts[1]}.*.*"


DETECTOR = Pattern(
    entity="IP_ADDRESS",
    title=Text("IP地址", "IP address"),
    source="RFC 791; RFC 4291",
    gate=Gate(
        shapes=(
            r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}[^0-9]",
            r"(?:[0-9A-Fa-f]{1,4}:){5}[0-9A-Fa-f]|[0-9A-Fa-f]{0,4}::[0-9A-Fa-f]|[0-9A-Fa-f]::",
        ),
        made_of="0123456789ABCDEFabcdef.:",
    ),
    regex=(
        rf"(?:(?<![0-9A-Za-z._-])(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9A-Za-z_-])(?!\.[0-9])"
        r"|(?<![0-9A-Za-z.])(?<!::)(?:[0-9A-Fa-f]{1,4}|(?=::))(?::[0-9A-Fa-f]{0,4}){2,7}(?![0-9A-Za-z:])(?!\.[0-9]))"
    ),
    normalise=canonical,
    check=is_valid,
    confidence=_confidence,
    context=words(
        "IP IP地址 地址 来源 登录 登陆 访问 服务器 主机 网关 客户端",
        "ip_address ipaddr ip_addr addr address client_ip remote_addr host server gateway ping from login",
    ),
    against=words("版本 版本号 固件 内核 驱动 章节 条款 第 version ver v release firmware build section rev oid"),
    mask=mask,
    specimen=is_documentation,
    examples=(
        yes("登录IP：10.20.30.40", "10.20.30.40"),
        yes("来源 223.104.63.21 异常", "223.104.63.21"),
        yes("client_ip=8.8.4.4", "8.8.4.4"),
        yes("IPv6 2408:8207:1850:2a10::1f3 在线", "2408:8207:1850:2a10::1f3"),
        yes("IPv6地址：2408:8207:1850:2a10::1f3，网关IP:2408:8207::1", "2408:8207:1850:2a10::1f3", "2408:8207::1"),
        no("升级到 1.2.3.4", why="four small numbers are a version"),
        no("version 10.0.190.41", why="the word in front says it is a version"),
        no("掩码255.255.255.0，回环127.0.0.1", why="a mask, and the machine itself"),
        no("条款 4.2.2.1.103", why="five numbers"),
        no("时间12:30:45", why="a time of day"),
        no("std::abs(x) cafe::add", why="names in a program"),
        no("256.300.1.2", why="numbers go up to 255"),
    ),
)
