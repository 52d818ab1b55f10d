"""Documents to begin with, by their true type: whatever the makers of tests/readers make without being told more."""

import importlib
import inspect
import io
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import tests.readers
from dlp.readers import dispatch
from dlp.readers.sniff import sniff
from dlp.readers.source import Source
from tests.readers import makers, makers_hostile

LARGEST = 256 << 10


def targets() -> list[str]:
    """Every reader, by its module: a new one is here as soon as it is in the table of readers."""
    return sorted(set(dispatch.readers().values()))


def kinds(reader: str) -> list[str]:
    """The true types that a reader is given."""
    return [kind for kind, module in dispatch.readers().items() if module == reader]


def of(reader: str, folder: Path | None = None) -> list[bytes]:
    """Seeds for a reader: documents of its types, or all there are if there is none of them."""
    given = _given(folder) if folder else ()
    everything = [*_made(), *((sniff(Source(io.BytesIO(data), "x", len(data))), data) for data in given)]
    own = [data for kind, data in everything if kind.removesuffix("-damaged") in kinds(reader)]
    return own or [data for _, data in everything]


@cache
def _made() -> tuple[tuple[str, bytes], ...]:
    documents = (data for data in _documents() if 0 < len(data) <= LARGEST)
    return tuple((sniff(Source(io.BytesIO(data), "x", len(data))), data) for data in documents)


def _documents() -> Iterator[bytes]:
    yield from _told()
    for info in pkgutil.iter_modules(tests.readers.__path__):
        if info.name.startswith("makers") and info.name != "makers_hostile":
            yield from _untold(importlib.import_module(f"tests.readers.{info.name}"))
    yield from (make() for make in makers_hostile.SMALL)


def _told() -> Iterator[bytes]:
    """What makers make when they are told what to."""
    inner = makers.zipped({"a.txt": "客户王小明 手机13900139001\n"})
    yield from (
        "姓名,手机\n王小明,13900139001\n李四,13900139002\n".encode(code) for code in ("utf-8", "gb18030", "utf-16")
    )
    yield makers.xlsx({"客户": [["姓名", "手机"], ["王小明", 13900139001]]}, comment="批注")
    yield makers.docx(makers.paragraph("姓名：王小明") + makers.table(["a", "b"], ["c", "d"]))
    yield makers.pdf("手机13900139001", "第二页", image=True)
    yield makers.mail("电话13900139001", ("名单.zip", inner))
    yield makers.zipped({"a.txt": "x", "b.zip": inner, "c.html": "<table><tr><td>1<td>2</table>"})
    yield "<!doctype html><html><body><p>姓名<table><tr><td>王小明<td>13900139001</table><a href='mailto:a@b.cn'>x</a>".encode()
    yield makers.png(300, 300)
    yield makers.ole("WordDocument", "1Table")


def _untold(module: ModuleType) -> Iterator[bytes]:
    """What a module's functions make that ask for nothing and say that they give bytes."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        shape = inspect.signature(function)
        named = (p for p in shape.parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD))
        asks = any(p.default is p.empty for p in named)
        own = function.__module__ == module.__name__ and not name.startswith("_")
        if own and not asks and shape.return_annotation in (bytes, "bytes"):
            yield function()


def _given(folder: Path) -> list[bytes]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file() and 0 < file.stat().st_size <= LARGEST)
    return [file.read_bytes() for file in files]
