"""The members of a cohort, searched and in pages, and the learners of several cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.paginator import Page, Paginator

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.joining.models import JoinRequest
from cohorts.joining.queries import requests_of

MEMBERS_PER_PAGE = 25  # each is a link, and a page has at most 60 tab stops
MAX_SEARCH_CHARS = 80
USER_FIELDS = ("uid", "name", "email", "time_zone", "background")


@dataclass(frozen=True, kw_only=True)
class MembersPage:
    cohort: Cohort
    page: "Page[Membership]"
    search: str
    may_change: bool
    requests: Sequence[JoinRequest]
    """What a lead has to decide, on the first page."""


def members_page(cohort: Cohort, reader: User, *, number: str, search: str) -> MembersPage:
    """Leads first, then mentors, then learners, each by name. Four queries."""
    text = search.strip()[:MAX_SEARCH_CHARS]
    members = cohort.memberships.by_role()
    may_change = cohort.is_led_by(reader)
    return MembersPage(
        cohort=cohort,
        page=Paginator(members.matching(text) if text else members, MEMBERS_PER_PAGE).get_page(number),
        search=text,
        may_change=may_change,
        requests=requests_of([cohort.pk]) if may_change and not cohort.is_archived else [],
    )


def learners_in(cohorts: Sequence[int]) -> list[Membership]:
    """Return the memberships of all learners in these cohorts, by primary key. One query."""
    rows = Membership.objects.learners().filter(cohort__in=cohorts).order_by("pk")
    columns = (
        "pk",
        "cohort",
        "joined_on",
        "section",
        "mentor",
        "external_id",
        "user",
        *(f"user__{field}" for field in USER_FIELDS),
    )
    return [_membership(*row) for row in rows.values_list(*columns)]


@lru_cache(maxsize=2 * Cohort.MAX_LEARNERS)
def _membership(
    pk: int,
    cohort: int,
    joined_on: date,
    section: int | None,
    mentor: int | None,
    external_id: str,
    user: int,
    *fields: Any,
) -> Membership:
    """Model instances are slow to make. Shared by all requests: never change them."""
    learner = User(pk=user, **dict(zip(USER_FIELDS, fields, strict=True)))
    return Membership(
        pk=pk, cohort_id=cohort, user=learner, joined_on=joined_on, section_id=section, mentor_id=mentor,
        external_id=external_id,
    )  # fmt: skip
