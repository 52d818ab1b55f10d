"""spaCy's blank Chinese pipeline as Presidio's NLP engine: offline, no model to download."""

from __future__ import annotations

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.tokens import Doc

from dlp.engine.recognizers import LANGUAGE


class ChineseNlpEngine(SpacyNlpEngine):
    """Presidio's spaCy engine over `spacy.blank("zh")` (one token a character)."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": "blank"}])

    def load(self) -> None:
        """Build the blank pipeline; nothing is fetched."""
        self.pipeline = spacy.blank(LANGUAGE)
        self.nlp = {LANGUAGE: self.pipeline}  # type: ignore[assignment]  # Presidio declares None

    def nothing(self) -> NlpArtifacts:
        """Artifacts of an empty text, for recognizers that do not look at any."""
        doc = Doc(self.pipeline.vocab)
        return NlpArtifacts(entities=[], tokens=doc, tokens_indices=[], lemmas=[], nlp_engine=self, language=LANGUAGE)
