"""The description of the REST interface as a page of ours: drf-spectacular's own needs scripts from within the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from curriculum.markdown import render, render_inline

Schema = Mapping[str, Any]
FORMATS = {"date": "a day, as 2026-11-25", "date-time": "a moment", "uuid": "a UUID", "double": "a number"}
TYPES = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


@dataclass(frozen=True)
class Sent:
    """Something that a script may send."""

    name: str
    kind: str
    said: str
    """HTML."""
    is_needed: bool


@dataclass(frozen=True)
class Answer:
    code: str
    fields: str
    """Their names; of a list, what holds its rows and the names in a row."""


@dataclass(frozen=True)
class Address:
    verb: str
    path: str
    said: str
    """HTML."""
    sent: list[Sent]
    answers: list[Answer]


@cache
def described() -> dict[str, list[Address]]:
    """By what they are about."""
    whole: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library has no types
    found: dict[str, list[Address]] = {}
    for path, verbs in whole["paths"].items():
        for verb, operation in verbs.items():
            address = _address(verb.upper(), path, operation, whole["components"]["schemas"])
            found.setdefault(operation["tags"][0].replace("-", " ").capitalize(), []).append(address)
    return found


def _address(verb: str, path: str, operation: Schema, schemas: Schema) -> Address:
    sent = [_parameter(one, schemas) for one in operation.get("parameters", []) if one["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    sent += list(_fields(_resolved(body["schema"], schemas), schemas)) if body else []
    answers = [
        Answer(code, _names(said["content"]["application/json"]["schema"], schemas) if "content" in said else "")
        for code, said in operation["responses"].items()
    ]
    return Address(verb, path, render(operation.get("description", "")), sent, answers)


def _parameter(one: Schema, schemas: Schema) -> Sent:
    kind = _kind(one["schema"], schemas)
    return Sent(one["name"], kind, render_inline(one.get("description", "")), one.get("required", False))


def _fields(schema: Schema, schemas: Schema) -> Iterator[Sent]:
    for name, one in schema["properties"].items():
        said = render_inline(one.get("description", ""))
        yield Sent(name, _kind(one, schemas), said, name in schema.get("required", ()))


def _names(schema: Schema, schemas: Schema) -> str:
    """Of the fields in an answer; where it is a list, also of those in a row."""
    found = _resolved(schema, schemas)
    if found.get("type") == "array":
        return f"a list; each row with {_names(found['items'], schemas)}"
    names, rows = ", ".join(found["properties"]), found["properties"].get("results")
    if "additionalProperties" in found:
        return f"{names} or the fields that are wrong"
    return f"{names}; each of the results with {_names(rows['items'], schemas)}" if rows else names


def _resolved(schema: Schema, schemas: Schema) -> Schema:
    found: Schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return found


def _kind(schema: Schema, schemas: Schema) -> str:
    for several in ("allOf", "oneOf"):
        if several in schema:
            return _kind(schema[several][0], schemas)
    found = _resolved(schema, schemas)
    if "enum" in found:
        return " or ".join(map(str, found["enum"]))
    return FORMATS.get(found.get("format", "")) or TYPES[found["type"]]
