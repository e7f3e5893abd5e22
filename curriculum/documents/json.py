"""A document as JSON values, to store a version of the roadmap. It keeps everything, unlike `documents.tree`."""

from collections.abc import Mapping
from typing import Any

from curriculum.documents.document import Document
from curriculum.documents.schema import KINDS, NodeKind


def document_json(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind.name,
        "values": values_json(document.kind, document.values),
        "body": document.body,
        "children": [document_json(child) for child in document.children],
    }


def read_document_json(data: Mapping[str, Any]) -> Document:
    """The reverse of `document_json`."""
    kind = KINDS[data["kind"]]
    return Document(
        kind=kind,
        values=read_values_json(kind, data["values"]),
        body=data["body"],
        children=tuple(read_document_json(child) for child in data["children"]),
    )


def values_json(kind: NodeKind, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as the content files write them.

    Empty fields are left out, so a new field changes no stored version.
    """
    return {
        name: field_type.write(values[name])
        for name, field_type in kind.fields.items()
        if values[name] != field_type.empty
    }


def read_values_json(kind: NodeKind, data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: field_type.read(data[name]) if name in data else field_type.empty
        for name, field_type in kind.fields.items()
    }
