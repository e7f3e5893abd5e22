"""One real verdict for who has no account yet: a classic mistake, and what the judge said of it.

Mistakes never enter the database, and the web may stand on a host without them. So the run is shipped as data, as
`manage.py take_example` wrote it, and a test has the real sandbox grade the same file and say the same.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from exercises.actions.recording import check_rows, verdict_fields
from exercises.grading import Report, read_report
from exercises.highlight import python_html
from exercises.models import Exercise, Submission
from exercises.queries import Catalogue, CheckRow, Results, judged

SHIPPED = Path(__file__).with_name("example.json")
SLUG, MISTAKE = "scaled-dot-product-attention", "mask_multiplies_scores"
NOBODY = "00000000-0000-0000-0000-000000000000"  # whose submission it is


@dataclass(frozen=True)
class Example:
    exercise: Exercise
    source_html: SafeString
    results: Results

    @property
    def first(self) -> list[CheckRow]:
        """The checks up to the one that failed first."""
        found = next((at for at, check in enumerate(self.results.checks, 1) if check.is_first_failing), 0)
        return self.results.checks[:found]

    @property
    def rest(self) -> list[CheckRow]:
        return self.results.checks[len(self.first) :]


def example_html(course: Catalogue) -> SafeString:
    """The code and its verdict, made once. Empty where this version of the exercise is not in the catalogue: what
    another one would say is not known.
    """
    return course.pieces.get("example", lambda: _html(course.exercises))


def _html(exercises: list[Exercise]) -> str:
    source, report = _shipped()
    exercise = next((one for one in exercises if (one.slug, one.digest) == (SLUG, report.digest)), None)
    if exercise is None:
        return ""
    submission = Submission(exercise=exercise, source=source, state=Submission.State.DONE, **verdict_fields(report))
    shown = Example(exercise, python_html(source), judged(submission, check_rows(report, submission)))
    return render_to_string("exercises/example.html", {"example": shown})


@cache
def _shipped() -> tuple[str, Report]:
    run = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return run["source"], read_report(run["report"])


def ship(run: dict[str, Any]) -> None:
    """Write a run of ``exercises.graded_files.grade_catalogue`` as the one to show."""
    run = run | {"report": run["report"] | {"submission": NOBODY, "attempt": NOBODY}}
    SHIPPED.write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
