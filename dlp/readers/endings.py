"""Whether a file's ending fits its content: a table of endings and the true types that are no surprise under them.

Only endings that promise something stand here, and types are given the benefit of the doubt: a
table exported under `.xls` is often HTML, and pictures are renamed into one another every day.
"""

from __future__ import annotations

_PICTURES = "png jpeg gif bmp tiff webp heic avif psd ico jxl jp2 jxr raw picture svg"
_SOUND = "audio video"
_TABLES = "xlsx xlsm xltx xltm xlam xlsb xls ods fods spreadsheetml encrypted-office"
_WRITING = "docx docm dotx dotm doc odt fodt rtf wordml flatopc word2 works wordperfect hwp encrypted-office"
_SLIDES = "pptx pptm ppsx ppsm potx potm ppam ppt odp fodp encrypted-office"
_LOOSE = "html xml text eml"
"""What programs export under an office ending."""
_PROGRAMS = "pe elf macho"

_TABLE = f"""
jpg jpeg jpe jfif png gif bmp dib webp heic heif avif tif tiff ico cur psd raw: {_PICTURES}
mp3 wav wma aac m4a flac ogg amr silk aif aiff mid midi: {_SOUND}
mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp ts vob rmvb: {_SOUND} text
xls xlt et ett: {_TABLES} {_LOOSE}
xlsx xlsm xltx xltm xlam xlsb ods ots: {_TABLES}
doc dot wps wpt: {_WRITING} {_LOOSE}
docx docm dotx dotm odt ott: {_WRITING} xml
rtf: {_WRITING} text
ppt pps pot dps dpt: {_SLIDES} {_LOOSE}
pptx pptm ppsx ppsm potx potm odp otp: {_SLIDES}
pdf: pdf
ofd: ofd
msg: msg eml
eml: eml text html
zip: zip
7z: 7z
rar: rar pe
gz tgz: gz tar
bz2 tbz tbz2: bz2 tar
xz txz: xz tar
tar: tar gz bz2 xz
exe dll sys ocx scr com cpl drv: {_PROGRAMS} zip 7z rar cab text
so dylib o a: {_PROGRAMS} ar text
ttf otf ttc woff woff2 fon: font
iso: iso
cab: cab
csv tsv txt log md json yaml yml ini conf cfg sql xml html htm js css py java c h cpp cs go sh bat ps1: text html xml json eml svg rtf
mht mhtml: eml html text
vsd vsdx vsdm: vsd vsdx vsdm
"""


def _table() -> dict[str, frozenset[str]]:
    lines = (line.partition(":") for line in _TABLE.strip().splitlines())
    return {ending: frozenset(kinds.split()) for endings, _, kinds in lines for ending in endings.split()}


EXPECTED = _table()
"""True types by ending, in lower case without the dot."""

_DOCUMENTS = frozenset(
    f"{_TABLES} {_WRITING} {_SLIDES} pdf ofd msg eml zip 7z rar sqlite access pst mbox text html".split()
)
"""Types that can hold a customer's data and that people hide; others under a wrong ending mean nothing."""


def is_renamed(name: str, kind: str) -> bool:
    """Whether a file's name promises something else than the document that it is."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    expected = EXPECTED.get(ending)
    kind = kind.removesuffix("-damaged")
    return expected is not None and kind in _DOCUMENTS and kind not in expected
