"""The REST API's documentation as an OpenAPI file and as a page of ours: the library's page needs inline scripts.

Both are the same for everybody, and computed once for each process.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request

from lib.api.problems import PROBLEM_TYPE
from lib.markdown import render, render_inline

Schema = Mapping[str, Any]
FORMATS = {
    "date": "a date, such as 2026-11-25",
    "date-time": "a moment",
    "uuid": "a UUID",
    "double": "a number",
    "binary": "a file",
}
COMMON_TO_PROBLEMS = ("type", "title", "status")  # which the page describes once
TYPES = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}


@dataclass(frozen=True, kw_only=True)
class InputField:
    """Something that a script may send."""

    name: str
    kind: str
    description: str
    """HTML."""
    is_required: bool


@dataclass(frozen=True)
class ApiResponse:
    code: str
    fields: str
    """Their names; of a list, what holds its rows and the names in a row."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    verb: str
    path: str
    description: str
    """HTML."""
    inputs: list[InputField]
    responses: list[ApiResponse]


class SchemaView(SpectacularAPIView):
    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        renderer: Any = request.accepted_renderer
        headers = {"Content-Disposition": f'inline; filename="Descent.{renderer.format}"'}
        return HttpResponse(_schema_file(renderer.__class__), content_type=renderer.media_type, headers=headers)


@cache
def _schema_file(renderer: type[Any]) -> bytes:
    content: bytes = renderer().render(_schema(), renderer_context={})
    return content


@cache
def _schema() -> Schema:
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library has no types
    return schema


@cache
def api_docs() -> dict[str, list[Endpoint]]:
    """The endpoints of the REST API by section."""
    root = _schema()
    sections: dict[str, list[Endpoint]] = {}
    for path, verbs in root["paths"].items():
        for verb, operation in verbs.items():
            endpoint = _endpoint(verb.upper(), path, operation, root["components"]["schemas"])
            sections.setdefault(operation["tags"][0].replace("-", " ").capitalize(), []).append(endpoint)
    return sections


def _endpoint(verb: str, path: str, operation: Schema, schemas: Schema) -> Endpoint:
    inputs = [_parameter(row, schemas) for row in operation.get("parameters", []) if row["in"] != "path"]
    for body in operation.get("requestBody", {}).get("content", {}).values():
        inputs += _fields(_resolve(body["schema"], schemas), schemas)
    responses = [
        ApiResponse(code, _content(content, schemas) if content else "")
        for code, content in ((code, answer.get("content")) for code, answer in operation["responses"].items())
        if code != "default"  # the page describes all other errors once
    ]
    return Endpoint(
        verb=verb,
        path=path,
        description=render(operation.get("description", "")),
        inputs=inputs,
        responses=responses,
    )


def _parameter(parameter: Schema, schemas: Schema) -> InputField:
    return InputField(
        name=parameter["name"],
        kind=_kind(parameter["schema"], schemas),
        description=render_inline(parameter.get("description", "")),
        is_required=parameter.get("required", False),
    )


def _fields(schema: Schema, schemas: Schema) -> Iterator[InputField]:
    for name, field in schema["properties"].items():
        yield InputField(
            name=name,
            kind=_kind(field, schemas),
            description=render_inline(field.get("description", "")),
            is_required=name in schema.get("required", ()),
        )


def _names(schema: Schema, schemas: Schema, *, omissions: Collection[str] = ()) -> str:
    """Return the names of the fields in an answer, also of those in a row if it is a list."""
    resolved_schema = _resolve(schema, schemas)
    if resolved_schema.get("type") == "array":
        return f"a list; each row with {_names(resolved_schema['items'], schemas)}"
    names = ", ".join(name for name in resolved_schema["properties"] if name not in omissions)
    rows = resolved_schema["properties"].get("results")
    return f"{names}; each of the results with {_names(rows['items'], schemas)}" if rows else names


def _content(content: Schema, schemas: Schema) -> str:
    schema = next((content[kind]["schema"] for kind in ("application/json", PROBLEM_TYPE) if kind in content), None)
    if schema is None:
        return "a file"
    return _names(schema, schemas, omissions=COMMON_TO_PROBLEMS if PROBLEM_TYPE in content else ())


def _resolve(schema: Schema, schemas: Schema) -> Schema:
    target: Schema = schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    return target


def _kind(schema: Schema, schemas: Schema) -> str:
    for several in ("allOf", "oneOf"):
        if several in schema:
            return _kind(schema[several][0], schemas)
    resolved_schema = _resolve(schema, schemas)
    if "enum" in resolved_schema:
        return " or ".join(map(str, resolved_schema["enum"]))
    if resolved_schema.get("type") == "array":
        return f"list of objects with {_names(resolved_schema['items'], schemas)}"
    return FORMATS.get(resolved_schema.get("format", "")) or TYPES[resolved_schema["type"]]
