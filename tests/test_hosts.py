"""Mail domains and web hosts, and that looking them up opens no socket."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlp import hosts, policy
from dlp.errors import RuleError
from dlp.model import PlaceKind

SHIPPED = policy.shipped()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("a@qq.com", PlaceKind.PERSONAL_MAIL),
        ("a@vip.qq.com", PlaceKind.PERSONAL_MAIL),
        ("a@vip.163.com", PlaceKind.PERSONAL_MAIL),
        ("a@wo.cn", PlaceKind.PERSONAL_MAIL),
        ("a@tutanota.com", PlaceKind.PERSONAL_MAIL),
        ("a@gmx.de", PlaceKind.PERSONAL_MAIL),
        ("a@hotmail.co.uk", PlaceKind.PERSONAL_MAIL),
        ("a@alibaba.com", PlaceKind.EXTERNAL_MAIL),
        ("a@huawei.com", PlaceKind.EXTERNAL_MAIL),
        ("a@1688.com", PlaceKind.EXTERNAL_MAIL),
        ("a@notqq.com", PlaceKind.EXTERNAL_MAIL),
        ("a@qq.com.evil.example", PlaceKind.EXTERNAL_MAIL),
        ("a@com.cn", PlaceKind.EXTERNAL_MAIL),
        ("a@mail.yunhai.example", PlaceKind.COMPANY_MAIL),
        ("a@bj.lvheng-law.example.", PlaceKind.PARTNER_MAIL),
    ],
)
def test_mailboxes(shipped, address, kind):
    assert shipped.places.of_address(address) is kind


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("www.doubao.com", PlaceKind.AI_CHAT),
        ("chat.deepseek.com", PlaceKind.AI_CHAT),
        ("deepseek.com", None),
        ("pan.baidu.com", PlaceKind.WEB_UPLOAD),
        ("www.baidu.com", None),
        ("PAN.BAIDU.COM.", PlaceKind.WEB_UPLOAD),
        ("", None),
    ],
)
def test_web_hosts(shipped, host, kind):
    assert shipped.hosts.of_web(host) is kind


def test_the_list_holds_no_whole_country():
    """An entry such as com.cn would make a private mailbox of every company below it."""
    import tldextract

    split = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    listed = hosts.load(SHIPPED / hosts.NAME).mail
    assert [domain for domain in listed if not split(domain).domain] == []


def test_a_company_may_do_without_the_list(tmp_path):
    (tmp_path / "hosts.yml").write_text("personal_mail: {maintained_list: false}\nweb_upload: [x.cn]\nai_chat: []\n")
    found = hosts.load(tmp_path / "hosts.yml")
    assert found.mail == {}
    assert found.of_web("a.x.cn") is PlaceKind.WEB_UPLOAD
    assert hosts.load(tmp_path / "none.yml") == hosts.Hosts()
    (tmp_path / "hosts.yml").write_text("personal_mail: {maintaned_list: false}\nweb_upload: []\nai_chat: []\n")
    with pytest.raises(RuleError, match="maintained_list"):
        hosts.load(tmp_path / "hosts.yml")


def test_no_socket_is_opened_for_a_domain():
    code = """
import sys
def guard(event, args):
    if event.startswith("socket."):
        raise SystemExit(f"CALLED OUT {event}")
sys.addaudithook(guard)
from dlp import policy
from dlp.settings import Settings
loaded = policy.load(Settings())
print(loaded.places.of_address("a@vip.163.com"), loaded.hosts.of_web("kimi.com"))
"""
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert done.stdout.split() == ["personal_mail", "ai_chat"], done.stderr
