"""A report of what each line of a file became."""

import re
from dataclasses import dataclass

from curriculum.outlines.blocks import OutlineBlock
from curriculum.outlines.lines import Sort, SourceLine
from curriculum.outlines.nodes import OutlineNode
from runner.protocol import FENCE

WAVES = re.compile(r"^(\s*)~{3,}(?=\w{0,20}$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """A line, what it was understood as ("topic", "hours", "text", …) and the uid of the node that it went to."""

    line: int
    text: str
    reading: str
    uid: str


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that wasn't understood."""

    line: int
    text: str


class Context:
    """The roadmap that is being read, and what each line became. A line can become one thing only."""

    def __init__(self, lines: list[SourceLine], roadmap: OutlineNode) -> None:
        self.lines = {line.number: line for line in lines}
        self.roadmap = roadmap
        self.claims: dict[int, tuple[str, OutlineNode]] = {}
        self.checkpoints: list[OutlineBlock] = []  # outside phases, to be read after them

    def claim(self, block: OutlineBlock, reading: str, node: OutlineNode | None = None) -> None:
        """Record what a line became, in this node or the roadmap, unless it became something before."""
        self.claims.setdefault(block.line.number, (reading, node or self.roadmap))

    def keep(self, block: OutlineBlock, node: OutlineNode | None = None) -> None:
        """Put a block and all under it into the body of a node, or of the roadmap, as text. Dividers are left out."""
        node = node or self.roadmap
        for line in (part.line for part in block.walk()):
            if line.number in self.claims or not line.number:
                continue
            is_divider = line.sort is Sort.DIVIDER
            self.claims[line.number] = ("divider" if is_divider else "text", node)
            if not is_divider:
                joins = not line.after_blank and line.sort is not Sort.NUMBERED
                blank = not (joins and _continues(self.lines.get(line.number - 1), line))
                node.write(body_line(line, block.line.indent), blank=blank, is_code=line.sort is Sort.CODE)

    def readings(self) -> list[LineReading]:
        """All lines that were understood, in order."""
        return [
            LineReading(line=number, text=self.lines[number].raw.strip(), reading=reading, uid=node.uid)
            for number, (reading, node) in sorted(self.claims.items())
        ]

    def rest(self) -> list[UnreadLine]:
        """The lines that weren't understood, in order."""
        return [
            UnreadLine(number, line.raw.strip()) for number, line in self.lines.items() if number not in self.claims
        ]


def body_line(line: SourceLine, base: int) -> str:
    """A line as it stands in a body."""
    if line.sort is Sort.HEADING:
        return f"**{line.text}**" if line.text else ""
    text = line.raw.expandtabs(4)[min(base, line.indent) :]
    if line.sort is Sort.CODE:
        return " +++" if text == FENCE else WAVES.sub(r"\1```", text)  # as the content files have them
    return text


def _continues(previous: SourceLine | None, line: SourceLine) -> bool:
    """Whether no blank line is needed between two lines of a body."""
    return (
        previous is not None
        and (previous.sort is line.sort or line.sort is not Sort.TABLE)
        and previous.sort is not Sort.HEADING
    )
