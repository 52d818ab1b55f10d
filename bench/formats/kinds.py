"""Families of formats, by file name and by true type, and which judges know a family."""

from __future__ import annotations

_BY_NAME = {
    "pdf": "pdf",
    "docx": "docx docm dotx dotm",
    "xlsx": "xlsx xlsm xltx xltm xlam",
    "xlsb": "xlsb",
    "pptx": "pptx pptm ppsx ppsm potx potm",
    "odt": "odt ott",
    "ods": "ods ots",
    "odp": "odp otp odg",
    "fodt": "fodt fods fodp fodg",
    "doc": "doc dot wps wpt",
    "xls": "xls xlt xla et",
    "ppt": "ppt pps pot dps",
    "rtf": "rtf",
    "msg": "msg",
    "eml": "eml mht mhtml",
    "mbox": "mbox",
    "tnef": "tnef",
    "html": "html htm xhtml",
    "xml": "xml",
    "json": "json ipynb",
    "text": "txt csv tsv md rst ics vcf log srt",
    "ofd": "ofd",
    "epub": "epub",
    "zip": "zip jar",
    "7z": "7z",
    "rar": "rar",
    "tar": "tar tgz",
    "cab": "cab",
    "lzh": "lzh lha",
    "gz": "gz",
    "bz2": "bz2",
    "xz": "xz lzma",
    "zst": "zst",
    "iso": "iso",
    "cpio": "cpio",
    "ar": "ar deb",
    "sqlite": "sqlite sqlite3",
    "access": "mdb accdb",
    "dbf": "dbf",
    "image": "png jpg jpeg gif bmp tif tiff webp heic",
}
FAMILY_OF = {extension: family for family, listed in _BY_NAME.items() for extension in listed.split()}
"""Families by file name extension."""

ARCHIVES = frozenset(("zip", "7z", "rar", "tar", "cab", "lzh", "gz", "bz2", "xz", "zst", "iso", "cpio", "ar"))
"""Families whose text is that of the files in them."""

JUDGES = {
    "pdf": ("pdftotext", "pypdf", "kreuzberg", "markitdown"),
    "docx": ("python-docx", "tags", "kreuzberg", "markitdown", "libreoffice"),
    "xlsx": ("openpyxl", "tags", "kreuzberg"),
    "xlsb": ("pyxlsb", "kreuzberg", "libreoffice"),
    "pptx": ("python-pptx", "tags", "kreuzberg", "libreoffice"),
    "odt": ("tags", "kreuzberg", "libreoffice"),
    "ods": ("tags", "kreuzberg", "libreoffice"),
    "odp": ("tags", "kreuzberg", "libreoffice"),
    "fodt": ("markup", "libreoffice"),
    "doc": ("catdoc", "antiword", "kreuzberg", "libreoffice"),
    "xls": ("xls2csv", "xlrd", "kreuzberg", "libreoffice"),
    "ppt": ("catppt", "kreuzberg", "libreoffice"),
    "rtf": ("unrtf", "kreuzberg", "libreoffice"),
    "msg": ("extract-msg", "kreuzberg", "markitdown"),
    "eml": ("email", "kreuzberg"),
    "mbox": ("mailbox",),
    "html": ("markup", "kreuzberg", "markitdown"),
    "xml": ("markup", "kreuzberg"),
    "json": ("json", "kreuzberg"),
    "text": ("decoded", "chardet", "kreuzberg"),
    "ofd": ("tags",),
    "epub": ("tags", "kreuzberg"),
    "sqlite": ("sqlite3",),
    "access": ("mdb-export",),
    "dbf": ("dbfread", "libreoffice"),
}
"""Independent readers of each family."""

_UNSURE = frozenset(("", "unknown", "text", "ole", "ole-damaged", "zip-damaged", "zip"))
_ALIKE = {
    "jpeg": "image",
    "png": "image",
    "gif": "image",
    "bmp": "image",
    "tiff": "image",
    "webp": "image",
    "heic": "image",
    "avif": "image",
    "psd": "image",
    "encrypted-office": "encrypted-office",
}


def by_name(name: str) -> str:
    """The family that a file's name claims, empty if none."""
    return FAMILY_OF.get(name.rpartition(".")[2].lower(), "") if "." in name else ""


def family(name: str, kind: str) -> str:
    """The family of a file whose true type our sniffer gives; its name helps where that is unsure."""
    kind = kind.removesuffix("-damaged") if kind.removesuffix("-damaged") in JUDGES else kind
    if kind in _UNSURE:
        return by_name(name) or kind or "unknown"
    return _ALIKE.get(kind, kind)
