"""What tests of one format share."""

import pytest

from dlp.readers.source import is_name


@pytest.fixture
def parts_of(reader, tmp_path):
    """Read some bytes as a file: the text of every part but members' names, and the document."""

    def run(data: bytes, name: str = "file.bin"):
        file = tmp_path / name
        file.write_bytes(data)
        reading = reader.open(file)
        parts: dict[str, str] = {}
        for block in reading.blocks():
            if is_name(block.locator.part):
                continue
            assert block.start == len(parts.get(block.locator.part, "")), "offsets follow on"
            parts[block.locator.part] = parts.get(block.locator.part, "") + block.text
        return parts, reading.document()

    return run


@pytest.fixture
def read(parts_of):
    """The same, by the name that most tests call it."""
    return parts_of


@pytest.fixture
def blocks_of(reader, tmp_path):
    """Read some bytes as a file: its blocks."""

    def run(data: bytes, name: str = "file.bin"):
        (tmp_path / name).write_bytes(data)
        return [b for b in reader.open(tmp_path / name).blocks() if not is_name(b.locator.part)]

    return run
