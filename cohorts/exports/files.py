"""The files of a cohort's archive. Each function writes what a lead sees on the site, and nothing else.

Learners' code isn't in it, nor the files of sign-offs, notes by mentors, or anything of somebody who has left.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.grid.choice import Dimension, GridChoice, SortOrder
from cohorts.grid.csv_file import grid_csvs
from cohorts.grid.queries import whole_grid
from cohorts.marks import gradebook_files
from cohorts.marks.learner_marks import Marking
from cohorts.marks.models import scheme_of
from cohorts.marks.queries import learners_by_name
from cohorts.sections.queries import EVERYBODY
from cohorts.sign_offs.models import SignOff, SignOffDecision
from cohorts.threads.models import Comment, Thread
from curriculum.models import Roadmap
from lib.csv_cells import escape_formula

ROWS_PER_FILE = 500
MEMBER_COLUMNS = ("name", "email", "role", "section", "external id", "joined on", "uid")


@dataclass(frozen=True, kw_only=True)
class ExportRequest:
    cohort: Cohort
    lead: User
    now: datetime
    after: int
    """The last row that is in a file already."""


@dataclass(frozen=True, kw_only=True)
class WrittenFiles:
    """Files by name, and the last row in them if there are more."""

    texts: Iterable[tuple[str, str]]
    more_after: int | None = None


def members(request: ExportRequest) -> WrittenFiles:
    rows = [
        (
            member.user.name, member.user.email, member.role, member.section_name, member.external_id,
            member.joined_on.isoformat(), str(member.user.uid),
        )
        for member in request.cohort.memberships.by_role()
    ]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows([MEMBER_COLUMNS, *([escape_formula(cell) for cell in row] for row in rows)])
    return WrittenFiles(texts=[("members.csv", "\ufeff" + out.getvalue())])


def marks(request: ExportRequest) -> WrittenFiles:
    scheme = scheme_of(request.cohort)
    if scheme is None:
        return WrittenFiles(texts=[])
    rows = Marking(scheme).marks_of(list(learners_by_name(request.cohort)), now=request.now)
    return WrittenFiles(
        texts=[
            ("marks.csv", gradebook_files.data_csv(rows)),
            ("marks.json", gradebook_files.data_json(request.cohort, rows)),
        ]
    )


def grid_by(by: Dimension, request: ExportRequest) -> WrittenFiles:
    choice = GridChoice(by=by, sort=SortOrder.NAME, section=EVERYBODY)
    try:
        grid = whole_grid(request.cohort, choice, reader=request.lead, now=request.now)
    except Roadmap.DoesNotExist:
        return WrittenFiles(texts=[])
    names = (f"grid-by-{by}{'' if number == 1 else f'-{number}'}.csv" for number in count(1))
    return WrittenFiles(texts=zip(names, grid_csvs(grid), strict=False))  # one at a time in memory


def sign_offs(request: ExportRequest) -> WrittenFiles:
    rows = SignOff.objects.of_current_learners(request.cohort).filter(pk__gt=request.after).with_outcome()
    decisions = Prefetch("decisions", SignOffDecision.objects.select_related("mentor"))
    batch = list(rows.with_evidence().prefetch_related(decisions).order_by("pk")[:ROWS_PER_FILE])
    return _batch("sign-offs", batch, [_sign_off(row) for row in batch])


def _sign_off(row: SignOff) -> dict[str, Any]:
    try:
        file = {"name": row.file.name, "bytes": row.file.size}
    except ObjectDoesNotExist:
        file = None
    return {
        "uid": row.uid,
        "learner": _person(row.learner),
        "checkpoint": row.criterion.checkpoint.uid,
        "criterion": row.criterion.uid,
        "criterion_text": row.criterion_text,
        "state": row.state.value,
        "requested_at": row.requested_at,
        "text": row.text,
        "link": row.link,
        "file": file,
        "decisions": [
            {
                "outcome": decision.outcome,
                "text": decision.text,
                "by": decision.mentor.name if decision.mentor else None,
                "decided_at": decision.decided_at,
            }
            for decision in row.decisions.all()
        ],
    }


def threads(request: ExportRequest) -> WrittenFiles:
    """Write the threads of those who still learn in the cohort, which are what its mentors read."""
    learners = request.cohort.memberships.learners().values("user")
    rows = Thread.objects.filter(cohort=request.cohort, learner__in=learners, pk__gt=request.after)
    comments = Prefetch("comments", Comment.objects.select_related("mentor").order_by("written_at", "pk"))
    rows = rows.with_subject().select_related("learner").prefetch_related(comments)
    batch = list(rows.order_by("pk")[:ROWS_PER_FILE])
    return _batch("threads", batch, [_thread(row) for row in batch])


def _thread(row: Thread) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "learner": _person(row.learner),
        "about": row.title,
        "is_request": row.is_request,
        "opened_at": row.opened_at,
        "settled_at": row.settled_at,
        "comments": [
            {
                "from": "mentor" if comment.from_mentor else "learner",
                "by": comment.mentor.name if comment.mentor else None,
                "written_at": comment.written_at,
                "changed_at": comment.changed_at,
                "lines": comment.lines,
                "text": comment.text,
            }
            for comment in row.comments.all()
        ],
    }


def _person(person: User) -> dict[str, Any]:
    return {"uid": person.uid, "name": person.name, "email": person.email}


def _batch(folder: str, rows: Sequence[SignOff | Thread], facts: Iterable[dict[str, Any]]) -> WrittenFiles:
    if not rows:
        return WrittenFiles(texts=[])
    last = rows[-1].pk
    text = json.dumps(list(facts), ensure_ascii=False, indent=1, default=_plain)
    return WrittenFiles(texts=[(f"{folder}/{last:09}.json", text)], more_after=last)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
