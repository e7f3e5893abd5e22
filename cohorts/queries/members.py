"""The members of a cohort, searched and in pages."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, Value, When

from accounts.models import User
from cohorts.models import Cohort, CohortRole, Membership, MembershipQuerySet
from cohorts.queries.access import leads_cohort

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
