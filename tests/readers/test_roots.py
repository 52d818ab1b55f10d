"""XML in a Chinese encoding, which expat refuses, is told by its root like any other."""

import io

import pytest

from dlp.readers.sniff import sniff
from dlp.readers.source import Source
from dlp.readers.xmltext import root_of


def typed(data):
    return sniff(Source(io.BytesIO(data), "a.xml", len(data)))


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis"])
def test_xml_in_an_encoding_of_many_bytes_is_xml(encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    assert typed(head + "<list><name>中文</name></list>".encode(encoding, "replace")) == "xml"


def test_a_word_document_in_gbk_is_known_by_its_root():
    code = '<?xml version="1.0" encoding="gbk"?><w:wordDocument xmlns:w="urn:w"><w:t>客户</w:t></w:wordDocument>'
    assert root_of(code.encode("gbk")).name == "wordDocument"
    assert typed(code.encode("gbk")) == "wordml"
