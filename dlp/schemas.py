"""JSON Schemas (draft 2020-12) of the policy files, for editors: made of the shapes that the loader checks.

What a rule may say depends on the facts there are; the schema of the rules lists them with
their words, so that an editor can offer them and underline what is wrong.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from dlp.approvals.approvers import ApproversShape
from dlp.channels import ChannelsShape
from dlp.clocks import ClocksShape
from dlp.datasets import DataSetsShape
from dlp.grades import GradesShape
from dlp.hosts import HostsShape
from dlp.leftovers import LeftoversShape
from dlp.media import DevicesShape
from dlp.model import Level, PlaceKind, Response, Stage
from dlp.people import CompanyShape
from dlp.places import PlacesShape
from dlp.policy import NoTextShape
from dlp.rulebook.clauses import ClausesShape, OwnTextsShape
from dlp.rulebook.entities import EntitiesShape
from dlp.rulebook.facts import COMPARISON, VOCABULARY, Fact, Kind
from dlp.rulebook.rules import RuleShape
from dlp.stores import StoresShape
from dlp.suppressions import SuppressionsShape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]


def rules() -> Schema:
    """The schema of policy/*.yml."""
    schema = RuleShape.model_json_schema()
    properties, definitions = schema["properties"], schema["$defs"]
    definitions["Conditions"] = conditions()
    definitions["Given"] = conditions()
    properties["level"] = {"enum": [*Level, "none"]}
    properties["status"] = {"enum": list(Stage), "default": Stage.STABLE.value}
    properties["then"] = {"type": "array", "minItems": 1, "items": {"enum": list(Response)}}
    properties["when"] = {"$ref": "#/$defs/Conditions", "minProperties": 1}
    properties["unless"] = {"type": "array", "items": {"$ref": "#/$defs/Conditions"}}
    definitions["TestShape"]["properties"]["given"] = {"$ref": "#/$defs/Given"}
    definitions = schema.pop("$defs")
    return {"$schema": DIALECT, "title": "Rules", "type": "array", "items": schema, "$defs": definitions}


def conditions() -> Schema:
    """The schema of a group of conditions: each fact with what can be said of it."""
    properties = {name: _condition(fact) for name, fact in VOCABULARY.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _condition(fact: Fact) -> Schema:
    described = {"description": str(fact.meaning)}
    if fact.kind is Kind.FLAG:
        return {"type": "boolean", **described}
    if fact.kind is Kind.NUMBER:
        return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^{COMPARISON}$"}], **described}
    word: Schema = {"enum": list(fact.words)} if fact.words else {"type": "string"}
    return {"anyOf": [word, {"type": "array", "minItems": 1, "items": word}], **described}


def of(shape: type[BaseModel]) -> Schema:
    """The schema of a file that is checked by one shape."""
    return {"$schema": DIALECT, **shape.model_json_schema()}


def places() -> Schema:
    """The schema of places.yml."""
    schema = of(PlacesShape)
    schema["$defs"]["PlaceShape"]["properties"]["kind"] = {"enum": list(PlaceKind)}
    return schema


def all_schemas() -> dict[str, Schema]:
    """Every schema, by the name of its file."""
    shapes: dict[str, type[BaseModel]] = {
        "approvers": ApproversShape,
        "channels": ChannelsShape,
        "clause_texts": OwnTextsShape,
        "clauses": ClausesShape,
        "clocks": ClocksShape,
        "company": CompanyShape,
        "datasets": DataSetsShape,
        "devices": DevicesShape,
        "entities": EntitiesShape,
        "grades": GradesShape,
        "hosts": HostsShape,
        "leftovers": LeftoversShape,
        "no_text": NoTextShape,
        "stores": StoresShape,
        "suppressions": SuppressionsShape,
    }
    return {"rules": rules(), "places": places(), **{name: of(shape) for name, shape in shapes.items()}}


def write(folder: Path) -> list[Path]:
    """Write every schema to a folder, which is made. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, schema in all_schemas().items():
        files.append(folder / f"{name}.json")
        files[-1].write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return files
