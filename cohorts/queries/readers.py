"""The mentors who read what a learner writes, and how long they take to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from cohorts import rules
from cohorts.models import Cohort, CohortRole, Comment, Membership, Thread
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledQuery, Param


@dataclass(frozen=True)
class Readers:
    """The mentors of a cohort, who read what its learners write."""

    cohort: Cohort
    names: Sequence[str]

    @property
    def names_text(self) -> str:
        """
        >>> Readers(Cohort(title="Spring"), ["Ada", "Bo", "Cy"]).names_text
        'Ada, Bo and Cy'
        """
        return f"{', '.join(self.names[:-1])} and {self.names[-1]}" if len(self.names) > 1 else "".join(self.names)

    def __str__(self) -> str:
        return f"{self.cohort}: {self.names_text}"


def readers_of(learner: User) -> list[Readers]:
    """The mentors of a learner by cohort, the newest cohort first. One query."""
    by_cohort = groupby(_STAFF(learner=learner.pk), key=lambda member: member.cohort)
    return [Readers(cohort, [str(member.user) for member in some]) for cohort, some in by_cohort]


_STAFF = CompiledObjects(
    lambda: Membership.objects.staff_of(Param("learner")).order_by(
        "-cohort__started_on", "cohort__title", "cohort_id", "user__name", "user_id"
    ),
    joins=("cohort", "user"),
)


def wait_text(learner: User, readers: Sequence[Readers], *, now: datetime) -> str:
    """How long the mentors of a learner took lately to answer anybody."""
    times = _TIMES(learner=learner.pk, since=now - rules.WAIT_WINDOW)
    waits = [answered_at - opened_at if answered_at else None for opened_at, answered_at in times]
    return rules.wait_sentence(waits, where="your cohorts" if len(readers) > 1 else "your cohort")


def _times() -> QuerySet[Thread, Any]:
    """(asked at, first answered at) of the questions in the learner's cohorts since a moment."""
    learns = Membership.objects.filter(user=Param("learner"), role=CohortRole.LEARNER)
    answers = Comment.objects.filter(thread=OuterRef("pk"), from_mentor=True).order_by("written_at")
    recent = Thread.objects.filter(is_request=True, opened_at__gte=Param("since"))
    questions = recent.filter(cohort__in=learns.values("cohort"))
    times = questions.with_newest().annotate(answered_at=Subquery(answers.values("written_at")[:1]))
    solved_alone = Q(answered_at=None, settled_at__gte=F("newest_at"))  # needs no answer any more
    return times.exclude(solved_alone).values_list("opened_at", "answered_at")


_TIMES = CompiledQuery(_times)
