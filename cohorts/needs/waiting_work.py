"""What learners handed in to the mentors of a cohort, and no mentor has decided about yet. Apps above add theirs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cohorts.cohort.models import Cohort
from cohorts.needs.activity import CohortAndLearner
from cohorts.sign_offs.models import SignOff


@dataclass(frozen=True, kw_only=True)
class WaitingWork:
    """The oldest work of one kind of a learner that waits in a cohort."""

    reason: str
    """The end of a sentence about the learner: "asked you to sign off “…”"."""
    title: str
    since: datetime
    action: str
    href: str
    list_href: str
    """The page of all that waits in the cohort."""


WorkSource = Callable[[Sequence[Cohort]], Mapping[CohortAndLearner, WaitingWork]]
"""It takes one query."""


def requested_sign_offs(cohorts: Sequence[Cohort]) -> dict[CohortAndLearner, WaitingWork]:
    slugs = {cohort.pk: cohort.slug for cohort in cohorts}
    waiting = SignOff.objects.filter(cohort__in=cohorts).waiting().order_by("-requested_at", "-pk")
    rows = waiting.only("uid", "cohort", "learner", "criterion_html", "requested_at")
    return {
        (row.cohort_id, row.learner_id): WaitingWork(
            reason=f"asked you to sign off “{row.title}”",
            title=row.title,
            since=row.requested_at,
            action="Decide",
            href=row.get_absolute_url(),
            list_href=reverse("cohorts:sign_off_list", args=[slugs[row.cohort_id]]),
        )
        for row in rows
        if row.cohort_id
    }


_SOURCES: list[WorkSource] = [requested_sign_offs]


def add_source(source: WorkSource) -> None:
    """Show what ``source`` returns on the home page of mentors. An app does this once, when it is ready."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def waiting_work(cohorts: Sequence[Cohort]) -> list[Mapping[CohortAndLearner, WaitingWork]]:
    """One query for each source."""
    return [source(cohorts) for source in _SOURCES]
