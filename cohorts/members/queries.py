"""The members of a cohort, searched and in pages, and the learners of several cohorts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Q

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortRole, Membership, MembershipQuerySet
from cohorts.joining.models import JoinRequest
from cohorts.joining.queries import requests_of
from cohorts.sections.models import CohortSection
from cohorts.sections.queries import EVERYBODY, MINE, UNASSIGNED, read_section

MEMBERS_PER_PAGE = 25  # each is a link, and has a box for leads
MAX_SEARCH_CHARS = 80
USER_FIELDS = ("uid", "name", "email", "time_zone", "background")


@dataclass(frozen=True, kw_only=True)
class MemberChoice:
    """Which members of a cohort are meant, as the address of their list says."""

    search: str = ""
    role: str = ""
    """Empty: any."""
    section: str = ""
    """The uid of one, or UNASSIGNED for learners without. Empty: any."""

    @classmethod
    def from_query(cls, data: Mapping[str, str]) -> "MemberChoice":
        """Read it from an address. Anything unknown is left out."""
        role, section = data.get("role", ""), read_section(data.get("section", ""))
        return cls(
            search=data.get("q", "").strip()[:MAX_SEARCH_CHARS],
            role=role if role in CohortRole.values else "",
            section="" if section in (MINE, EVERYBODY) else section,
        )

    @property
    def query(self) -> str:
        parts = {"q": self.search, "role": self.role, "section": self.section}
        return urlencode({key: value for key, value in parts.items() if value})

    @property
    def prefix(self) -> str:
        """The query, with what separates it from a page's number."""
        return f"{self.query}&" if self.query else ""

    def members(self, cohort: Cohort) -> MembershipQuerySet:
        """Return those whom it means: leads first, then mentors, then learners, each by name."""
        rows = cohort.memberships.by_role()
        rows = rows.matching(self.search) if self.search else rows
        rows = rows.filter(role=self.role) if self.role else rows
        if self.section == UNASSIGNED:
            in_section = Q(section__isnull=False, section__removed_at=None)
            return rows.filter(~in_section, role=CohortRole.LEARNER)
        return rows.filter(section__uid=self.section, section__removed_at=None) if self.section else rows


@dataclass(frozen=True, kw_only=True)
class MembersPage:
    roles: ClassVar = CohortRole.choices
    cohort: Cohort
    choice: MemberChoice
    page: "Page[Membership]"
    sections: Sequence[CohortSection]
    may_change: bool
    has_boxes: bool
    """An archived cohort has none, because removing from it can't be undone."""
    requests: Sequence[JoinRequest]
    """What a lead has to decide, on the first page."""

    @property
    def whole(self) -> str:
        """Say whom the box for all of them stands for."""
        count = self.page.paginator.count
        return f"All {count} that match" if self.choice.query else f"All {count} members"


def members_page(cohort: Cohort, reader: User, *, number: str, choice: MemberChoice) -> MembersPage:
    """Return a page of those who are meant. Five queries."""
    may_change = cohort.is_led_by(reader)
    has_boxes = may_change and not cohort.is_archived
    return MembersPage(
        cohort=cohort,
        choice=choice,
        page=Paginator(choice.members(cohort), MEMBERS_PER_PAGE).get_page(number),
        sections=list(cohort.sections.current()),
        may_change=may_change,
        has_boxes=has_boxes,
        requests=requests_of([cohort.pk]) if has_boxes else [],
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
