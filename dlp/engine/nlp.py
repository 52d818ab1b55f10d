"""spaCy's blank Chinese pipeline as Presidio's NLP engine: offline, no model to download."""

from __future__ import annotations

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.tokens import Doc

from dlp.engine.lac_component import PIPE, configuration
from dlp.engine.recognizers import LANGUAGE


class ChineseNlpEngine(SpacyNlpEngine):
    """Presidio's spaCy engine over `spacy.blank("zh")` (one token a character).

    model: whether the pipeline names persons, places and organisations. Our own engine does not
    need it: `dlp.engine.naming` asks the model for small parts of a text only.
    """

    def __init__(self, *, model: bool = False) -> None:
        self._model = model
        super().__init__([{"lang_code": LANGUAGE, "model_name": "blank"}], configuration())

    def load(self) -> None:
        """Build the pipeline; nothing is fetched."""
        self.pipeline = spacy.blank(LANGUAGE)
        if self._model:
            self.pipeline.add_pipe(PIPE)
        self.nlp = {LANGUAGE: self.pipeline}  # type: ignore[assignment]  # Presidio declares None

    def nothing(self) -> NlpArtifacts:
        """Artifacts of an empty text, for recognizers that do not look at any."""
        doc = Doc(self.pipeline.vocab)
        return NlpArtifacts(entities=[], tokens=doc, tokens_indices=[], lemmas=[], nlp_engine=self, language=LANGUAGE)
