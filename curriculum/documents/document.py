"""A node and its descendants as plain values, to compare files with rows."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from curriculum.documents.schema import KINDS, NodeKind


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a content file. Lines count from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class ContentError(Exception):
    """The content files cannot be read or loaded. The message begins with the file and the line."""

    def __init__(self, place: Place | Path, complaint: str) -> None:
        super().__init__(f"{place}: {complaint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One node. `values` has an entry for every field of its kind, empty ones included."""

    kind: NodeKind
    values: Mapping[str, Any]
    body: str = ""
    children: tuple["Document", ...] = ()
    place: Place = field(default=Place(Path("database"), 1), compare=False)

    @property
    def uid(self) -> str:
        return str(self.values["uid"])

    def with_values(self, **changes: Any) -> "Document":
        return replace(self, values={**self.values, **changes})

    def of_kind(self, *names: str) -> list["Document"]:
        """The children of these kinds, in their order."""
        return [child for child in self.children if child.kind.name in names]

    def walk(self, parent: "Document | None" = None) -> Iterator[tuple["Document | None", "Document"]]:
        """Yield (parent, node) for the node and its descendants, parents first."""
        yield parent, self
        for child in self.children:
            yield from child.walk(self)

    def digest(self, parent: str) -> str:
        """SHA-256 (hex) of the node's values and its parent's uid. Children and siblings don't count."""
        content = {"kind": self.kind.name, "parent": parent, "body": self.body}
        for name, field_type in self.kind.fields.items():
            if self.values[name] != field_type.empty:  # a field that is added to the format later changes no digest
                content[name] = field_type.write(self.values[name])
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def canonical(children: list[Document]) -> tuple[Document, ...]:
    """Children grouped by kind in the order of the format; within a kind, their own order."""
    return tuple(sorted(children, key=lambda child: list(KINDS).index(child.kind.name)))
