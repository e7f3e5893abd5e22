"""Grids of shaded cells with a number in each."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from lib.charts.grid import Cell, draw_cells, draw_frames, level, levels, shade_class, text_class
from lib.charts.parsing import ChartDataError, read_list, read_matrix, read_part
from lib.charts.svg import SvgElement, label, number, rect

TOP = 30.0  # below a title


def short(value: float) -> str:
    """A number between 0 and 1 without its leading zero, as the cells have no room for it."""
    return number(value).removeprefix("0")


def draw_cell(x: float, y: float, side: float, share: float | None, text: str, key: str) -> Iterator[SvgElement]:
    """A cell that the script changes. None: there is no value."""
    shade = level(share or 0)
    yield rect("none" if share is None else shade_class(shade), x, y, side - 2, side - 2, f"cell{key}")
    place = (x + side / 2 - 1, y + side / 2 + 4)
    yield label(text_class(shade), *place, text, anchor="middle", key=f"number{key}")


def draw_matrix(
    rows: Sequence[Sequence[float]], *, left: float, side: float, title: str, low: float = 0.0, high: float = 1.0,
    wrong: Collection[Cell] = (),
) -> Iterator[SvgElement]:  # fmt: skip
    """A matrix below its title, pale at ``low`` and dark at ``high``; the cells in ``wrong`` are framed."""
    yield label("soft", left, 18, title)
    texts = [
        [short(value) if (low, high) == (0, 1) else f"{value:g}".replace("-", "−") for value in row] for row in rows
    ]
    yield from draw_cells(levels(rows, low, high), texts, side, side, left, TOP)
    yield draw_frames(wrong, side, side, left, TOP)


def read_matrices(data: Any, count: int, max_side: int) -> list[list[list[float]]]:
    """The upper left corners of the first matrices of a heat map."""
    panels = read_list(read_part(data, "panels"), 4)
    if len(panels) < count:
        raise ChartDataError(f"{count} matrices")
    matrices = [read_matrix(read_part(panel, "rows")) for panel in panels[:count]]
    return [[row[:max_side] for row in rows[:max_side]] for rows in matrices]


def differences(yours: Sequence[Sequence[float]], exact: Sequence[Sequence[float]]) -> set[Cell]:
    """The cells of the first matrix that differ from those of the second, or have none there."""
    return {
        (y, x)
        for y, row in enumerate(yours)
        for x, value in enumerate(row)
        if not (y < len(exact) and x < len(exact[y])) or abs(value - exact[y][x]) >= 0.005
    }
