"""The grid as a CSV file: a line for each learner and phase, topic or exercise. docs/people.md describes its columns.

Long rather than wide, so that the columns never depend on the roadmap.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from cohorts.grid.cells import CellFigures, GridColumn
from cohorts.grid.queries import Grid
from cohorts.grid.rows import LearnerRow
from lib.csv_cells import escape_formula
from lib.durations import tenths
from lib.errors import RefusedError
from progress.checkpoints.rules import Status

MAX_LINES = 100_000
"""Of a file. All exercises of 300 learners are half as many."""
TOO_MANY = (
    "This file would have {lines:,} lines, and it can have {most:,}. Choose one phase or one section, then try again."
)
LEARNER_COLUMNS = ("learner", "external_id", "name", "email", "section")
CELL_COLUMNS = (
    "kind", "phase", "uid", "title", "state", "done", "of", "criteria", "proven", "signed_off", "claimed", "hours",
    "hours_low", "hours_high", "submissions",
)  # fmt: skip
PACE_COLUMNS = (
    "need", "reason", "hours_ahead", "plan", "first_finish", "last_finish", "week_hours", "total_hours", "last_active",
    "newest_exercise", "newest_verdict",
)  # fmt: skip
COLUMNS = (*LEARNER_COLUMNS, *CELL_COLUMNS, *PACE_COLUMNS)
Value = str | int | float | None


def grid_csv(grid: Grid) -> str:
    """Return the file of a whole grid. Raises RefusedError if it would have more than MAX_LINES."""
    lines = len(grid.rows) * len(grid.columns)
    if lines > MAX_LINES:
        raise RefusedError(TOO_MANY.format(lines=lines, most=MAX_LINES))
    return _text(grid, grid.rows)


def grid_csvs(grid: Grid) -> Iterator[str]:
    """Yield as many files as a grid of any size needs, each with its own line of headings."""
    step = max(1, MAX_LINES // max(1, len(grid.columns)))  # learners
    for start in range(0, max(1, len(grid.rows)), step):
        yield _text(grid, grid.rows[start : start + step])


def _text(grid: Grid, rows: Sequence[LearnerRow]) -> str:
    """The text begins with a byte order mark, so that Excel reads it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    columns = {column.pk: _escaped(_column_values(grid, column)) for column in grid.columns}
    for row in rows:
        learner, pace = _escaped(_learner_values(row)), _escaped(_pace_values(row))
        writer.writerows(
            (*learner, *columns[cell.column.pk], cell.state.value, *_figures(cell.figures), *pace) for cell in row.cells
        )
    return "\ufeff" + out.getvalue()


def _escaped(values: Sequence[Value]) -> list[Value]:
    return [escape_formula(value.replace("\u00a0", " ")) if isinstance(value, str) else value for value in values]


def _learner_values(row: LearnerRow) -> list[Value]:
    learner = row.learner
    return [str(learner.uid), row.entry.member.external_id, learner.name, learner.email, row.section]


def _column_values(grid: Grid, column: GridColumn) -> list[Value]:
    return [grid.choice.by.value, column.phase, column.uid, column.title]


def _figures(figures: CellFigures) -> list[Value]:
    statuses, estimate = figures.statuses, figures.estimate
    counts: list[Value] = [None] * 4
    if statuses is not None:
        kinds = (Status.PROVEN, Status.SIGNED_OFF, Status.CLAIMED)
        counts = [len(statuses), *(statuses.count(status) for status in kinds)]
    return [
        figures.done,
        figures.of,
        *counts,
        None if figures.minutes is None else _hours(figures.minutes),
        *(estimate.figures if estimate else (None, None)),
        figures.submissions,
    ]


def _pace_values(row: LearnerRow) -> list[Value]:
    standing, finish, newest = row.pace.standing, row.pace.finish, row.newest
    return [
        row.need.kind.value,
        row.need.reason,
        None if standing.minutes_ahead is None else _hours(standing.minutes_ahead),
        standing.basis.name.lower(),
        finish.first.isoformat() if finish and finish.first else None,
        finish.last.isoformat() if finish and finish.last else None,
        _hours(row.week_minutes),
        _hours(row.total_minutes),
        row.last_active.isoformat() if row.last_active else None,
        newest.exercise.slug if newest else None,
        newest.verdict if newest else None,
    ]


def _hours(minutes: int) -> float:
    """Return hours, in tenths."""
    return (tenths(abs(minutes)) / 10) * (-1 if minutes < 0 else 1)
