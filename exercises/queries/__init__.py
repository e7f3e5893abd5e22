"""Bulk reads for one page each, into objects for its template."""

from exercises.queries.exercise_list import Catalogue, ExerciseList, ExerciseRow, catalogue, exercise_list
from exercises.queries.fleet import STATE_MESSAGES, FleetPage, fleet_page, impact_of, unfinished_work
from exercises.queries.lifecycle import LifecyclePage, lifecycle_list, lifecycle_page
from exercises.queries.lookup import exercise_or_404
from exercises.queries.regrade_scope import submissions_in_scope
from exercises.queries.regrades import both_results, regrade_figures, regrade_list, regrade_page
from exercises.queries.results import CheckRow, Results, submission_results, verdict_results
from exercises.queries.runs import RunRow, run_rows, two_runs
from exercises.queries.surroundings import Surroundings, surroundings_of
from exercises.queries.trials import TrialBench, TrialResult, front_bench, trial_bench, trial_result
from exercises.queries.workspace import (
    Editor,
    Workspace,
    editor_in_conflict,
    editor_of,
    editor_refused,
    workspace,
)

__all__ = [
    "STATE_MESSAGES",
    "Catalogue",
    "CheckRow",
    "Editor",
    "ExerciseList",
    "ExerciseRow",
    "FleetPage",
    "LifecyclePage",
    "Results",
    "RunRow",
    "Surroundings",
    "TrialBench",
    "TrialResult",
    "Workspace",
    "both_results",
    "catalogue",
    "editor_in_conflict",
    "editor_of",
    "editor_refused",
    "exercise_list",
    "exercise_or_404",
    "fleet_page",
    "front_bench",
    "impact_of",
    "lifecycle_list",
    "lifecycle_page",
    "regrade_figures",
    "regrade_list",
    "regrade_page",
    "run_rows",
    "submission_results",
    "submissions_in_scope",
    "surroundings_of",
    "trial_bench",
    "trial_result",
    "two_runs",
    "unfinished_work",
    "verdict_results",
    "workspace",
]
