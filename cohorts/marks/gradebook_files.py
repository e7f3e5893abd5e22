"""Marks as files: for Canvas, for Moodle, and as plain data.

Written from the documentation and source of both, and not tried with a real Canvas or Moodle:

- Canvas: "How do I import grades in the Gradebook?" (community.canvaslms.com) and ``lib/gradebook_importer.rb`` of
  github.com/instructure/canvas-lms. Columns Student, ID, SIS User ID, SIS Login ID and Section, then a column for each
  assignment, "Title (id)", and a row "Points Possible". Canvas finds learners by ID, SIS User ID, SIS Login ID,
  then by name. It finds assignments by id, then by title, and otherwise offers to add one. EX is excused.
- Moodle: https://docs.moodle.org/405/en/Grade_import. A line of titles, then a line for each learner. Whoever imports
  chooses which column identifies them (email address or ID number), and which grade item each column is.

A spreadsheet computes cells that begin with = and the like, so these get an apostrophe, as in our other files. Points
are numbers and never begin so.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cohorts.cohort.models import Cohort
from cohorts.marks.learner_marks import LearnerMarks, RowMark, RowState
from cohorts.marks.subjects import Subject
from lib.csv_cells import escape_formula

CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "Points Possible"
EXCUSED_IN_CANVAS = "EX"
MOODLE_COLUMNS = ("Full name", "Email address", "ID number")
DATA_COLUMNS = (
    "learner", "name", "email", "section", "row", "kind", "uid", "title", "points", "possible", "state", "basis",
    "due_at", "first_shown_at", "days_late",
)  # fmt: skip
# Canvas leaves out columns with these words, which it computes itself.
_COMPUTED_BY_CANVAS = re.compile("(?:Current|Final) (?:Score|Points|Grade)|Override (?:Score|Grade|Status)")
_LIKE_AN_ID = re.compile(r"\(\d+\)\s*$")


def canvas_csv(cohort: Cohort, subjects: Sequence[Subject], marks: Iterable[LearnerMarks]) -> str:
    """Return the marks for the Gradebook of Canvas."""
    titles = [
        f"{title} ({subject.row.canvas_id})" if subject.row.canvas_id else title
        for title, subject in zip(canvas_titles(subjects), subjects, strict=True)
    ]
    points = [subject.row.points for subject in subjects]
    blanks = [""] * (len(CANVAS_COLUMNS) - 1)
    lines = [
        [
            _canvas_student(learner),
            "",
            "",
            learner.learner.email,
            learner.member.section_name or cohort.title,
            *map(_canvas_cell, learner.rows),
        ]
        for learner in marks
    ]
    return _csv([[*CANVAS_COLUMNS, *titles], [f"    {POINTS_POSSIBLE}", *blanks, *points], *lines])


def _canvas_student(marks: LearnerMarks) -> str:
    """Return the name with the address. Learners choose their names: one that is just another learner's name would get
    that learner's line in Canvas, and “Points Possible” the one with the points.
    """
    learner = marks.learner
    text = f"{learner.name} ({learner.email})"
    return learner.email if POINTS_POSSIBLE.casefold() in text.casefold() else text


def _canvas_cell(row: RowMark) -> str:
    return {RowState.MARKED: row.points_text, RowState.OPEN: ""}.get(row.state, EXCUSED_IN_CANVAS)


def canvas_titles(subjects: Sequence[Subject]) -> list[str]:
    """Return a title for each row that is unlike all others, no title of Canvas's own, and doesn't end like an id."""
    titles = [_COMPUTED_BY_CANVAS.sub(lambda match: match[0].lower(), title) for title in unique_titles(subjects)]
    return [
        f"{title} [{subject.row.kind}]" if _LIKE_AN_ID.search(title) or title in CANVAS_COLUMNS else title
        for title, subject in zip(titles, subjects, strict=True)
    ]


def unique_titles(subjects: Sequence[Subject]) -> list[str]:
    """Return the title of each row, with its kind and the beginning of its uid where two have the same."""
    titles = [" ".join(subject.title.split()) for subject in subjects]
    counts = Counter(title.casefold() for title in titles)
    return [
        f"{title} [{subject.row.kind} {str(subject.row.uid)[:8]}]" if counts[title.casefold()] > 1 else title
        for title, subject in zip(titles, subjects, strict=True)
    ]


def moodle_csv(subjects: Sequence[Subject], marks: Iterable[LearnerMarks]) -> str:
    """Return the marks for Moodle's import of grades. The ID number is the learner's uid on this site."""
    lines = [
        [learner.learner.name, learner.learner.email, str(learner.learner.uid), *map(_moodle_cell, learner.rows)]
        for learner in marks
    ]
    return _csv([[*MOODLE_COLUMNS, *unique_titles(subjects)], *lines])


def _moodle_cell(row: RowMark) -> str:
    """Return the points, or nothing: Moodle's import knows no “excused”."""
    return row.points_text if row.state == RowState.MARKED else ""


def data_csv(marks: Iterable[LearnerMarks]) -> str:
    """Return a line for each learner and row, with uids. It begins with a byte order mark, for Excel."""
    lines = [[fact[name] for name in DATA_COLUMNS] for fact in _facts(marks)]
    return "\ufeff" + _csv([list(DATA_COLUMNS), *lines])


def data_json(cohort: Cohort, marks: Sequence[LearnerMarks]) -> str:
    """Return the same as JSON, with the sums."""
    learners = [
        {
            "learner": str(learner.learner.uid),
            "name": learner.learner.name,
            "email": learner.learner.email,
            "section": learner.member.section_name,
            "points": float(learner.points),
            "possible": learner.possible,
            "rows": [_fact(row) for row in learner.rows],
        }
        for learner in marks
    ]
    return json.dumps({"cohort": cohort.slug, "learners": learners}, ensure_ascii=False, indent=1)


def _facts(marks: Iterable[LearnerMarks]) -> Iterable[Mapping[str, Any]]:
    for learner in marks:
        person = {
            "learner": str(learner.learner.uid),
            "name": learner.learner.name,
            "email": learner.learner.email,
            "section": learner.member.section_name,
        }
        for row in learner.rows:
            fact = _fact(row)
            yield person | {name: "" if value is None else value for name, value in fact.items()}


def _fact(row: RowMark) -> dict[str, Any]:
    subject = row.subject.row.subject
    times = [part.evidence.at for part in row.parts if part.evidence]
    return {
        "row": str(row.subject.row.uid),
        "kind": row.subject.row.kind,
        "uid": subject.uid,
        "title": row.subject.title,
        "points": float(row.points),
        "possible": row.possible,
        "state": row.state.value,
        "basis": row.basis,
        "due_at": row.due.isoformat() if row.due else None,
        "first_shown_at": min(times).isoformat() if times else None,
        "days_late": max((part.days_late for part in row.parts), default=0),
    }


def _csv(lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([escape_formula(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return out.getvalue()
