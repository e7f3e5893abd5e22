"""One content file: TOML between +++ lines, Markdown under it, headings that open child nodes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curriculum.documents import toml
from curriculum.documents.document import ContentError, Document, Place, canonical
from curriculum.documents.schema import KINDS, FieldType, NodeKind
from runner.protocol import FENCE, FrontMatterError, read_front_matter

HEADING = re.compile(r"(#{1,6}) (.+)")
CODE = re.compile(r"(?:[-*+>]\s+|\d{1,9}[.)]\s+)*```")  # a block of code may begin in a list item


@dataclass(slots=True, kw_only=True)
class Block:
    """A heading, the TOML after it (its values, and its lines for errors) and the text under that."""

    level: int
    heading: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    toml: Sequence[str] = ()
    body: list[str] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)


def read_text(text: str, *, path: Path, kind: str, extra: Mapping[str, FieldType]) -> tuple[Document, dict[str, Any]]:
    """Read the node in a file, and the values of the `extra` keys in its TOML, which give its position.

    Raises:
        ContentError: with the file and the line.
    """
    root = _nest(list(_blocks(text.splitlines(), path)), path)
    extras = {name: _value(root, name, field_type, path) for name, field_type in extra.items()}
    return _document(root, KINDS[kind], path), extras


def write_text(document: Document, extra: dict[str, Any] | None = None) -> str:
    """The file for a node: always the same bytes for the same node. `extra` is written after its number."""
    return "\n".join(_lines(document, 1, extra or {})) + "\n"


def _blocks(lines: list[str], path: Path) -> Iterator[Block]:
    """Split the file at its headings. A heading inside a code block doesn't count."""
    number = 0
    block = Block(level=1, heading="", line=1)
    while True:
        number = _take_toml(block, lines, number, path)
        in_code = False
        while number < len(lines):
            text = lines[number].lstrip()
            in_code = not text.startswith("```") if in_code else CODE.match(text) is not None
            heading = None if in_code else HEADING.fullmatch(lines[number])
            number += 1
            if heading:
                break
            block.body.append(lines[number - 1])
        else:
            heading = None
        yield block
        if heading is None:
            return
        block = Block(level=len(heading[1]), heading=heading[2].strip(), line=number)


def _take_toml(block: Block, lines: list[str], number: int, path: Path) -> int:
    """Move the lines between +++ into the block; returns the index after them."""
    try:
        front = read_front_matter(lines, number)
    except FrontMatterError as error:
        raise ContentError(Place(path, error.line), str(error)) from error
    block.line = number + 1
    block.values, block.toml = front.values, front.lines
    return front.end


def _nest(blocks: list[Block], path: Path) -> Block:
    """The first block, with the others nested under it by the level of their headings."""
    open_blocks = [blocks[0]]
    for block in blocks[1:]:
        if not 2 <= block.level <= len(open_blocks) + 1:
            raise ContentError(Place(path, block.line - 1), f"“{block.heading}” skips a level of headings")
        del open_blocks[block.level - 1 :]
        open_blocks[-1].children.append(block)
        open_blocks.append(block)
    return blocks[0]


def _document(block: Block, kind: NodeKind, path: Path) -> Document:
    values = {name: _value(block, name, field_type, path) for name, field_type in _toml_fields(kind)}
    for name in block.values:
        raise ContentError(_place(block, name, path), f"a {kind.name} has no “{name}”")
    for name in ("uid", *kind.required_fields):
        if values[name] == kind.fields[name].empty:
            raise ContentError(Place(path, block.line), f"a {kind.name} needs “{name}”")
    if kind.heading:
        values[kind.heading] = block.heading
    children = [_child(child, kind, path) for child in block.children]
    body = "\n".join(block.body).strip("\n")
    return Document(kind=kind, values=values, body=body, children=canonical(children), place=Place(path, block.line))


def _child(block: Block, parent: NodeKind, path: Path) -> Document:
    inline = [name for name in parent.children if not KINDS[name].folder]
    name = block.values.pop("kind", inline[0] if len(inline) == 1 else None)
    if name not in inline:
        expected = ", ".join(inline) or "nothing"
        raise ContentError(Place(path, block.line), f"under a {parent.name} stands {expected}, but kind is {name!r}")
    return _document(block, KINDS[name], path)


def _toml_fields(kind: NodeKind) -> list[tuple[str, FieldType]]:
    """Every field but the one in the heading, in the order in which they are written."""
    return [(name, field_type) for name, field_type in kind.fields.items() if name != kind.heading]


def _value(block: Block, name: str, field_type: FieldType, path: Path) -> Any:
    """Read a value and remove it from the block. Keys that remain at the end are unknown."""
    if name not in block.values:
        return field_type.empty
    value = block.values.pop(name)
    try:
        return field_type.read(value)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        complaint = f"“{name}” is {field_type.expected}, not {value!r}"
        raise ContentError(_place(block, name, path), complaint) from error


def _place(block: Block, key: str, path: Path) -> Place:
    """The line of the block's TOML that sets the key."""
    keys = [re.split(r"[ =\]]", line.lstrip("["), maxsplit=1)[0] for line in block.toml]
    return Place(path, block.line + (keys.index(key) + 1 if key in keys else 0))


def _lines(document: Document, level: int, extra: dict[str, Any]) -> Iterator[str]:
    kind = document.kind
    if level > 1:
        yield f"{'#' * level} {document.values[kind.heading]}"
    yield FENCE
    for name, field_type in _toml_fields(kind):
        value = document.values[name]
        if value != field_type.empty:
            yield toml.assignment(name, field_type.write(value), prose=field_type.prose)
        if name == "number":
            yield from (toml.assignment(key, value, prose=False) for key, value in extra.items())
    yield FENCE
    if document.body:
        yield document.body
    inline = [name for name in kind.children if not KINDS[name].folder]
    for child in document.of_kind(*inline):
        yield ""
        lines = list(_lines(child, level + 1, {}))
        if len(inline) > 1:
            lines.insert(2, toml.assignment("kind", child.kind.name, prose=False))
        yield from lines
