"""The members of a cohort, searched and in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership, MembershipQuerySet
from cohorts.visible import leads_cohort
from lib.compiled_queries import CompiledForKeys

MEMBERS_PER_PAGE = 25  # each is a link, and a page has at most 60 tab stops
MAX_SEARCH_CHARS = 80
_ORDER = {CohortRole.LEAD: 0, CohortRole.MENTOR: 1, CohortRole.LEARNER: 2}


@dataclass(frozen=True, kw_only=True)
class MembersPage:
    cohort: Cohort
    page: "Page[Membership]"
    search: str
    may_change: bool


def members_page(cohort: Cohort, reader: User, *, number: str, search: str) -> MembersPage:
    """Leads first, then mentors, then learners, each by name. Three queries."""
    text = search.strip()[:MAX_SEARCH_CHARS]
    members = members_in_order(cohort)
    if text:
        members = members.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return MembersPage(
        cohort=cohort,
        page=Paginator(members, MEMBERS_PER_PAGE).get_page(number),
        search=text,
        may_change=leads_cohort(reader, cohort),
    )


def members_in_order(cohort: Cohort) -> MembershipQuerySet:
    place = Case(*(When(role=role, then=Value(at)) for role, at in _ORDER.items()), output_field=IntegerField())
    return cohort.memberships.select_related("user").order_by(place, "user__name", "user__email")


USER_FIELDS = ("uid", "name", "email", "time_zone", "background")
_LEARNERS = CompiledForKeys(
    lambda keys: (
        Membership.objects.learners()
        .filter(cohort__in=keys)
        .order_by("pk")
        .values_list("pk", "cohort", "joined_on", "user", *(f"user__{field}" for field in USER_FIELDS))
    )
)


def learners_in(cohorts: Sequence[int]) -> list[Membership]:
    """The memberships of all learners in these cohorts, by primary key. One query."""
    return [_membership(*row) for row in _LEARNERS(cohorts)]


@lru_cache(maxsize=2 * Cohort.MAX_LEARNERS)
def _membership(pk: int, cohort: int, joined_on: date, user: int, *fields: Any) -> Membership:
    """Model instances are slow to make. Shared by all requests: never change them."""
    learner = User(pk=user, **dict(zip(USER_FIELDS, fields, strict=True)))
    return Membership(pk=pk, cohort_id=cohort, user=learner, joined_on=joined_on)
