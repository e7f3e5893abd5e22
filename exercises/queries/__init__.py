"""Bulk reads for one page each, into objects for its template."""

from exercises.queries.exercise_list import Catalogue, ExerciseList, ExerciseRow, catalogue, exercise_list
from exercises.queries.results import CheckRow, Results, submission_results, verdict_results
from exercises.queries.runs import RunRow, run_rows, two_runs
from exercises.queries.workspace import (
    Editor,
    Workspace,
    editor_in_conflict,
    editor_of,
    editor_refused,
    workspace,
)

__all__ = [
    "Catalogue",
    "CheckRow",
    "Editor",
    "ExerciseList",
    "ExerciseRow",
    "Results",
    "RunRow",
    "Workspace",
    "catalogue",
    "editor_in_conflict",
    "editor_of",
    "editor_refused",
    "exercise_list",
    "run_rows",
    "submission_results",
    "two_runs",
    "verdict_results",
    "workspace",
]
