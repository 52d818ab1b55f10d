"""Pictures with a known text: identity cards and scanned customer tables, of nobody.

A card is made as by GA 448-2013 (85.6 × 54 mm, here 1,000 × 630 pixels), a page is A4 at 200 dpi.
What spoils them: skew, quarter turns, blur, noise, JPEG, and the perspective of a telephone's camera.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from bench import values

FONTS = (
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
)
"""Where Debian's fonts-wqy-zenhei and fonts-noto-cjk put them."""

ROWS = 40
_CARD, _PAGE = (1000, 630), (1654, 2339)
_INK, _LABEL, _GROUND = (20, 20, 20), (60, 110, 170), (225, 236, 245)


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up customer."""

    name: str
    number: str
    mobile: str
    address: str


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What was done to a picture: degrees of skew, quarter turns, blur and noise in pixels and grey levels, JPEG quality."""

    skew: float = 0.0
    quarters: int = 0
    blur: float = 0.5
    noise: float = 4.0
    quality: int = 85
    perspective: float = 0.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A picture as a JPEG, and whose data it shows."""

    kind: str
    spoilt: Spoilt
    people: tuple[Person, ...]
    jpeg: bytes


def fonts() -> tuple[Path, ...]:
    """The Chinese fonts of this machine."""
    return tuple(font for font in FONTS if font.is_file())


def person(rnd: Random) -> Person:
    """Somebody whose number has a right check character."""
    return Person(values.name(rnd), values.resident_id(rnd).upper(), values.mobile(rnd), values.address(rnd))


def card(who: Person, font: Path) -> Image.Image:
    """The front of an identity card, without its portrait."""
    image = Image.new("RGB", _CARD, _GROUND)
    draw = ImageDraw.Draw(image)
    small, large = ImageFont.truetype(font, 34), ImageFont.truetype(font, 42)
    born = who.number[6:14]
    sex = "男" if int(who.number[16]) % 2 else "女"
    lines = (
        (60, "姓 名", who.name),
        (130, "性 别", f"{sex}    民 族  汉"),
        (200, "出 生", f"{born[:4]} 年 {int(born[4:6])} 月 {int(born[6:])} 日"),
        (280, "住 址", who.address[:12]),
    )
    for top, label, value in lines:
        draw.text((60, top), label, fill=_LABEL, font=small)
        draw.text((180, top), value, fill=_INK, font=small)
    draw.text((180, 330), who.address[12:], fill=_INK, font=small)
    draw.text((60, 540), "公民身份号码", fill=_LABEL, font=small)
    draw.text((330, 532), who.number, fill=_INK, font=large)
    return image


TITLES = ("序号", "姓名", "身份证号", "手机号码", "住址")
_COLUMNS = (60, 150, 320, 700, 940)


def page(people: tuple[Person, ...], font: Path, size: int) -> Image.Image:
    """A page of a customer table, with lines between its rows."""
    image = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(image)
    draw.text((650, 50), "客户资料登记表", fill=0, font=ImageFont.truetype(font, 40))
    letters = ImageFont.truetype(font, size)
    rows = [TITLES, *((str(n), p.name, p.number, p.mobile, p.address) for n, p in enumerate(people, 1))]
    for number, row in enumerate(rows):
        top = 120 + 52 * number
        for left, cell in zip(_COLUMNS, row, strict=True):
            draw.text((left, top), cell, fill=30, font=letters)
        draw.line((50, top + 43, 1610, top + 43), fill=(120, 120, 120), width=1)
    return image


def spoil(image: Image.Image, how: Spoilt, rnd: Random) -> bytes:
    """The picture as a scanner or a telephone would give it."""
    if how.perspective:
        image = _photographed(image, how.perspective, rnd)
    turned = image.rotate(how.skew, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    if how.quarters:
        turned = turned.rotate(90 * how.quarters, expand=True)
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(how.blur)), np.float32)
    noise = np.random.default_rng(rnd.getrandbits(32)).normal(0, how.noise, pixels.shape)
    out = io.BytesIO()
    Image.fromarray((pixels + noise).clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=how.quality)
    return out.getvalue()


def _photographed(image: Image.Image, amount: float, rnd: Random) -> Image.Image:
    """Seen from aside on a dark table: each corner moves inwards by up to that share of the picture."""
    width, height = image.size
    inward = [(rnd.uniform(0, amount) * width, rnd.uniform(0, amount) * height) for _ in range(4)]
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    seen = [(x + sx * dx, y + sy * dy) for (x, y), (sx, sy), (dx, dy) in zip(corners, signs, inward, strict=True)]
    rows, result = [], []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        result += [u, v]
    matrix = np.linalg.solve(np.array(rows, float), np.array(result, float))
    return image.transform(
        (width, height), Image.Transform.PERSPECTIVE, tuple(matrix), Image.Resampling.BICUBIC, fillcolor=(70, 60, 55)
    )


CARDS: tuple[Spoilt, ...] = (
    *(Spoilt(skew=skew) for skew in (0, 1.5, -3, 3)),
    *(Spoilt(quarters=turn, skew=1) for turn in (1, 2, 3)),
    *(Spoilt(blur=blur, noise=8, quality=60) for blur in (0.8, 1.3, 1.8)),
    *(Spoilt(noise=noise, quality=60) for noise in (12, 20)),
    *(Spoilt(quality=quality) for quality in (40, 60)),
    *(Spoilt(perspective=0.12, blur=0.8, noise=6, quality=60, skew=skew) for skew in (0, 2)),
    Spoilt(skew=-2, quarters=1, blur=1.3, noise=10, quality=50, perspective=0.08),
)
PAGES: tuple[Spoilt, ...] = (
    *(Spoilt(skew=skew, quality=quality) for skew, quality in ((0, 85), (0.6, 60), (-1.2, 50), (3, 60), (-3, 40))),
    *(Spoilt(quarters=turn, skew=0.5, quality=70) for turn in (1, 2, 3)),
    Spoilt(blur=1.3, noise=14, quality=40, skew=1.2),
    Spoilt(perspective=0.05, blur=0.8, noise=6, quality=60),
)


def samples(seed: int, cards: int, pages: int) -> Iterator[Sample]:
    """So many cards and pages, the ways of spoiling them in turn."""
    found = fonts()
    for number in range(cards):
        yield _sample("card", seed + number, CARDS[number % len(CARDS)], found[number % len(found)])
    for number in range(pages):
        yield _sample("page", seed + 10_000 + number, PAGES[number % len(PAGES)], found[number % len(found)])


def _sample(kind: str, seed: int, how: Spoilt, font: Path) -> Sample:
    rnd = Random(seed)
    makers: dict[str, Callable[[], tuple[tuple[Person, ...], Image.Image]]] = {
        "card": lambda: _one(rnd, font),
        "page": lambda: _many(rnd, font),
    }
    people, image = makers[kind]()
    return Sample(kind, how, people, spoil(image, how, rnd))


def _one(rnd: Random, font: Path) -> tuple[tuple[Person, ...], Image.Image]:
    who = person(rnd)
    return (who,), card(who, font)


def _many(rnd: Random, font: Path) -> tuple[tuple[Person, ...], Image.Image]:
    people = tuple(person(rnd) for _ in range(ROWS))
    return people, page(people, font, rnd.choice((22, 24, 26)))
