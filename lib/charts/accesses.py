"""Which program of a kernel loaded or stored each entry of a tensor, with the memory around it."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html

from lib.charts.grid import EMPTY, HIDDEN, TEXT_CELL, draw_cells, draw_frames, text_width
from lib.charts.parsing import MAX_SIDE, ChartDataError, read_list, read_marks, read_part, read_title
from lib.charts.shapes import PHONE_WIDTH, Chart, NumberTable, Panel
from lib.charts.svg import SvgElement

MAX_CAPTION = 200
MAX_PROGRAM = 10**9
NO_ENTRY = -1
_SHADES = "1428"  # of programs one after another: neighbors differ
_SIGN = 14.0


def read_accesses(data: Any, panels: Sequence[Any]) -> Chart:
    """The rows of a panel hold the number of a program, None for an entry of none, or NO_ENTRY."""
    grids = [_read_rows(read_part(panel, "rows")) for panel in panels]
    return Chart(
        parts=[_grid(panel, rows) for panel, rows in zip(panels, grids, strict=True)],
        tables=[
            NumberTable(caption=read_title(panel), rows=[[_text(program) or "–" for program in row] for row in rows])
            for panel, rows in zip(panels, grids, strict=True)
        ],
        summary="The programs as tables",
        key=[(_sign(_SHADES[1]), "a program, by its number"), (_sign(HIDDEN), "an entry that no program used")],
        caption=str(data.get("caption", ""))[:MAX_CAPTION],
    )


def _read_rows(data: Any) -> list[list[int | None]]:
    rows = [read_list(row, MAX_SIDE) for row in read_list(data, MAX_SIDE)]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ChartDataError("rows of one length")
    if not all(
        program is None or (type(program) is int and NO_ENTRY <= program <= MAX_PROGRAM)
        for row in rows
        for program in row
    ):
        raise ChartDataError("numbers of programs")
    return rows


def _grid(panel: Any, rows: list[list[int | None]]) -> Panel:
    """The numbers are in the cells if they fit."""
    columns, outside = len(rows[0]), set(read_marks(panel.get("outside"), len(rows), len(rows[0])))
    texts = [[_text(program) for program in row] for row in rows]
    width, height = text_width(max(len(text) for row in texts for text in row)), TEXT_CELL
    if width * columns > PHONE_WIDTH:
        texts, width = [], float(PHONE_WIDTH // columns)
        height = width
    cells = draw_cells([[_shade(program) for program in row] for row in rows], texts, width, height)
    return Panel(
        width=width * columns, height=height * len(rows), title=read_title(panel),
        marks=[*cells, draw_frames(outside, width, height)] if outside else cells,
        description=f"Accesses: {read_title(panel)}",
        note=format_html('<span class="no">{}</span>', "outside the tensor: framed") if outside else "",
    )  # fmt: skip


def _text(program: int | None) -> str:
    return "" if program is None or program == NO_ENTRY else str(program)


def _shade(program: int | None) -> str:
    if program is None:
        return HIDDEN
    return EMPTY if program == NO_ENTRY else _SHADES[program % len(_SHADES)]


def _sign(shade: str) -> SvgElement:
    return draw_cells([[shade]], [], _SIGN, _SIGN, left=1.0, top=1.0)[0]
