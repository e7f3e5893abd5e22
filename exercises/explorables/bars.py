"""Bars of probabilities, one row for each word: of the explorables of softmax and of sampling, and of own output."""

from collections.abc import Iterator
from typing import Any

from exercises.explorables.shapes import Drawing
from lib.charts.parsing import ChartDataError, read_list, read_numbers, read_part
from lib.charts.svg import SvgElement, label, number, path, rect

LEFT, SCALE = 120.0, 416.0  # where the bars begin, and the width of probability 1
OWN_PITCH, MAX_ROWS = 40.0, 8  # of own output
DIFFERS = 0.05  # a difference of this size is written in red


def draw_grid(bottom: float) -> Iterator[SvgElement]:
    """Upright lines at 0, 0.25 … 1, with their numbers."""
    for step in range(5):
        x = LEFT + SCALE * step / 4
        yield path("rule", f"M{x:g} 0V{bottom:g}")
        yield label("soft", x, bottom + 22, f"{step / 4:g}", anchor="middle")


def draw_row(
    k: int, pitch: float, word: str, share: float, other: float, text: str, *, classes: str = "", has_old: bool = True
) -> Iterator[SvgElement]:
    """The k-th row, ``pitch`` high: a word, its bar, the dashed bar that it was, and a text right of the longer one."""
    y = pitch * k
    baseline = y + pitch / 2 + 4
    yield label(f"word {classes}".strip(), 0, baseline, word, key=f"word{k}")
    yield rect("bar", LEFT, y + 5, SCALE * share, pitch - 12, f"bar{k}")
    if has_old:
        yield rect("ghost", LEFT, y + 2, SCALE * other, pitch - 6, f"old{k}")
    yield label(f"value {classes}".strip(), LEFT + 9 + SCALE * max(share, other), baseline, text, key=f"value{k}")


def draw_own_bars(data: Any) -> Drawing:
    """Draw a chart with one series of the learner's and one of the exact values, the largest first."""
    labels, series = read_part(data, "labels"), read_list(read_part(data, "series"), 3)
    if len(series) < 2:
        raise ChartDataError("the learner's values and the expected ones")
    yours, exact = (read_numbers(read_part(row, "values"), 64) for row in series[:2])
    if not len(labels) == len(yours) == len(exact) or not all(0 <= share <= 1 for share in (*yours, *exact)):
        raise ChartDataError("two probabilities for each label")
    rows = sorted(zip(map(str, labels), yours, exact, strict=True), key=lambda row: -row[2])[:MAX_ROWS]
    bottom = OWN_PITCH * len(rows)
    said = ", ".join(f"{label} {number(share)}, exact {number(right)}" for label, share, right in rows)
    marks = [*draw_grid(bottom), *(mark for k, row in enumerate(rows) for mark in _own_row(k, *row))]
    return Drawing(height=bottom + 30, label=f"Your output and the exact values: {said}", marks=marks)


def _own_row(k: int, word: str, share: float, exact: float) -> Iterator[SvgElement]:
    upright, difference = f"M{LEFT + SCALE * exact:g} {OWN_PITCH * k:g}v38", share - exact
    is_wrong = abs(difference) >= DIFFERS
    text = f"{'+' if is_wrong and difference > 0 else ''}{number(difference if is_wrong else share)}"
    classes = "bad" if is_wrong else ""
    yield from draw_row(k, OWN_PITCH, word, share, exact, text, classes=classes, has_old=False)
    yield from (path(name, upright) for name in ("halo", "exact"))
