"""A learner's runs of one exercise."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from exercises.models import CheckResult, Exercise, Submission, SubmissionQuerySet, VerdictChoice
from lib.compiled_queries import CompiledObjects, Param

_NEWEST = CompiledObjects(
    lambda: (
        Submission.objects.filter(exercise=Param("exercise"), learner=Param("learner"))
        .with_newest_call()
        .newest_first()[:1]
    )
)


def newest_submission(exercise: Exercise, learner: User) -> Submission | None:
    """Return the learner's newest run of any mode, with the exercise and the learner as given."""
    newest = _NEWEST.first(exercise=exercise.pk, learner=learner.pk)
    if newest is not None:
        newest.exercise, newest.learner = exercise, learner
    return newest


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run in the list, and whether it is selected as one of two to compare."""

    run: Submission
    at: str
    is_earlier: bool
    is_later: bool
    is_elsewhere: bool
    """Whether it is on another page of the list, and only shown because it is selected."""
    score: str
    """The passed checks: "4 of 9"; empty without checks."""


def run_rows(page: Iterable[Submission], selection: Sequence[Submission | None]) -> list[RunRow]:
    """The runs of a page and the selected two, newest first. The selection is (earlier, later). One query."""
    on_page = set(page)
    runs = sorted(on_page.union(filter(None, selection)), key=lambda run: (run.created_at, run.pk), reverse=True)
    scores = _scores(runs)
    return [
        RunRow(
            run=run,
            at=_exact_time(run),
            is_earlier=run in selection[:1],
            is_later=run in selection[1:],
            is_elsewhere=run not in on_page,
            score=scores.get(run.pk, ""),
        )
        for run in runs
    ]


def _scores(runs: Iterable[Submission]) -> dict[int, str]:
    by_run = CheckResult.objects.filter(submission__in=runs).order_by().values("submission")
    counts = by_run.annotate(total=Count("pk"), passes=Count("pk", filter=Q(verdict=VerdictChoice.PASSED)))
    return {row["submission"]: f"{row['passes']} of {row['total']}" for row in counts}


def two_runs(runs: SubmissionQuerySet, params: Mapping[str, str]) -> list[Submission | None]:
    """Return the runs that the query parameters ``from`` and ``to`` name; without ``from`` the one before ``to``;
    without either the last change.
    """
    try:
        uids = [uuid.UUID(params[name]) for name in ("from", "to") if name in params]
    except ValueError:
        uids = []
    if "to" in params and len(uids) == 1:
        return _with_previous(runs, uids[0])
    if len(uids) != 2:
        return [*_last_change(runs)]
    by_uid = {run.uid: run for run in runs.filter(uid__in=uids)}
    return [by_uid.get(uid) for uid in uids]


def _with_previous(runs: SubmissionQuerySet, uid: uuid.UUID) -> list[Submission | None]:
    run = runs.filter(uid=uid).first()
    if run is None:
        return [None, None]
    return [runs.before(run).first(), run]


def _last_change(runs: SubmissionQuerySet) -> list[Submission]:
    """The newest run with other code than the newest of all, and the newest: a learner may try and submit the same."""
    newest = runs.first()
    earlier = runs.exclude(source=newest.source).first() if newest else None
    return [earlier, newest] if newest and earlier else list(runs[:2])[::-1]


def _exact_time(run: Submission) -> str:
    """Format the time with seconds: two runs within a minute are common."""
    local = timezone.localtime(run.created_at)
    return f"{local.day} {local:%b %Y, %H:%M:%S}"
