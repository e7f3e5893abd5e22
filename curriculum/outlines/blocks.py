"""The lines as a tree: headings by level, list items by indentation, labels over what follows them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from curriculum.outlines import figures
from curriculum.outlines.errors import OutlineError
from curriculum.outlines.lines import Sort, SourceLine
from curriculum.outlines.titles import BOLD, plain
from curriculum.outlines.vocabulary import CHECKPOINT, PART, PARTS, PHASE, RESOURCES, list_named, matches, region_named

MAX_DEPTH = 20
MAX_LABEL = 100  # characters
MAX_LABEL_WORDS = 4  # without a colon; more may be a sentence
ITEMS = (Sort.BULLET, Sort.NUMBERED)


class BlockRole(StrEnum):
    """The role of a block in the tree."""

    ROOT = "root"
    HEADING = "heading"
    ITEM = "item"
    LABEL = "label"
    TEXT = "text"


class Rank(StrEnum):
    """The span of a label: a week or part spans nodes, a node spans lists."""

    SPAN = "1"
    NODE = "2"
    LIST = "3"


@dataclass(slots=True, kw_only=True, eq=False)
class OutlineBlock:
    """A line with what stands under it. A label has a rank."""

    line: SourceLine
    role: BlockRole
    rank: Rank = Rank.LIST
    children: list["OutlineBlock"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.line.text

    @property
    def items(self) -> list["OutlineBlock"]:
        return [child for child in self.children if child.role is BlockRole.ITEM]

    def walk(self) -> Iterator["OutlineBlock"]:
        """The block and all under it, in the order of their lines."""
        stack = [self]
        while stack:
            block = stack.pop()
            yield block
            stack.extend(reversed(block.children))


def build(lines: list[SourceLine]) -> OutlineBlock:
    """The tree of a file. Without any heading, short lines of text are items, as in a plain outline.

    Raises:
        OutlineError: the lines are nested too deeply.
    """
    is_plain = not any(line.sort is Sort.HEADING for line in lines)
    root = OutlineBlock(
        line=SourceLine(number=0, sort=Sort.HEADING, indent=0, text="", raw=""),
        role=BlockRole.ROOT,
    )
    stack = [root]
    previous: SourceLine | None = None
    for line, below in zip(lines, [*lines[1:], None], strict=False):  # one None too many if there are no lines
        block = _block(line, below, previous, is_plain=is_plain)
        _close(stack, block, previous)
        stack[-1].children.append(block)
        if block.role is not BlockRole.TEXT:
            stack.append(block)
            if len(stack) > MAX_DEPTH:
                raise OutlineError(f"This is nested more than {MAX_DEPTH - 1} levels deep. Flatten it.", line.number)
        previous = line
    _nest_under_empty_labels(root)
    return root


def _block(line: SourceLine, below: SourceLine | None, previous: SourceLine | None, *, is_plain: bool) -> OutlineBlock:
    if line.sort is Sort.HEADING:
        return OutlineBlock(line=line, role=BlockRole.HEADING)
    if line.sort in ITEMS:
        return OutlineBlock(line=line, role=BlockRole.ITEM)
    if line.sort is Sort.TEXT:
        rank = label_rank(line, below)
        if rank and is_plain and region_named(plain(line.text)) == "path":
            rank = Rank.SPAN
        if rank:
            return OutlineBlock(line=line, role=BlockRole.LABEL, rank=rank)
        if is_plain and len(line.text) <= MAX_LABEL and not line.text.endswith((".", "!", ";")):
            return OutlineBlock(line=line, role=BlockRole.ITEM)
    return OutlineBlock(line=line, role=BlockRole.TEXT)


def label_rank(line: SourceLine, below: SourceLine | None) -> Rank | None:
    """Whether a line of text is a label over what follows, and which."""
    text = line.text
    opens_list = below is not None and below.sort in ITEMS and below.indent >= line.indent
    bold = BOLD.match(text)
    if bold is None:
        is_title = text.endswith(":") or (line.after_blank and (_is_over(line, below) or _is_known_label(text)))
        return Rank.LIST if is_title and len(text) <= 60 and opens_list else None
    tail = text[bold.end() :].strip()
    if opens_list and figures.read_span(bold["inner"]).value:
        return Rank.SPAN
    if len(text) > MAX_LABEL * 2 or (":" in tail and not tail.endswith(":")) or " | " in tail:
        return None
    if bold["inner"].endswith(":") and tail:
        return None
    if figures.read_span(bold["inner"]).value or PART.match(bold["inner"]) or PHASE.match(bold["inner"]):
        return Rank.SPAN
    if figures.split_at_stars(text):
        return Rank.NODE
    if text.rstrip("*_ ").endswith(":"):
        return Rank.LIST
    return Rank.LIST if opens_list and line.after_blank and not tail else None


def _is_over(line: SourceLine, below: SourceLine | None) -> bool:
    """Whether a few words without a full stop stand over lines that are indented under them."""
    is_indented = below is not None and below.indent > line.indent and not below.after_blank
    return is_indented and len(line.text.split()) <= MAX_LABEL_WORDS and line.text[-1:].isalnum()


def _is_known_label(text: str) -> bool:
    """Whether a line is known to be a label even without a colon."""
    title = plain(text)
    return list_named(title) is not None or any(matches(pattern, title) for pattern in (CHECKPOINT, PARTS, RESOURCES))


def _close(stack: list[OutlineBlock], block: OutlineBlock, previous: SourceLine | None) -> None:
    """Leave the blocks on the stack that the new one stands under."""
    line = block.line
    is_divider = line.sort is Sort.DIVIDER
    if block.role is BlockRole.TEXT and not is_divider and previous and _continues(previous, line):
        return
    holds = {
        BlockRole.HEADING: _holds_heading,
        BlockRole.ITEM: _holds_item,
        BlockRole.LABEL: _holds_label,
        BlockRole.TEXT: _holds_text,
    }[block.role]
    while not holds(stack[-1], block):
        top = stack.pop()
        is_level = top.role is BlockRole.LABEL and top.line.indent == line.indent
        if block.role is BlockRole.TEXT and not is_divider and is_level:
            return  # a text after a list leaves one label


def _continues(previous: SourceLine, line: SourceLine) -> bool:
    """Whether a line of text belongs to the line before it."""
    if previous.sort is Sort.DIVIDER or (line.sort is Sort.TEXT and figures.is_week(line.text)):
        return False
    return not line.after_blank or previous.sort is line.sort is Sort.CODE


def _holds_heading(top: OutlineBlock, block: OutlineBlock) -> bool:
    return top.role is BlockRole.ROOT or (top.role is BlockRole.HEADING and top.line.level < block.line.level)


def _holds_item(top: OutlineBlock, block: OutlineBlock) -> bool:
    line = block.line
    if top.role is BlockRole.ITEM:
        if top.line.indent == line.indent and not line.after_blank:
            return top.line.sort is not Sort.BULLET and line.sort is Sort.BULLET
        return top.line.indent < line.indent
    return top.role is not BlockRole.LABEL or top.line.indent <= line.indent


def _holds_label(top: OutlineBlock, block: OutlineBlock) -> bool:
    if top.role is BlockRole.ITEM:
        return top.line.indent < block.line.indent
    if top.role is not BlockRole.LABEL or top.line.indent < block.line.indent:
        return True
    if top.line.indent > block.line.indent:
        return False
    return top.rank < block.rank or (top.rank is Rank.LIST and block.rank is Rank.NODE and not top.children)


def _holds_text(top: OutlineBlock, block: OutlineBlock) -> bool:
    indent = block.line.indent
    if top.role is BlockRole.ITEM:
        return top.line.indent < indent
    if top.role is not BlockRole.LABEL or top.line.indent < indent:
        return True
    return top.line.indent == indent and not top.items and block.line.sort is not Sort.DIVIDER


def _nest_under_empty_labels(root: OutlineBlock) -> None:
    """A starred label without anything under it, before others with something under them, is their title."""
    for block in root.walk():
        nodes = [(index, child) for index, child in enumerate(block.children) if _is_starred_label(child)]
        empty = [(index, child) for index, child in nodes if not child.children]
        if len(empty) != 1:
            continue
        index, title = empty[0]
        followers = block.children[index + 1 :]
        if len(followers) > 1 and all(_is_starred_label(child) for child in followers):
            title.children = followers
            del block.children[index + 1 :]


def _is_starred_label(block: OutlineBlock) -> bool:
    return block.role is BlockRole.LABEL and block.rank is Rank.NODE
