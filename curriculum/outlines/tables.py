"""Tables whose rows are topics or weeks, as the list items that they could have been."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from curriculum.outlines.blocks import BlockRole, OutlineBlock
from curriculum.outlines.lines import Sort
from curriculum.outlines.report import Context
from curriculum.outlines.sections import is_special
from curriculum.outlines.titles import LINK, plain
from curriculum.outlines.vocabulary import column_named

SEPARATOR = re.compile(r"(?<!\\)\|")


def list_tables(context: Context, root: OutlineBlock) -> None:
    """Make list items of the rows of tables with a column of topics and one of weeks, hours or stars.

    A table above the headings of its topics only sums them up, so it stays one.
    """
    for block in root.walk():
        if any(child.role is BlockRole.HEADING and not is_special(child) for child in block.children):
            continue
        groups = groupby(block.children, lambda child: child.role is BlockRole.TEXT and child.line.sort is Sort.TABLE)
        block.children = [child for is_table, group in groups for child in _listed(context, list(group), is_table)]


def _listed(context: Context, blocks: list[OutlineBlock], is_table: bool) -> list[OutlineBlock]:
    header = _cells(blocks[0].text)
    columns = [column_named(plain(name)) for name in header]
    is_ruled = len(blocks) > 2 and not blocks[1].text.strip("|-: ")
    if not is_table or not is_ruled or "title" not in columns or not {"weeks", "hours", "stars"} & set(columns):
        return blocks
    for row in blocks[:2]:
        context.claim(row, "header of a table")
    for row in blocks[2:]:
        if text := _item(header, columns, _cells(row.text)):
            row.line = replace(row.line, sort=Sort.BULLET, text=text)
            row.role = BlockRole.ITEM
    return blocks[2:]


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in SEPARATOR.split(text.strip("|"))]


def _item(header: list[str], columns: list[str | None], cells: list[str]) -> str:
    """A row as people write it in a list: "**Joins** (4 h, importance: high): notes", or "Week 3: Joins (4 h)"."""
    by_column: dict[str, str] = {}
    others: list[str] = []
    for name, column, cell in zip(header, columns, cells, strict=False):
        if column and column not in by_column:
            by_column[column] = cell
        elif cell:
            others.append(f"{name}: {cell}" if name and not LINK.search(cell) else cell)
    title = plain(by_column.get("title", ""))
    if not title:
        return ""
    brackets = ", ".join(_figures(by_column))
    figures = f" ({brackets})" if brackets else ""
    description = "; ".join(others)
    if weeks := by_column.get("weeks", ""):
        weeks = weeks if weeks[:1].isalpha() else f"Week {weeks}"
        return f"{weeks}: {title}{figures}" + (f" – {description}" if description else "")
    return f"**{title}**{figures}: {description}" if description else f"{title}{figures}"


def _figures(by_column: dict[str, str]) -> Iterator[str]:
    if hours := by_column.get("hours"):
        yield f"{hours} h" if hours[-1].isdigit() else hours
    if stars := by_column.get("stars"):
        yield f"importance: {stars}"
