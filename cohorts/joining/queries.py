"""Requests to join that leads have to decide."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from accounts.models import User
from cohorts.cohort.models import CohortQuerySet, Membership
from cohorts.joining.models import JoinRequest

MAX_LISTED = 20
"""Each has two buttons, and a page has at most 60 tab stops. The next ones follow when these are decided."""


def requests_of(cohorts: Sequence[int]) -> list[JoinRequest]:
    """Return the oldest requests of these cohorts. One query."""
    rows = JoinRequest.objects.waiting().filter(cohort__in=cohorts).with_person().select_related("cohort")
    return list(rows[:MAX_LISTED])


def with_requests_to(lead: User, cohorts: CohortQuerySet) -> CohortQuerySet:
    """Annotate ``has_requests``: somebody asks to join the cohort, and the person leads it."""
    leads = Membership.objects.leads().filter(user=lead, cohort=OuterRef("pk"))
    waiting = JoinRequest.objects.waiting().filter(cohort=OuterRef("pk"))
    return cohorts.annotate(has_requests=Exists(leads) & Exists(waiting))  # type: ignore[no-redef]  # Cohort declares it
