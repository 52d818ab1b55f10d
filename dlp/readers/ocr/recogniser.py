"""PP-OCRv6 by rapidocr, with the models inside its wheel: where text stands, and what it says.

PP-OCR: Du et al., arXiv:2009.09941; both models and rapidocr are under the Apache License 2.0.
rapidocr can fetch models and pictures over the network. Here it cannot: the paths of its models
are given, and in the place of its HTTP client stands a module that knows no requests.
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Height × width × blue, green, red."""

Boxes = npt.NDArray[np.float32]
"""Number × four corners (top left, top right, bottom right, bottom left) × x, y."""

_DETECTOR, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """What a strip says: how sure that is, from 0 to 1, and where each character's middle is, as a share of its width."""

    text: str
    score: float
    places: tuple[float, ...]


def find(picture: Pixels) -> Boxes:
    """The boxes of a picture's lines; none is found in parts smaller than some eight pixels."""
    boxes = _engine()(picture, use_det=True, use_cls=False, use_rec=False).boxes
    return np.zeros((0, 4, 2), np.float32) if boxes is None else np.asarray(boxes, np.float32)


def read(strip: Pixels) -> Reading:
    """One line of text, upright."""
    said = _engine()(strip, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    text, info = str(said.txts[0]), said.word_results[0]
    columns = iter([column for word in info.word_cols for column in word])
    places, last = [], 0.0
    for character in text:
        last = last if character.isspace() else (next(columns, 0) + 0.5) / max(1.0, info.line_txt_len)
        places.append(last)
    return Reading(text, float(said.scores[0]), tuple(places))


@cache
def _engine() -> Any:
    """The engine, loaded once. Raises FileNotFoundError if the wheel holds other models."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"  # each thread would take address space, of which there is little
    without_http()
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    logging.getLogger("RapidOCR").handlers.clear()
    models = models_folder()
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_preprocess_img": False,  # sizes are chosen in glance.py
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Det.model_path": str(models / _DETECTOR),
            "Det.limit_type": "max",
            "Det.limit_side_len": 1 << 20,
            "Det.max_candidates": 10_000,  # what is over it would be dropped without a word
            "Rec.model_path": str(models / _RECOGNISER),
            "Rec.rec_img_shape": [3, 48, 48],  # no narrow strip is filled up to a wide one
        }
    )


def models_folder() -> Path:
    """Where the wheel keeps its models."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("rapidocr")
    return Path(spec.origin).parent / "models"


def without_http() -> None:
    """Put a module in the place of `requests` that has the names which rapidocr mentions, and no others."""
    if "requests" not in sys.modules:
        stand_in = ModuleType("requests")
        stand_in.__dict__.update(Response=object, RequestException=OSError)
        sys.modules["requests"] = stand_in
