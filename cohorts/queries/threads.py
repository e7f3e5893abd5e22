"""What learners and their mentors wrote to each other, for one page each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts import rules
from cohorts.models import (
    WHOLE_WAY,
    About,
    Cohort,
    Comment,
    Membership,
    Thread,
    open_to_mentor,
    subject,
)
from cohorts.rules import Turn
from curriculum.models import Topic
from curriculum.questions import Blank, Question
from exercises.models import Exercise, Submission

ON_A_PAGE = 25
MOST_EARLIER = 5
TURNS = {
    True: {Turn.LEARNER: "your turn", Turn.MENTOR: "waits for an answer", Turn.NOBODY: "settled"},
    False: {Turn.LEARNER: "the learner’s turn", Turn.MENTOR: "waits for your answer", Turn.NOBODY: "settled"},
}


@dataclass(frozen=True)
class Line:
    """A thread in a list, as its learner or a mentor sees it."""

    is_mine: bool
    now: datetime
    uid: UUID
    title: str
    settled_at: datetime | None
    newest_at: datetime
    newest_from_mentor: bool
    first: str = ""
    """How the first text begins."""

    @cached_property
    def turn(self) -> Turn:
        return rules.turn_of(
            newest_from_mentor=self.newest_from_mentor,
            newest_at=self.newest_at,
            settled_at=self.settled_at,
            now=self.now,
        )

    @property
    def waits(self) -> bool:
        """Whether whoever reads this is to write next."""
        return self.turn == (Turn.LEARNER if self.is_mine else Turn.MENTOR)

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.first.split())).chars(120)

    @property
    def turn_said(self) -> str:
        return TURNS[self.is_mine][self.turn]


@dataclass(frozen=True)
class ThreadsPage:
    """A learner's threads, the newest first."""

    page: "Page[int]"
    lines: Sequence[Line]
    mentors: Sequence[str]

    @property
    def readers(self) -> str:
        """Who reads what is asked."""
        names = self.mentors
        return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


@dataclass(frozen=True)
class ThreadPage:
    thread: Thread
    line: Line
    comments: Sequence[Comment]
    cohort: Cohort | None
    """The one in which a mentor sees the learner; None for the learner."""
    reader: User
    has_mentor: bool
    shows_about: bool
    """Whether the reader may open what it is about."""

    @property
    def newest(self) -> Comment:
        return self.comments[-1]

    @property
    def about_url(self) -> str:
        return url_of(self.thread.about, self.cohort) if self.shows_about else ""

    @property
    def changeable(self) -> Comment | None:
        """The newest, if the reader wrote it."""
        return self.newest if self.newest.is_by(self.reader) else None

    @property
    def sentence(self) -> str:
        """Who wrote last, and whose turn it is."""
        wrote = (
            f"{self.by(self.newest)} wrote {rules.days_ago(self._day(self.newest.written_at), today=self.reader.today)}"
        )
        if self.line.turn == Turn.NOBODY:
            return f"{wrote}. {'It is settled' if self.thread.settled_at else 'Since then nobody did'}."
        if self.line.turn == Turn.MENTOR:
            return f"{wrote}; nobody has answered yet. You can go on meanwhile." if self.line.is_mine else f"{wrote}."
        return f"{wrote}. Answer, or settle it." if self.line.is_mine else f"{wrote}; it is the learner’s turn."

    @property
    def signed(self) -> list[tuple[str, Comment]]:
        """Each comment, and who wrote it."""
        return [(self.by(comment), comment) for comment in self.comments]

    def by(self, comment: Comment) -> str:
        if comment.is_by(self.reader):
            return "You"
        return str((comment.mentor or "A mentor who has left") if comment.from_mentor else self.thread.learner)

    def _day(self, at: datetime) -> date:
        return timezone.localdate(at, timezone=self.reader.zone)

    @property
    def write_label(self) -> str:
        return "Write more" if self.newest.is_by(self.reader) else "Your answer"

    @property
    def settle_said(self) -> str:
        return "That settles it" if self.line.is_mine else "It needs no answer"

    @property
    def may_write(self) -> bool:
        return self.has_mentor or not self.line.is_mine


def url_of(about: About, cohort: Cohort | None) -> str:
    """Where it is shown; empty if nowhere. A mentor reads a run in its learner's cohort."""
    if isinstance(about, Submission) and cohort:
        return reverse("cohorts:submission_detail", args=[cohort.slug, about.learner.uid, about.uid])
    if isinstance(about, Submission):
        return about.get_absolute_url()
    if about is None or about.retired:
        return ""
    return (
        about.get_absolute_url() if isinstance(about, Exercise) else reverse("progress:topic_detail", args=[about.uid])
    )


def title(thread: str = "") -> Coalesce:
    """`Thread.title` in a query; ``thread`` leads to it."""
    names = ("topic__title", "exercise__title", "submission__exercise__title")
    return Coalesce(*(thread + name for name in names), Value(WHOLE_WAY))


def _listed() -> QuerySet[Thread, Any]:
    """The columns of Line, without the long texts of what each is about."""
    rows = Thread.objects.filter(learner=Blank("learner")).with_newest().with_beginning().newest_first()
    return rows.values_list("uid", title(), "settled_at", "newest_at", "newest_from_mentor", "beginning")


@cache
def _part(start: int, end: int) -> Question:
    return Question(lambda: _listed()[start:end])


def _lines(rows: Iterable[tuple[Any, ...]], *, is_mine: bool = True) -> list[Line]:
    now = timezone.now()
    return [Line(is_mine, now, *row) for row in rows]


def threads_page(learner: User, *, number: str) -> ThreadsPage:
    count = sum(count for _, count in _COUNT(learner=learner.pk))
    page = Paginator(range(count), ON_A_PAGE).get_page(number)
    start = (page.number - 1) * ON_A_PAGE
    lines = _lines(_part(start, start + ON_A_PAGE)(learner=learner.pk))
    return ThreadsPage(page, lines, mentors_of(learner))


def thread_page(thread: Thread, reader: User) -> ThreadPage:
    is_mine, run = thread.learner_id == reader.pk, thread.submission_id
    cohorts = Cohort.objects.visible_to(reader).filter(
        memberships__in=Membership.objects.learners().filter(user=thread.learner)
    )
    return ThreadPage(
        thread,
        Line(
            is_mine,
            timezone.now(),
            thread.uid,
            thread.title,
            thread.settled_at,
            thread.newest_at,
            thread.newest_from_mentor,
        ),
        list(thread.comments.select_related("mentor")),
        None if is_mine else cohorts.first(),
        reader,
        bool(_MENTORS(learner=thread.learner_id)),
        is_mine or not run or open_to_mentor(thread.learner).filter(pk=run).exists(),
    )


def threads_for_mentor(learner: User) -> list[Line]:
    """The newest hundred, those that wait for an answer first."""
    lines = _lines(_part(0, 100)(learner=learner.pk), is_mine=False)
    return sorted(lines, key=lambda line: not line.waits)


def earlier_about(learner: User, about: About) -> list[Line]:
    """The newest threads about the same topic or exercise, so that nobody asks twice."""
    named = subject(about)
    if named is None:
        return []
    asked = _ABOUT_TOPIC if isinstance(named, Topic) else _ABOUT_EXERCISE
    return _lines(asked(learner=learner.pk, about=named.pk))


def mentors_of(learner: User) -> list[str]:
    """Their names."""
    return [name or email for name, email in _NAMES(learner=learner.pk)]


def wait_said(learner: User, *, now: datetime) -> str:
    """How long the mentors of a learner took lately, with whomever asked them."""
    times = _TIMES(learner=learner.pk, since=now - rules.WAITS_OF)
    return rules.wait_sentence([answered - opened if answered else None for opened, answered in times])


def _times() -> QuerySet[Thread, Any]:
    """When each was asked and first answered, of the questions in the learner's cohorts since a moment."""
    learns = Membership.objects.filter(user=Blank("learner"), role=Membership.Role.LEARNER)
    peers = Membership.objects.learners().filter(cohort__in=learns.values("cohort"))
    answers = Comment.objects.filter(thread=OuterRef("pk"), from_mentor=True).order_by("written_at")
    asked = Thread.objects.filter(learner__in=peers.values("user"), is_request=True, opened_at__gte=Blank("since"))
    times = asked.with_newest().annotate(answered_at=Subquery(answers.values("written_at")[:1]))
    solved_alone = Q(answered_at=None, settled_at__gte=F("newest_at"))  # waits for nobody
    return times.exclude(solved_alone).values_list("opened_at", "answered_at")


@dataclass(frozen=True)
class Answered:
    """A thread in which a mentor wrote last and waits for the learner."""

    uid: UUID
    title: str
    at: datetime


class Mentoring:
    """For any page: each answer costs one query, and only if a template asks for it."""

    def __init__(self, person: User) -> None:
        self.person = person

    @cached_property
    def has_mentor(self) -> bool:
        return bool(_MENTORS(learner=self.person.pk))

    @cached_property
    def answered(self) -> list[Answered]:
        """The newest first."""
        rows = _ANSWERED(learner=self.person.pk, since=timezone.now() - rules.QUIET_AFTER)
        return [Answered(uid, title, at) for uid, title, at in rows]


_MENTORS = Question(lambda: Membership.objects.mentors_of(Blank("learner")).values_list("pk")[:1])
_NAMES = Question(
    lambda: (
        User.objects.filter(pk__in=Membership.objects.mentors_of(Blank("learner")).values("user"))
        .order_by("name", "pk")
        .values_list("name", "email")
    )
)
_TIMES = Question(_times)
_COUNT = Question(
    lambda: Thread.objects.filter(learner=Blank("learner")).order_by().values_list("learner").annotate(n=Count("pk"))
)
_ABOUT_TOPIC = Question(lambda: _listed().filter(topic=Blank("about"))[:MOST_EARLIER])
_ABOUT_EXERCISE = Question(
    lambda: _listed().filter(Q(exercise=Blank("about")) | Q(submission__exercise=Blank("about")))[:MOST_EARLIER]
)
_ANSWERED = Question(
    lambda: (
        Comment.objects.filter(thread__learner=Blank("learner"))
        .waiting_for_learner(since=Blank("since"))
        .order_by("-written_at", "-pk")
        .values_list("thread__uid", title("thread__"), "written_at")
    )
)
