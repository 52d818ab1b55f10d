"""The worker process: loads the engine, then inspects what it is told, one unit after another.

Started by `dlp/workers/nursery.py` with its channel. Where the system can fork a process safely,
this one only loads, and each worker is a fork of it that shares what was loaded.
"""

from __future__ import annotations

import gc
import json
import os
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection

from dlp import machine, policy
from dlp.errors import KedunError
from dlp.model import Block, Inspection, Locator, Text
from dlp.pipeline import Pipeline
from dlp.settings import Settings
from dlp.state import State
from dlp.workers import letter, wire
from dlp.workers.unit import Unit, inspect

_CHANGED = Text("策略在检查期间被修改", "the policy was changed while the scan was starting")
_WARM = Block("姓名：张三，手机13800138000，地址：北京市朝阳区建国路88号。", Locator(""))
"""Made up. Looking at it loads what is only loaded with the first name."""


def main(arguments: list[str]) -> None:
    """Load, then do as told until the parent hangs up."""
    link = machine.join_link(arguments[0])
    given = json.loads(link.recv_bytes())
    machine.die_with_parent(given["parent"])
    try:
        pipeline = load(Settings.model_validate(given["settings"]), given["policy"])
    except (KedunError, OSError, ImportError) as error:
        link.send_bytes(wire.FAILED + str(error).encode())
        return
    link.send_bytes(wire.READY + (b"fork" if machine.can_fork() else b""))
    if link.recv_bytes() == wire.SERVE:
        serve(link, pipeline)
    else:
        _fork(link, pipeline)


def load(settings: Settings, version: str) -> Pipeline:
    """The pipeline, whole. Raises KedunError, also where the policy is no longer the one that the parent read."""
    loaded = policy.load(settings)
    if loaded.version != version:
        raise KedunError(_CHANGED)
    pipeline = Pipeline(settings, loaded)
    list(pipeline.engine.document().hits(_WARM))
    return pipeline


def serve(link: Connection, pipeline: Pipeline) -> None:
    """Inspect units until the parent hangs up. What was seen before is read, and only the parent writes it."""
    with pipeline:
        pipeline.directions.state = State(pipeline.settings.state_folder, pipeline.policy.version)
        try:
            while True:
                for inspection in _done(pipeline, link.recv_bytes()):
                    wire.send(link, inspection)
        except (EOFError, OSError):
            return


def _done(pipeline: Pipeline, asked: bytes) -> Iterator[Inspection]:
    """What a unit, or a single letter, comes to."""
    if asked.startswith(letter.MARK):
        yield letter.inspect(pipeline, letter.Letter.unpacked(asked))
        return
    unit = Unit.unpacked(asked)
    yield from (inspect(pipeline, seen, unit.place, unit.act) for seen in unit.seen)


def _fork(link: Connection, pipeline: Pipeline) -> None:
    """Make a worker for each channel that comes in. Workers that end are forgotten at once."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()  # a collector that looks at what is shared would copy it
    ours = os.getpid()
    while True:
        try:
            channel = machine.receive_file(link)
        except (EOFError, OSError):
            return
        if os.fork() == 0:
            _become_worker(link, channel, pipeline, ours)
        os.close(channel)


def _become_worker(link: Connection, channel: int, pipeline: Pipeline, parent: int) -> None:
    """Serve in a fork, and end without ever going back into the process that was forked."""
    try:
        link.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the reader's child is waited for
        machine.die_with_parent(parent)
        own = Connection(channel)
        own.send_bytes(wire.READY)
        serve(own, pipeline)
    finally:
        os._exit(0)
