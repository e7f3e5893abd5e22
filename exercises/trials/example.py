"""A real verdict for visitors: a classic mistake, and what the judge said about it.

Mistakes never enter the database, and the web may run on a host without them. So the run is a file in this repository,
written by `manage.py take_example`. A test grades the same mistake in the real sandbox and compares.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exercises.catalogue.queries import Catalogue
from exercises.grading.reports import read_report
from exercises.models import Exercise, Submission
from exercises.submissions.report_rows import check_rows, verdict_fields
from exercises.submissions.results import CheckRow, Results, verdict_results
from exercises.submissions.source_html import python_html
from runner.protocol import Report

EXAMPLE_FILE = Path(__file__).with_name("example.json")
SLUG, MISTAKE = "scaled-dot-product-attention", "mask_multiplies_scores"
NOBODY = "00000000-0000-0000-0000-000000000000"  # in place of the submission and the attempt


@dataclass(frozen=True)
class Example:
    exercise: Exercise
    source_html: SafeString
    results: Results

    @property
    def first(self) -> Sequence[CheckRow]:
        """The checks up to the first that failed."""
        count = next((at for at, check in enumerate(self.results.checks, 1) if check.is_first_failing), 0)
        return self.results.checks[:count]

    @property
    def rest(self) -> Sequence[CheckRow]:
        return self.results.checks[len(self.first) :]


def example_html(course: Catalogue) -> SafeString:
    """The code and its verdict, rendered once. Empty if the catalogue has another version of the exercise."""
    return course.fragments.get("example", lambda: _html(course.exercises))


def _html(exercises: list[Exercise]) -> str:
    source, report = _read_run()
    exercise = next((row for row in exercises if (row.slug, row.digest) == (SLUG, report.digest)), None)
    if exercise is None:
        return ""
    submission = Submission(exercise=exercise, source=source, state=Submission.State.DONE, **verdict_fields(report))
    example = Example(exercise, python_html(source), verdict_results(submission, check_rows(report, submission)))
    return render_to_string("exercises/example.html", {"example": example})


@cache
def _read_run() -> tuple[str, Report]:
    run = json.loads(EXAMPLE_FILE.read_text(encoding="utf-8"))
    return run["source"], read_report(run["report"])


def save_example(run: dict[str, Any]) -> None:
    """Write a run of ``exercises.catalogue_runs.grade_catalogue`` as the example."""
    run = run | {"report": run["report"] | {"submission": NOBODY, "attempt": NOBODY}}
    EXAMPLE_FILE.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
