"""LAC as a component of a spaCy pipeline, and as entities of a stock Presidio `AnalyzerEngine`.

`spacy.blank("zh")` with the pipe "lac" sets `doc.ents`; many documents should go through
`nlp.pipe`, which reads them in batches. `ENTITIES` says what Presidio calls each label, and
`recognizer()` hands them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from presidio_analyzer.nlp_engine import NerModelConfiguration
from presidio_analyzer.predefined_recognizers import SpacyRecognizer
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from dlp.engine import lac
from dlp.engine.recognizers import LANGUAGE

PIPE = "lac"
ENTITIES = {"PER": "PERSON", "LOC": "ADDRESS", "ORG": "ORGANIZATION"}
SCORE = 0.6
"""Presidio's confidence for all of them: the model gives none, and it is right about six times in ten."""

_DOCUMENTS = 64


class LacComponent:
    """Sets `doc.ents`. The model is loaded when the first document comes."""

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _DOCUMENTS) -> Iterator[Doc]:
        """Read documents in batches; their order stays.

        Raises:
            Unavailable: the model cannot be used on this machine.
        """
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            for doc, found in zip(batch, lac.model().texts([doc.text for doc in batch]), strict=True):
                doc.set_ents(filter_spans(_entities(doc, found)))
                yield doc


def _entities(doc: Doc, found: Iterable[lac.Span]) -> Iterator[Span]:
    for start, end, label in found:
        span = doc.char_span(start, end, label, alignment_mode="expand")
        if span is not None:
            yield span


@Language.factory(PIPE, assigns=["doc.ents"])
def _make(nlp: Language, name: str) -> LacComponent:
    del nlp, name
    return LacComponent()


def configuration() -> NerModelConfiguration:
    """What Presidio's NLP engine makes of the labels."""
    return NerModelConfiguration(
        model_to_presidio_entity_mapping=ENTITIES, low_score_entity_names=[], default_score=SCORE
    )


def recognizer() -> SpacyRecognizer:
    """Hands out what the pipeline found, in any `AnalyzerEngine` over `ChineseNlpEngine(model=True)`."""
    return SpacyRecognizer(LANGUAGE, list(ENTITIES.values()), name="KedunLac")
