"""Grids of cells with signs between them: the shapes of arrays, masks, heat maps, sequences of tokens."""

import re
from typing import Any

from django.utils.html import format_html, strip_tags

from lib.charts.grid import EMPTY, HIDDEN, LEVELS, TEXT_CELL, draw_cells, level, levels, shade_class, text_width
from lib.charts.parsing import format_number
from lib.charts.shapes import Chart, NumberTable, Panel
from lib.charts.svg import SvgElement, label, path
from lib.figures.source import MAX_LABEL, FenceTable, is_number

MAX_PARTS, MAX_PANELS, MAX_SIDE, MAX_CELLS = 24, 4, 64, 1024  # cells of a figure
MAX_WIDTH = 680.0
MIN_PLAIN_CELL, PLAIN_CELL, PLAIN_WIDTH = 4.0, 14.0, 300.0  # sides of a cell without text, and the width of all
CHARACTER, LABEL_GAP, LABEL_HEIGHT = 6.6, 8.0, 16.0
INLINE_TABLE = re.compile(r"\{\s*\w+\s*=")
SPACE = "_"  # a cell without a text
SUMMARY = "The figure as a table"

Grid = tuple[Panel, NumberTable, int]
"""The picture, the same as a table, and the number of cells."""


def draw_shapes(table: FenceTable) -> Chart:
    """``parts``: tables of a grid each, and texts between them. An empty text begins a new line."""
    parts = table.read("parts")
    if not isinstance(parts, list) or not 0 < len(parts) <= MAX_PARTS:
        raise table.error("parts", f"parts must be a list of 1 to {MAX_PARTS} grids and signs.")
    if not all(isinstance(part, dict) or (isinstance(part, str) and len(part) <= MAX_LABEL) for part in parts):
        raise table.error("parts", f"A part is a table, or a text of up to {MAX_LABEL} characters.")
    key = _read_key(table)
    cuts = table.cut([part for part in parts if isinstance(part, dict)], INLINE_TABLE)
    grids = [_read_grid(cut, key) for cut in cuts]
    if sum(cells for _, _, cells in grids) > MAX_CELLS:
        raise table.error("parts", f"A figure has at most {MAX_CELLS} cells.")
    panels = iter(panel for panel, _, _ in grids)
    return Chart(
        parts=[next(panels) if isinstance(part, dict) else table.html(part) for part in parts],
        key=[(_sign(shade), meaning) for shade, meaning in key.items()],
        tables=[numbers for _, numbers, _ in grids],
        summary=SUMMARY,
    )


def draw_heatmap(table: FenceTable) -> Chart:
    """Matrices on one scale, from the lowest number (or 0) to the highest."""
    panels = list(table.tables("panel", max_length=MAX_PANELS)) if "panel" in table.values else [table]
    matrices = [_read_matrix(panel) for panel in panels]
    values = [value for rows in matrices for row in rows for value in row if value is not None]
    if not values or sum(len(rows) * len(rows[0]) for rows in matrices) > MAX_CELLS:
        raise table.error("values", f"A figure has 1 to {MAX_CELLS} numbers.")
    low, high = min(0.0, *values), max(values)
    grids = []
    for panel, rows in zip(panels, matrices, strict=True):
        has_numbers, digits = panel.flag("numbers"), int(panel.number("digits", 2))
        texts = [["" if v is None else _short(v, digits) for v in row] for row in rows] if has_numbers else []
        cells = [["hidden" if v is None else format_number(v, 4) for v in row] for row in rows]
        grids.append(_draw(panel, levels(rows, low, high), texts, cells, title="title"))
        if panel is not table:
            panel.close()
    shares = (0.0, 0.5, 1.0)
    return Chart(
        parts=[panel for panel, _, _ in grids],
        key=[(_sign(level(share)), format_number(low + (high - low) * share, 2)) for share in shares],
        tables=[numbers for _, numbers, _ in grids],
        summary=SUMMARY,
    )


def _read_matrix(table: FenceTable) -> list[list[float | None]]:
    """Numbers, and the text "x" for a hidden one."""
    rows = table.read("values")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SIDE or not all(isinstance(row, list) for row in rows):
        raise table.error("values", f"values must be a list of 1 to {MAX_SIDE} rows of numbers.")
    columns = len(rows[0])
    if not 0 < columns <= MAX_SIDE or any(len(row) != columns for row in rows):
        raise table.error("values", f"Rows have the same length, up to {MAX_SIDE}.")
    if not all(is_number(value) or value == HIDDEN for row in rows for value in row):
        raise table.error("values", f"A value is a finite number, or “{HIDDEN}” for a hidden one.")
    return [[None if value == HIDDEN else float(value) for value in row] for row in rows]


def _read_key(table: FenceTable) -> dict[str, str]:
    key = table.read("key")
    if key is None:
        return {}
    if not isinstance(key, dict) or not all(
        _is_shade(k) and isinstance(v, str) and len(v) <= MAX_LABEL for k, v in key.items()
    ):
        raise table.error(
            "key", f"key gives a text of up to {MAX_LABEL} characters to shades: 0 to {LEVELS} or {HIDDEN}."
        )
    return key


def _is_shade(text: str) -> bool:
    return text in (HIDDEN, EMPTY) or (len(text) == 1 and text.isdigit() and int(text) <= LEVELS)


def _read_grid(table: FenceTable, key: dict[str, str]) -> Grid:
    texts, shades = _read_cells(table), table.texts("shade", lengths=range(1, MAX_SIDE + 1))
    if not texts and not shades:
        rows, columns = (int(n) for n in table.numbers("size", lengths=range(2, 3)))
        if not (0 < rows <= MAX_SIDE and 0 < columns <= MAX_SIDE):
            raise table.error("size", f"size is [rows, columns], each from 1 to {MAX_SIDE}.")
        shades = ["2" * columns] * rows
    cells = [list(row) for row in shades] or [["1"] * len(row) for row in texts]
    sizes = {(len(rows), len(row)) for rows in (cells, texts or cells) for row in rows}
    if len(sizes) > 1 or not all(_is_shade(shade) for row in cells for shade in row):
        raise table.error(
            "shade" if shades else "cells", "Cells and shades have the same rows and columns; shades are 0 to 8, x or ."
        )
    meanings = [[key.get(shade, "") for shade in row] for row in cells] if key else []
    grid = _draw(table, cells, texts, texts or meanings)
    table.close()
    return grid


def _read_cells(table: FenceTable) -> list[list[str]]:
    """Rows of texts: a list of numbers and texts, or one text with spaces between the cells."""
    rows = table.read("cells")
    if rows is None:
        return []
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SIDE:
        raise table.error("cells", f"cells must be a list of 1 to {MAX_SIDE} rows.")
    cells = [row.split() if isinstance(row, str) else row for row in rows]
    if not all(isinstance(row, list) and 0 < len(row) <= MAX_SIDE for row in cells):
        raise table.error("cells", f"A row has 1 to {MAX_SIDE} cells.")
    return [[_cell_text(table, value) for value in row] for row in cells]


def _cell_text(table: FenceTable, value: Any) -> str:
    if is_number(value):
        return format_number(value, 4)
    if not isinstance(value, str) or len(value) > 16:
        raise table.error("cells", "A cell is a number or a text of up to 16 characters.")
    return "" if value == SPACE else value


def _draw(
    table: FenceTable, shades: list[list[str]], texts: list[list[str]], cells: list[list[str]], *, title: str = "name"
) -> Grid:
    """Shaded cells with texts, or none, and names of rows and columns. ``cells`` are those of the table."""
    columns, count = len(shades[0]), len(shades)
    row_names = table.texts("rows", lengths=range(count, count + 1))
    column_names = table.texts("columns", lengths=range(columns, columns + 1))
    longest = max((len(text) for row in [*texts, column_names] for text in row), default=0)
    side = TEXT_CELL if texts else max(MIN_PLAIN_CELL, min(PLAIN_CELL, PLAIN_WIDTH // columns))
    width = side if not longest else text_width(longest) if texts else text_width(longest, side)
    left = CHARACTER * max(map(len, row_names), default=0) + (LABEL_GAP if row_names else 0)
    top = LABEL_HEIGHT if column_names else 0.0
    if left + width * columns > MAX_WIDTH:
        raise table.error(
            "cells", f"This grid is too wide: {left + width * columns:.0f} of {MAX_WIDTH:.0f} px. Shorten its texts."
        )
    marks = draw_cells(shades, texts, width, side, left, top, gap=1.0 if side <= 8 else 2.0)
    marks += [label("", left - 6, top + side * (y + 0.5) + 4, name, anchor="end") for y, name in enumerate(row_names)]
    marks += [label("", left + width * (x + 0.5), 11, name, anchor="middle") for x, name in enumerate(column_names)]
    name, note, size = table.html(table.text(title)), table.html(table.text("under")), f"{count} × {columns}"
    return (
        Panel(
            width=left + width * columns, height=top + side * count, marks=marks, title=name, note=note,
            description=f"{strip_tags(name) or 'grid'}: {count} by {columns}",
        ),
        NumberTable(
            rows=[[name, *row] for name, row in zip(row_names, cells, strict=True)] if row_names and cells else cells,
            head=["", *column_names] if row_names and column_names else column_names,
            caption=format_html("{} ({}: {})" if note else "{} ({})", name, size, note),
            has_names=bool(row_names),
        ),
        count * columns,
    )  # fmt: skip


def _sign(shade: str) -> SvgElement:
    return path(shade_class(shade), f"M1 1{'l14 14m-14-14' if shade == HIDDEN else ''}h14v14h-14z")


def _short(value: float, digits: int) -> str:
    """A number for a cell: .25 for 0.25."""
    text = f"{value:.{digits}f}".replace("-", "−")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text in ("−0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "−0.")) else text
