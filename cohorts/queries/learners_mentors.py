"""What somebody is in their cohorts, and what their mentors wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from cohorts.models import STAFF_ROLES, CohortRole, Comment, Membership, SignOffState
from cohorts.queries.announcements import NewestAnnouncement, newest_announcement
from cohorts.queries.needs import MentorHome, mentor_home
from cohorts.queries.sign_offs import CriterionSignOff, sign_offs_of
from cohorts.queries.threads import quiet_after, title_column
from lib.compiled_queries import CompiledQuery, Param

MAX_NEWEST_REPLIES = 3


@dataclass(frozen=True)
class MentorReply:
    """A thread in which a mentor wrote last, so it is the learner's turn."""

    uid: UUID
    title: str
    at: datetime


class LearnersMentors:
    """A person's mentors and cohorts, for any page. The flags share one query and the replies have another, and none
    is made before a template uses it.
    """

    def __init__(self, person: User) -> None:
        self.person = person

    @property
    def has_mentor(self) -> bool:
        return self._flags[0]

    @property
    def is_staff(self) -> bool:
        """Whether they lead or mentor a cohort."""
        return self._flags[1]

    @property
    def has_mentor_home(self) -> bool:
        """Whether the site's first page shows who needs them: they lead or mentor a cohort, and learn in none."""
        return self._flags[3] and not self._flags[4]

    @cached_property
    def needs(self) -> MentorHome:
        """Who needs them. No query for anybody who leads and mentors nothing."""
        return mentor_home(self.person, now=timezone.now()) if self._flags[3] else MentorHome([])

    @cached_property
    def announcement(self) -> NewestAnnouncement | None:
        """The newest of the last days in any of their cohorts."""
        return newest_announcement(self.person, now=timezone.now()) if self.is_member else None

    @property
    def is_member(self) -> bool:
        """Whether they are in any cohort."""
        return self._flags[2]

    @property
    def shows_cohorts(self) -> bool:
        """Whether the navigation has a link to the cohorts. Learners don't need it."""
        return self.person.can_create_cohorts or self.is_staff

    @cached_property
    def _flags(self) -> Sequence[bool]:
        """Has a mentor; is staff; is in a cohort; is staff of a cohort that isn't archived; learns in a cohort."""
        [flags] = _FLAGS(person=self.person.pk) or [(False,) * 5]
        return [bool(flag) for flag in flags]

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
        """As many as the home page shows."""
        return self.replies[:MAX_NEWEST_REPLIES]

    @property
    def has_older_replies(self) -> bool:
        return len(self.replies) > MAX_NEWEST_REPLIES


def _flags() -> QuerySet[Any, Any]:
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    mentors = Membership.objects.staff_of(OuterRef(OuterRef("pk")))
    staff = theirs.filter(role__in=STAFF_ROLES)
    learns = theirs.filter(role=CohortRole.LEARNER)
    return User.objects.filter(pk=Param("person")).values_list(
        Exists(mentors), Exists(staff), Exists(theirs), Exists(staff.filter(cohort__archived_at=None)), Exists(learns)
    )


_FLAGS = CompiledQuery(_flags)
_REPLIES = CompiledQuery(
    lambda: (
        Comment.objects.filter(thread__learner=Param("learner"))
        .waiting_for_learner()
        .order_by("-written_at", "-pk")
        .values_list("thread__uid", title_column("thread__"), "written_at", "thread__cohort__close_days")
    )
)
