"""Fixtures that many tests share. Every test gets a state folder of its own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlp import machine, places, policy
from dlp.engine import Engine
from dlp.fingerprint import Fingerprinter
from dlp.machine import host
from dlp.readers import Limits, Reader
from dlp.settings import Settings

CI = bool(os.environ.get("KEDUN_CI"))


def need(condition: bool, what: str) -> None:
    """Skip loudly where something is missing; in CI that is a failure."""
    if condition:
        return
    if CI:
        pytest.fail(f"CI must have {what}")
    pytest.skip(f"NOT RUN: needs {what}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much chaos there is (tests/chaos): little by default, `make chaos` wants more."""
    parser.addoption("--burst", type=int, default=300, help="files of each burst")
    parser.addoption("--kills", type=int, default=2, help="processes that are killed")
    parser.addoption("--messages", type=int, default=60, help="messages through the relay")
    parser.addoption("--seed", type=int, default=1, help="the same seed kills in the same order")


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of the test's own, and settings that nobody on this machine has changed."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("DLP_")]:
        monkeypatch.delenv(name)
    (home / "kedun.toml").write_text("")
    monkeypatch.setenv("DLP_STATE", str(home / "state"))
    monkeypatch.setenv("DLP_CONFIG", str(home / "kedun.toml"))
    return home / "state"


_ASKING = {
    (host, "volume_encrypted"): host.volume_encrypted,
    (host, "readers_of"): host.readers_of,
    (places, "discover"): places.discover,
    (machine, "removable_mounts"): machine.removable_mounts,
}


@pytest.fixture
def asking_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine as it is, as a process of its own would ask it."""
    for (module, name), asks in _ASKING.items():
        monkeypatch.setattr(module, name, asks)


@pytest.fixture(scope="session", autouse=True)
def silent_host() -> Iterator[None]:
    """A machine that says nothing of itself: what a scan finds must not depend on where the tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(host, "volume_encrypted", lambda _path: None)
        patch.setattr(host, "readers_of", lambda _path, _state: None)
        patch.setattr("dlp.places.discover", lambda _applications: [])
        patch.setattr(machine, "removable_mounts", tuple)
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture(scope="session")
def shipped() -> policy.Policy:
    return policy.load(Settings())


@pytest.fixture(scope="module")
def reader():
    with Reader(Limits()) as reader:
        yield reader


@pytest.fixture
def fingerprints() -> Fingerprinter:
    return Fingerprinter(b"k" * 32)
