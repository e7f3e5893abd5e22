"""Read a file that somebody has: a free-form roadmap, a plain outline, or JSON."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from curriculum.documents.document import Document
from curriculum.documents.schema import UIDS
from curriculum.documents.tree import roadmap_tree
from curriculum.outlines.encoding import DecodedText, check_lines, decode
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.exported import ExportReader, is_exported
from curriculum.outlines.finish import finish
from curriculum.outlines.json_trees import read_tree
from curriculum.outlines.lines import scan
from curriculum.outlines.located_json import parse
from curriculum.outlines.markdown import read_lines
from curriculum.outlines.nodes import to_document
from curriculum.outlines.report import LineReading, UnreadLine

DEFAULT_NAME = "Imported roadmap"
MAX_EXCERPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadmapOutline:
    """A roadmap from a file, what each of its lines was understood as, and the lines that weren't.

    In JSON, the lines are those on which objects begin.
    """

    document: Document
    readings: tuple[LineReading, ...]
    not_understood: tuple[UnreadLine, ...]
    source: str = ""
    """The text that was read; empty for a content folder."""
    was_damaged: bool = False
    is_text: bool = False
    """Whether it is Markdown or a plain outline, whose lines can be rewritten."""
    has_own_uids: bool = False
    """Whether the uids are in the file. Others are made from titles."""

    def counts(self) -> dict[str, int]:
        """Count the nodes of each kind."""
        return dict(Counter(node.kind.name for _, node in self.document.walk()))

    def with_prefix(self, prefix: str) -> "RoadmapOutline":
        """Put a word before every uid but the roadmap's, as in "databases.phase-1"."""
        if not prefix:
            return self
        readings = [
            reading if reading.uid == self.document.uid else replace(reading, uid=f"{prefix}.{reading.uid}")
            for reading in self.readings
        ]
        children = tuple(_with_prefix(child, prefix) for child in self.document.children)
        return replace(self, document=replace(self.document, children=children), readings=tuple(readings))

    @property
    def text_lines(self) -> list[LineReading]:
        """The lines that became plain text of something, without those of tables and fences of code."""
        return [row for row in self.readings if row.reading == "text" and not row.text.startswith(("|", "```"))]

    def tree(self) -> dict[str, Any]:
        """Return the tree of `export_roadmap --json`, with the lines that weren't understood."""
        lines = [{"line": line.line, "text": line.text} for line in self.not_understood]
        return {**roadmap_tree(self.document), "not_understood": lines}


def _with_prefix(document: Document, prefix: str) -> Document:
    values = {
        name: tuple(f"{prefix}.{uid}" for uid in document.values[name])
        for name, field_type in document.kind.fields.items()
        if field_type is UIDS
    }
    children = tuple(_with_prefix(child, prefix) for child in document.children)
    return replace(document.with_values(uid=f"{prefix}.{document.uid}", **values), children=children)


def read_outline(data: bytes, *, name: str = "") -> RoadmapOutline:
    """Read a file.

    `name` is the name of the file, and the title of a roadmap that has none.

    Raises:
        OutlineError: nothing can be made of the file. The message says what to do, with the line if there is one.
    """
    source = decode(data)
    outline = _read_json(source, name) or _read_text(source, name)
    return replace(outline, was_damaged=source.was_damaged, source=source.text)


def _read_text(source: DecodedText, name: str) -> RoadmapOutline:
    check_lines(source.lines)
    context = read_lines(scan(source.lines), title_of(name))
    finish(context.roadmap)
    return RoadmapOutline(
        document=to_document(context.roadmap, Path(name or "outline")),
        readings=tuple(context.readings()),
        not_understood=tuple(context.rest()),
        is_text=True,
    )


def _read_json(source: DecodedText, name: str) -> RoadmapOutline | None:
    """Read the text as JSON. None if it isn't JSON and doesn't claim to be."""
    start = source.text.lstrip()[:1]
    if start not in "{[":
        return None
    try:
        data = parse(source.text)
    except OutlineError:
        if start == "[" and not name.endswith(".json"):
            return None  # Markdown may begin with a link
        raise
    path = Path(name or "outline")
    if is_exported(data):
        reader = ExportReader(path)
        return RoadmapOutline(
            document=reader.roadmap(data), readings=tuple(reader.readings), not_understood=tuple(reader.leftovers),
            has_own_uids=True,
        )  # fmt: skip
    tree = read_tree(data)
    check_lines([line.text for line in tree.lines])
    context = read_lines(tree.lines, title_of(name))
    for node in context.roadmap.walk():
        node.line = tree.line_of(node.line)
    finish(context.roadmap)
    rest = [UnreadLine(tree.line_of(line.line), line.text) for line in context.rest()]
    rest += [UnreadLine(node.line, str(dict(node))[:MAX_EXCERPT]) for node in tree.leftovers]
    return RoadmapOutline(
        document=to_document(context.roadmap, path),
        readings=tuple(replace(reading, line=tree.line_of(reading.line)) for reading in context.readings()),
        not_understood=tuple(sorted(rest, key=lambda line: line.line)),
    )


def title_of(name: str) -> str:
    """A file's name as a title: "ml-roadmap.md" is "Ml roadmap"."""
    title = re.sub(r"[-_\s]+", " ", Path(name).stem).strip()
    return (title[:1].upper() + title[1:])[:120] or DEFAULT_NAME
