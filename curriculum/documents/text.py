"""One content file: TOML between +++ lines, Markdown under it, headings that open child nodes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from curriculum.documents import toml
from curriculum.documents.document import ContentError, Document, Place, canonical
from curriculum.documents.schema import KINDS, FieldType, Kind

FENCE = "+++"
HEADING = re.compile(r"(#{1,6}) (.+)")


@dataclass(slots=True)
class Block:
    """A heading, the TOML after it and the text under that."""

    level: int
    heading: str
    line: int
    toml: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    children: list["Block"] = field(default_factory=list)


def read_text(text: str, *, path: Path, kind: str, extra: Mapping[str, FieldType]) -> tuple[Document, dict[str, Any]]:
    """The node in a file, and the values of the `extra` keys in its TOML, which place it among others.

    Raises:
        ContentError: with the file and the line.
    """
    root = _nest(list(_blocks(text.splitlines(), path)), path)
    values = _toml(root, path)
    extras = {name: _value(root, name, field_type, values, path) for name, field_type in extra.items()}
    return _document(root, KINDS[kind], values, path), extras


def write_text(document: Document, extra: dict[str, Any] | None = None) -> str:
    """The file for a node, always the same bytes for the same node; `extra` goes after its number."""
    return "\n".join(_lines(document, 1, extra or {})) + "\n"


def _blocks(lines: list[str], path: Path) -> Iterator[Block]:
    """The file cut at its headings; a heading inside a code block is none."""
    number = 0
    block = Block(level=1, heading="", line=1)
    while True:
        number = _take_toml(block, lines, number, path)
        in_code = False
        while number < len(lines):
            in_code ^= lines[number].lstrip().startswith("```")
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
    if lines[number : number + 1] != [FENCE]:
        raise ContentError(Place(path, block.line), f"expected {FENCE} and TOML with a uid after this line")
    try:
        end = lines.index(FENCE, number + 1)
    except ValueError:
        raise ContentError(Place(path, number + 1), f"this {FENCE} is never closed") from None
    block.line = number + 1
    block.toml = lines[number + 1 : end]
    return end + 1


def _nest(blocks: list[Block], path: Path) -> Block:
    """The first block with the others hung under it by the depth of their headings."""
    open_blocks = [blocks[0]]
    for block in blocks[1:]:
        if not 2 <= block.level <= len(open_blocks) + 1:
            raise ContentError(Place(path, block.line - 1), f"“{block.heading}” skips a level of headings")
        del open_blocks[block.level - 1 :]
        open_blocks[-1].children.append(block)
        open_blocks.append(block)
    return blocks[0]


def _toml(block: Block, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads("\n".join(block.toml))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = block.line + (int(found[1]) if found else 0)
        raise ContentError(Place(path, line), f"this is not TOML: {error}") from error


def _document(block: Block, kind: Kind, written: dict[str, Any], path: Path) -> Document:
    values = {name: _value(block, name, field_type, written, path) for name, field_type in _toml_fields(kind)}
    if written:
        raise ContentError(_place(block, next(iter(written)), path), f"a {kind.name} has no “{next(iter(written))}”")
    for name in ("uid", *kind.required):
        if values[name] == kind.fields[name].empty:
            raise ContentError(Place(path, block.line), f"a {kind.name} needs “{name}”")
    if kind.heading:
        values[kind.heading] = block.heading
    children = [_child(child, kind, path) for child in block.children]
    body = "\n".join(block.body).strip("\n")
    return Document(kind, values, body, canonical(children), Place(path, block.line))


def _child(block: Block, parent: Kind, path: Path) -> Document:
    written = _toml(block, path)
    inline = [name for name in parent.children if not KINDS[name].folder]
    name = written.pop("kind", inline[0] if len(inline) == 1 else None)
    if name not in inline:
        expected = ", ".join(inline) or "nothing"
        raise ContentError(Place(path, block.line), f"under a {parent.name} stands {expected}, but kind is {name!r}")
    return _document(block, KINDS[name], written, path)


def _toml_fields(kind: Kind) -> list[tuple[str, FieldType]]:
    """Every field but the one in the heading, in the order in which they are written."""
    return [(name, field_type) for name, field_type in kind.fields.items() if name != kind.heading]


def _value(block: Block, name: str, field_type: FieldType, written: dict[str, Any], path: Path) -> Any:
    if name not in written:
        return field_type.empty
    value = written.pop(name)
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
