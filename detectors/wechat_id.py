"""WeChat ID, 微信号: `wxid_…`, or six to twenty letters, digits, `_` and `-` after a word.

Words written to slip through (薇信, vx, V信) are undone by `dlp.evasion` before this looks.
A mobile number used as WeChat ID is a CN_MOBILE.
"""

from __future__ import annotations

import re

from detectors.base import Gate, Pattern, no, words, yes
from detectors.phrases import JOIN, LABEL
from dlp.model import Text
from dlp.text import HAN, mask_middle

_APP = re.compile(r"wx[0-9a-f]{16}")
_NOT_AN_ID = frozenset(
    "android iphone harmonyos windows macos openid unionid appid appsecret webview wechat weixin wxpay wechatpay https"
    " string varchar number integer boolean float32 float64 uint32 uint64 undefined password minprogram miniprogram".split()
)
_STRONG = r"(?:微信(?:号码?|账号|帐号|ID|id)|(?<![0-9A-Za-z_])(?i:wechat|weixin|wx)[ _]?(?i:id|no|号|账号))"
_WEAK = (
    rf"(?:微信|(?<![0-9A-Za-z])(?i:wechat|weixin)|(?:(?<=[{HAN}])|(?<=[{HAN}][ ,;:/、，；])|(?m:^)[ ]{{0,4}})[Ww][Xx])"
)


def is_valid(value: str) -> bool:
    """Whether it could be an account: no application's id, no word of a program."""
    return _APP.fullmatch(value.lower()) is None and value.lower() not in _NOT_AN_ID


DETECTOR = Pattern(
    entity="WECHAT_ID",
    title=Text("微信号", "WeChat ID"),
    source="微信号命名规则",
    gate=Gate(cues=words("微信 wechat weixin wx"), shapes=("wxid_",), needs="[A-Za-z][-_A-Za-z0-9]{5}"),
    regex=(
        r"(?:(?<![/\\0-9A-Za-z_-])(?P<value_wxid>wxid_[0-9a-z]{10,20})(?![/\\0-9A-Za-z_-])"
        rf"|{_STRONG}{JOIN}(?P<value_strong>[A-Za-z][-_A-Za-z0-9]{{5,19}})(?![-_0-9A-Za-z.(\[@])"
        rf"|(?:{_WEAK}(?:{LABEL}|[ ]?[(])|加(?:我|个)?微信[ ]?)(?P<value_weak>(?=[A-Za-z][-_A-Za-z]{{0,18}}[0-9])[A-Za-z][-_A-Za-z0-9]{{5,19}})(?![-_0-9A-Za-z.(\[@]))"
    ),
    normalise=str.lower,
    check=is_valid,
    confidence=0.65,
    context=words("微信号 微信号码 微信账号 微信 wechat weixin wx wechat_id weixin_id wx_id wxid"),
    lift=0.25,
    mask=lambda value: mask_middle(value, 2, 1),
    cell=r"[A-Za-z][-_A-Za-z0-9]{5,19}",
    examples=(
        yes("微信号：li_xiaoming88", "li_xiaoming88"),
        yes("微信: yunhai-2046，备注姓名", "yunhai-2046"),
        yes("加vx：zhaomin_0321", "zhaomin_0321"),
        yes("好友 wxid_k3v9x7q2l1m822 通过", "wxid_k3v9x7q2l1m822"),
        yes("WeChat ID: lilei-1988", "lilei-1988"),
        yes("通过微信（pr2024188）联系，加微信abc12345", "pr2024188", "abc12345"),
        no("微信Android客户端", why="a product"),
        no("微信：请扫码添加", why="no account"),
        no("微信号 wx1a2b3c4d5e6f7089", why="the id of an application"),
        no("/WeChat Files/wxid_k3v9x7q2l1m822/FileStorage", why="the user's own folder"),
        no("wx.request({url: api_base2})", why="a call in a program"),
        no("vx = speed_x1", why="a variable"),
    ),
)
