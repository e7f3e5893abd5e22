"""The roles of a person in their cohorts, and their mentors' replies, for any page."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User
from cohorts.announcements.models import Announcement
from cohorts.announcements.queries import newest_announcement
from cohorts.cohort.models import STAFF_ROLES, CohortRole, Membership, quiet_after
from cohorts.needs.queries import MentorHome, mentor_home
from cohorts.sections.queries import EVERYBODY, read_section
from cohorts.sign_offs.models import SignOffState
from cohorts.sign_offs.queries import CriterionSignOff, sign_offs_of
from cohorts.threads.models import Comment, title_column
from lib.compiled_queries import CompiledQuery, Param
from lib.pages.views import learner_of

MAX_NEWEST_REPLIES = 3


@dataclass(frozen=True)
class MentorReply:
    """A thread in which a mentor wrote last, so it is the learner's turn."""

    uid: UUID
    title: str
    at: datetime


class _InCohort(NamedTuple):
    """The person's role in one of their cohorts."""

    role: str
    is_open: bool
    """The cohort isn't archived."""
    has_staff: bool


class PersonContext:
    """A person's mentors and cohorts, for any page. One query reads the memberships and another the replies, and none
    is made before a template uses it.
    """

    def __init__(self, person: User, *, everybody: bool = False) -> None:
        self.person = person
        self._everybody = everybody

    @property
    def has_mentor(self) -> bool:
        return any(
            membership.role == CohortRole.LEARNER and membership.is_open and membership.has_staff
            for membership in self._memberships
        )

    @property
    def is_staff(self) -> bool:
        """Whether they lead or mentor a cohort."""
        return any(membership.role in STAFF_ROLES for membership in self._memberships)

    @property
    def has_mentor_home(self) -> bool:
        """Whether the site's first page shows who needs them: they lead or mentor a cohort, and learn in none."""
        learns = any(membership.role == CohortRole.LEARNER for membership in self._memberships)
        return self._is_staff_now and not learns

    @cached_property
    def needs(self) -> MentorHome:
        """The learners who need them. No query for anybody who leads and mentors nothing."""
        if not self._is_staff_now:
            return MentorHome([])
        return mentor_home(self.person, now=timezone.now(), everybody=self._everybody)

    @cached_property
    def announcement(self) -> Announcement | None:
        """The newest of the last days in any of their cohorts."""
        return newest_announcement(self.person, now=timezone.now()) if self.is_member else None

    @property
    def is_member(self) -> bool:
        """Whether they are in any cohort."""
        return bool(self._memberships)

    @property
    def shows_cohorts(self) -> bool:
        """Whether the navigation has a link to the cohorts. Learners don't need it."""
        return self.person.can_create_cohorts or self.is_staff

    @property
    def _is_staff_now(self) -> bool:
        """Whether they lead or mentor a cohort that isn't archived."""
        return any(membership.role in STAFF_ROLES and membership.is_open for membership in self._memberships)

    @cached_property
    def _memberships(self) -> Sequence[_InCohort]:
        return [_InCohort(*row) for row in _MEMBERSHIPS(person=self.person.pk)]

    @cached_property
    def replies(self) -> list[MentorReply]:
        """The newest first."""
        now = timezone.now()
        return [
            MentorReply(uid, title, at)
            for uid, title, at, close_days in _REPLIES(learner=self.person.pk)
            if now - at < quiet_after(close_days)
        ]

    @cached_property
    def sign_offs(self) -> Mapping[int, CriterionSignOff]:
        """Their newest request for each criterion, by primary key."""
        return sign_offs_of(self.person)

    @cached_property
    def signed_off(self) -> frozenset[int]:
        """The criteria that a mentor signed off, by primary key."""
        return frozenset(pk for pk, sign_off in self.sign_offs.items() if sign_off.state == SignOffState.APPROVED)

    @property
    def newest_replies(self) -> list[MentorReply]:
        """The replies that the home page shows."""
        return self.replies[:MAX_NEWEST_REPLIES]

    @property
    def has_older_replies(self) -> bool:
        return len(self.replies) > MAX_NEWEST_REPLIES


_MEMBERSHIPS = CompiledQuery(
    lambda: Membership.objects.filter(user=Param("person")).values_list(
        "role",
        ExpressionWrapper(Q(cohort__archived_at=None), BooleanField()),
        Exists(Membership.objects.staff().filter(cohort=OuterRef("cohort"))),
    )
)
_REPLIES = CompiledQuery(
    lambda: (
        Comment.objects.filter(thread__learner=Param("learner"))
        .waiting_for_learner()
        .order_by("-written_at", "-pk")
        .values_list("thread__uid", title_column("thread__"), "written_at", "thread__cohort__close_days")
    )
)


def mentoring_of(request: HttpRequest) -> PersonContext | None:
    """Return one object for each request, so that the view and its template share the queries. None for visitors."""
    if not hasattr(request, "mentoring"):
        user = learner_of(request)
        context = PersonContext(user, everybody=_asks_for_everybody(request)) if user else None
        request.mentoring = context  # type: ignore[attr-defined]  # ours
    mentoring: PersonContext | None = request.mentoring  # type: ignore[attr-defined]
    return mentoring


def _asks_for_everybody(request: HttpRequest) -> bool:
    """Also on the page which says that the request has too many parameters to be read."""
    with suppress(SuspiciousOperation):
        return read_section(request.GET.get("section", "")) == EVERYBODY
    return False
