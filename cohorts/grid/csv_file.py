"""The grid as a CSV file, for spreadsheets."""

import csv
import io

from cohorts.grid.queries import Grid
from cohorts.grid.rows import LearnerRow
from lib.csv_cells import escape_formula
from lib.durations import tenths

HOURS_AHEAD = "hours ahead of plan"
FIXED_COLUMNS = (
    "name", "email", "section", "needs attention", HOURS_AHEAD, "plan", "projected finish", "hours this week",
    "hours in total", "last active", "latest verdict", "latest exercise",
)  # fmt: skip


def grid_csv(grid: Grid) -> str:
    """Return a line for each learner. The text begins with a byte order mark, so that Excel reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*FIXED_COLUMNS, *(escape_formula(column.title) for column in grid.columns)])
    writer.writerows(
        [escape_formula(cell) if isinstance(cell, str) else cell for cell in _line(row)] for row in grid.rows
    )
    return "\ufeff" + out.getvalue()


def _line(row: LearnerRow) -> list[str | float]:
    standing, newest = row.pace.standing, row.newest
    return [
        row.learner.name,
        row.learner.email,
        row.section,
        row.need.reason,
        "" if standing.minutes_ahead is None else _hours(standing.minutes_ahead),
        standing.basis.value,
        row.pace.finish_text.replace("\u00a0", " "),
        _hours(row.week_minutes),
        _hours(row.total_minutes),
        row.last_active.isoformat() if row.last_active else "",
        newest.get_verdict_display() if newest else "",
        newest.exercise.title if newest else "",
        *(cell.text.replace("\u00a0", " ") for cell in row.cells),
    ]


def _hours(minutes: int) -> float:
    """Return hours, in tenths."""
    return (tenths(abs(minutes)) / 10) * (-1 if minutes < 0 else 1)
