"""The nodes while a file is read: what each line became, and the documents that come out at the end."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from curriculum.documents.document import Document, Place, canonical
from curriculum.documents.schema import KINDS
from curriculum.outlines.errors import OutlineError
from lib.durations import WeekSpan
from runner.protocol import FENCE

STARTS_BLOCK = re.compile(r"((?:[-*+>]\s+|\d{1,9}[.)]\s+)*)(#{1,6}(?:\s|$)|```|~~~)")
MAX_SLUG = 50  # characters: a uid holds two slugs and the prefix of its roadmap
MAX_NODES = 5_000
TITLE_SIZES = {"subtopic": 160, "resource": 160, "tip": 160, "strength": 160, "gap": 160, "star": 40}
TEXT_SIZES = {
    "title": 120, "summary": 300, "note": 200, "depth": 200, "skip_if": 200, "emphasis": 120, "part": 120,
    "if_yes": 200, "if_no": 200, "by": 120, "area": 60, "label": 60, "url": 200, "number": 8,
}  # fmt: skip
MAX_SUBTOPIC_DEPTH = 5  # the content files have six levels of headings
NO_TITLE = "Untitled"
EQUAL_SHARES = {"coding": 34, "reading": 33, "watching": 33}  # a roadmap that doesn't say


@dataclass(slots=True, kw_only=True, eq=False)
class OutlineNode:
    """A node that may still change. `line` is where it starts; `name` is what its uid is made from."""

    kind: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    children: list["OutlineNode"] = field(default_factory=list)
    name: str = ""
    uid: str = ""
    depth: int = 0  # of a subtopic in its topic
    stars: int | None = None  # of an activity, for a topic made of it
    span: WeekSpan | None = None  # of a section or topic, for the phase or activity made of it
    has_title: bool = False  # from front matter

    @property
    def title(self) -> str:
        return str(self.values.get("title") or self.values.get("text") or "")

    def add(self, kind: str, title: str, line: int, **values: Any) -> "OutlineNode":
        """A new last child."""
        title = title.strip() or NO_TITLE
        node = OutlineNode(kind=kind, line=line, name=title, depth=self.depth + 1 if kind == "subtopic" else 0)
        self.children.append(node)
        if kind == "criterion":
            node.values["text"] = title
        else:
            node.put("title", title)
        for name, value in values.items():
            if value not in (None, ""):
                node.put(name, value)
        return node

    def put(self, name: str, value: Any) -> None:
        """Set a field once. A second text, or one that is too long for its column, goes into the body."""
        if isinstance(value, str):
            size = TITLE_SIZES.get(self.kind, 120) if name == "title" else TEXT_SIZES.get(name, 5_000)
            current = self.values.get(name)
            if current and current != value:
                self.write(value)
                return
            if len(value) > size:
                self.write(value)
                value = f"{value[: size - 1].rsplit(' ', 1)[0]}…"
        elif self.values.get(name) is not None:
            return
        self.values[name] = value

    def append(self, name: str, *texts: str) -> None:
        """Add lines to a list."""
        self.values.setdefault(name, []).extend(text for text in texts if text)

    def write(self, *lines: str, blank: bool = True, is_code: bool = False) -> None:
        """Add lines to the body, after a blank line."""
        if self.body and blank:
            self.body.append("")
        self.body.extend(lines if is_code else map(safe_line, lines))

    def of_kind(self, *kinds: str) -> list["OutlineNode"]:
        return [child for child in self.children if child.kind in kinds]

    def walk(self) -> Iterator["OutlineNode"]:
        """The node and all under it, parents first."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


def check_size(nodes: list[OutlineNode], others: int = 0) -> None:
    """Bound the work on the nodes, and on others that are still to come.

    Raises:
        OutlineError: there are too many.
    """
    if (count := len(nodes) + others) > MAX_NODES:
        raise OutlineError(
            f"There would be {count:,} parts. Split the file: at most {MAX_NODES:,} are possible.",
            nodes[min(MAX_NODES, len(nodes) - 1)].line,
        )


def to_document(node: OutlineNode, path: Path) -> Document:
    """The node as a document, with an entry for every field. Lists become tuples."""
    kind = KINDS[node.kind]
    values = {name: node.values.get(name, field_type.empty) for name, field_type in kind.fields.items()}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    values["uid"] = node.uid
    children = canonical([to_document(child, path) for child in node.children])
    body = "\n".join(node.body).strip("\n")
    return Document(kind=kind, values=values, body=body, children=children, place=Place(path, max(node.line, 1)))


def safe_line(text: str) -> str:
    """A line of a body that is no code. None may start a node of the content files, or code that never ends."""
    content = text.lstrip()
    if mark := STARTS_BLOCK.match(content):
        position = len(text) - len(content) + mark.start(2)
        return f"{text[:position]}\\{text[position:]}"
    return f"\\{text}" if text == FENCE else text


def short_label(title: str) -> str:
    """A title cut at a word, for the map."""
    return title if len(title) <= 40 else f"{title[:39].rsplit(' ', 1)[0]}…"


def slug(text: str, fallback: str) -> str:
    """A slug of at most 55 characters. A title without Latin letters gets one that depends on nothing but itself."""
    name = slugify(text.replace("/", " "))[:MAX_SLUG].strip("-_").replace("_", "-")
    name = "-".join(part for part in name.split("-") if part)
    return name or f"{fallback}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
