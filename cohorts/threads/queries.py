"""Lists of threads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership, quiet_after
from cohorts.threads import rules
from cohorts.threads.models import About, Comment, Thread, subject, title_column
from cohorts.threads.rules import Turn
from curriculum.models import Topic
from lib.compiled_queries import CompiledObjects, Param

THREADS_PER_PAGE = 25
MAX_EARLIER = 5
MAX_FOR_MENTOR = 100
TURNS = {
    True: {Turn.LEARNER: "your turn", Turn.MENTOR: "waiting for an answer", Turn.NOBODY: "settled"},
    False: {Turn.LEARNER: "waiting for the learner", Turn.MENTOR: "waiting for your answer", Turn.NOBODY: "settled"},
}


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
    """Return the mentors of a learner by cohort, the newest cohort first. One query."""
    by_cohort = groupby(_STAFF(learner=learner.pk), key=lambda member: member.cohort)
    return [Readers(cohort, [str(member.user) for member in members]) for cohort, members in by_cohort]


_STAFF = CompiledObjects(
    lambda: (
        Membership.objects.staff_of(Param("learner"))
        .select_related("cohort", "user")
        .order_by("-cohort__started_on", "cohort__title", "cohort_id", "user__name", "user_id")
    )
)


def wait_text(learner: User, readers: Sequence[Readers], *, now: datetime) -> str:
    """Say how long the mentors of a learner took lately to answer anybody."""
    times = _question_times(learner, now - rules.WAIT_WINDOW)
    waits = [answered_at - opened_at if answered_at else None for opened_at, answered_at in times]
    return rules.wait_sentence(waits, where="your cohorts" if len(readers) > 1 else "your cohort")


def _question_times(learner: User, since: datetime) -> QuerySet[Thread, Any]:
    """(asked at, first answered at) of the questions in the learner's cohorts since a moment."""
    answers = Comment.objects.filter(thread=OuterRef("pk"), from_mentor=True).order_by("written_at")
    questions = Thread.objects.filter(
        is_request=True, opened_at__gte=since, cohort__in=Cohort.objects.learned_in_by(learner)
    )
    times = questions.with_newest().annotate(answered_at=Subquery(answers.values("written_at")[:1]))
    solved_alone = Q(answered_at=None, settled_at__gte=F("newest_at"))  # needs no answer any more
    return times.exclude(solved_alone).values_list("opened_at", "answered_at")


@dataclass(frozen=True, kw_only=True)
class ThreadSummary:
    """A thread in a list, as its learner or a mentor sees it."""

    is_mine: bool
    now: datetime
    uid: UUID
    title: str
    settled_at: datetime | None
    newest_at: datetime
    newest_from_mentor: bool
    close_days: int | None
    """The cohort's, after which it closes without a reply. None: the site's."""
    first: str = ""
    """The beginning of the first comment."""

    @cached_property
    def turn(self) -> Turn:
        return rules.turn_of(
            newest_from_mentor=self.newest_from_mentor,
            newest_at=self.newest_at,
            settled_at=self.settled_at,
            now=self.now,
            quiet_after=quiet_after(self.close_days),
        )

    @property
    def waits(self) -> bool:
        """Whether it is the reader's turn."""
        return self.turn == (Turn.LEARNER if self.is_mine else Turn.MENTOR)

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.first.split())).chars(120)

    @property
    def turn_label(self) -> str:
        return TURNS[self.is_mine][self.turn]


@dataclass(frozen=True)
class ThreadsPage:
    """A learner's threads, the newest first."""

    page: "Page[Any]"
    threads: Sequence[ThreadSummary]
    readers: Sequence[Readers]


def _summary_rows(learner: User) -> QuerySet[Thread, Any]:
    """The columns of a ThreadSummary, without the long texts of the subjects."""
    rows = Thread.objects.filter(learner=learner).with_newest().with_beginning().newest_first()
    columns = ("settled_at", "newest_at", "newest_from_mentor", "cohort__close_days", "beginning")
    return rows.values_list("uid", title_column(), *columns)


def _summaries(rows: Iterable[tuple[Any, ...]], *, is_mine: bool = True) -> list[ThreadSummary]:
    now = timezone.now()
    names = ("uid", "title", "settled_at", "newest_at", "newest_from_mentor", "close_days", "first")
    return [ThreadSummary(is_mine=is_mine, now=now, **dict(zip(names, row, strict=True))) for row in rows]


def threads_page(learner: User, *, number: str) -> ThreadsPage:
    page = Paginator(_summary_rows(learner), THREADS_PER_PAGE).get_page(number)
    return ThreadsPage(page, _summaries(page), readers_of(learner))


def threads_for_mentor(learner: User, cohort: Cohort) -> list[ThreadSummary]:
    """Return the newest threads of a cohort, those that wait for an answer first."""
    rows = _summary_rows(learner).filter(cohort=cohort)[:MAX_FOR_MENTOR]
    return sorted(_summaries(rows, is_mine=False), key=lambda thread: not thread.waits)


def earlier_about(learner: User, about: About) -> list[ThreadSummary]:
    """Return the newest threads about the same topic or exercise, so that nobody asks twice."""
    item = subject(about)
    if item is None:
        return []
    is_about = Q(topic=item) if isinstance(item, Topic) else Q(exercise=item) | Q(submission__exercise=item)
    return _summaries(_summary_rows(learner).filter(is_about)[:MAX_EARLIER])
