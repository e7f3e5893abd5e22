"""A learner's runs of one exercise."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from exercises.models import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run in the list, and whether it is selected as one of two to compare."""

    run: Submission
    at: str
    is_earlier: bool
    is_later: bool
    is_elsewhere: bool
    """On another page of the list. It is shown because it is selected."""


def run_rows(page: Iterable[Submission], selection: Sequence[Submission | None]) -> list[RunRow]:
    """The runs of a page and the selected two, newest first. The selection is (earlier, later)."""
    here = set(page)
    runs = sorted(here.union(filter(None, selection)), key=lambda run: (run.created_at, run.pk), reverse=True)
    return [
        RunRow(
            run=run,
            at=_exact_time(run),
            is_earlier=run in selection[:1],
            is_later=run in selection[1:],
            is_elsewhere=run not in here,
        )
        for run in runs
    ]


def two_runs(runs: QuerySet[Submission], params: Mapping[str, str]) -> list[Submission | None]:
    """The runs that the query parameters ``from`` and ``to`` name; without them the last change."""
    try:
        uids = [uuid.UUID(params[name]) for name in ("from", "to")]
    except (KeyError, ValueError):
        return [*_last_change(runs)]
    by_uid = {run.uid: run for run in runs.filter(uid__in=uids)}
    return [by_uid.get(uid) for uid in uids]


def _last_change(runs: QuerySet[Submission]) -> list[Submission]:
    """The newest run with other code than the newest of all, and the newest: a learner may try and submit the same."""
    newest = runs.first()
    other = runs.exclude(source=newest.source).first() if newest else None
    return [other, newest] if newest and other else list(runs[:2])[::-1]


def _exact_time(run: Submission) -> str:
    """With seconds: two runs within a minute are common."""
    local = timezone.localtime(run.created_at)
    return f"{local.day} {local:%b %Y, %H:%M:%S}"
