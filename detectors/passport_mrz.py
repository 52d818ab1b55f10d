"""Machine-readable lines of passports and cards, 护照机读码 (ICAO Doc 9303): TD3, TD2 and TD1.

Number, birth date, expiry date and the whole have check digits (weights 7, 3, 1), so these
lines are sure alone. TD3 is two lines of 44 characters, TD2 two of 36, TD1 three of 30; of
TD3 and TD2 the second line is enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from detectors.base import Gate, Pattern, no, yes
from detectors.papers import weighted
from dlp.model import Text
from dlp.text import fold, mask_middle

_BREAK = r"[ \t]{0,3}[\r\n\v ]{1,2}[ \t]{0,3}"
_TD3 = rf"(?:P[A-Z<][A-Z<]{{42}}{_BREAK})?[A-Z0-9<]{{9}}\d[A-Z<]{{3}}\d{{7}}[MFX<]\d{{7}}[A-Z0-9<]{{14}}[\d<]\d"
_TD2 = rf"(?:[ACIV][A-Z<][A-Z<]{{34}}{_BREAK})?[A-Z0-9<]{{9}}\d[A-Z<]{{3}}\d{{7}}[MFX<]\d{{7}}[A-Z0-9<]{{7}}\d"
_TD1 = rf"[ACI][A-Z0-9<][A-Z<]{{3}}[A-Z0-9<]{{9}}\d[A-Z0-9<]{{15}}{_BREAK}\d{{7}}[MFX<]\d{{7}}[A-Z<]{{3}}[A-Z0-9<]{{11}}\d{_BREAK}[A-Z<]{{30}}"
_SPECIMEN_STATE = "UTO"
"""Utopia, the state of all published examples."""


def check_digit(field: str) -> int:
    """The check digit of a field: digits as they are, A is 10 … Z is 35, < is 0."""
    values = [0 if char == "<" else int(char, 36) for char in field]
    return weighted(values, [(7, 3, 1)[place % 3] for place in range(len(values))]) % 10


def canonical(text: str) -> str:
    """The lines that hold the number and the dates, joined; names are left out."""
    plain = re.sub(r"\s+", "", fold(text).text)
    if len(plain) == 90:
        return plain[:60]
    return plain[-44:] if len(plain) in (44, 88) else plain[-36:]


def is_valid(lines: str) -> bool:
    """Whether every check digit is right and both dates are dates."""
    if len(lines) == 60:
        fields, whole, dates = _td1(lines)
    else:
        fields, whole, dates = _two_lines(lines)
    return all(map(_is_date, dates)) and all(_fits(f) for f in fields) and _fits(whole)


def _td1(lines: str) -> tuple[Sequence[str], str, Sequence[str]]:
    birth, expiry = lines[30:37], lines[38:45]
    whole = lines[5:30] + birth + expiry + lines[48:60]
    return (lines[5:15], birth, expiry), whole, (birth, expiry)


def _two_lines(line: str) -> tuple[Sequence[str], str, Sequence[str]]:
    number, birth, expiry = line[:10], line[13:20], line[21:28]
    personal = (line[28:43],) if len(line) == 44 else ()
    return (number, birth, expiry, *personal), number + birth + line[21:], (birth, expiry)


def _fits(field: str) -> bool:
    """Whether a field's last character checks the rest; an empty field may leave it empty."""
    if field[-1] == "<":
        return not field.strip("<")
    return str(check_digit(field[:-1])) == field[-1]


def _is_date(field: str) -> bool:
    """Whether YYMMDD and a check digit hold a day; a leap day needs the right century only."""
    try:
        date(2000, int(field[2:4]), int(field[4:6]))
    except ValueError:
        return False
    return True


def _number(text: str) -> str:
    lines = canonical(text)
    return lines[5:14] if len(lines) == 60 else lines[:9]


def _is_specimen(lines: str) -> bool:
    state = lines[2:5] if len(lines) == 60 else lines[10:13]
    return state == _SPECIMEN_STATE


DETECTOR = Pattern(
    entity="PASSPORT_MRZ",
    title=Text("护照、证件机读码", "Machine-readable lines of a passport or card"),
    source="ICAO Doc 9303-4, 9303-5, 9303-6",
    gate=Gate(shapes=(r"[0-9]{7}[MFX<][0-9]{7}",)),
    regex=rf"(?<![0-9A-Za-z<])(?:{_TD3}|{_TD2}|{_TD1})(?![0-9A-Za-z<])",
    normalise=canonical,
    check=is_valid,
    confidence=0.95,
    mask=lambda value: mask_middle(_number(value), 2, 2),
    specimen=_is_specimen,
    examples=(
        yes(
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ),
        yes(
            "护照扫描：L898902C36UTO7408122F1204159ZE184226B<<<<<10。",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ),
        yes(
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r\nD231458907UTO7408122F1204159<<<<<<<6",
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r\nD231458907UTO7408122F1204159<<<<<<<6",
        ),
        yes(
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ),
        no("L898902C36UTO7408122F1204159ZE184226B<<<<<11", why="the last check digit is wrong"),
        no("L898902C37UTO7408122F1204159ZE184226B<<<<<10", why="the number's check digit is wrong"),
        no("L898902C36UTO7413122F1204159ZE184226B<<<<<10", why="there is no thirteenth month"),
        no("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", why="a name line alone carries no number"),
    ),
)
