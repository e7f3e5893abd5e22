"""A mentor's queue: the questions that wait for an answer in all of their cohorts, and who is answering them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.choice import WHOLE_ROADMAP_KEY, QueueChoice, QueueOrder
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.sections.queries import own_learners
from cohorts.threads.models import WHOLE_ROADMAP, Thread, ThreadQuerySet
from cohorts.threads.rules import span
from exercises.models import Exercise

QUEUE_PER_PAGE = 50
NONE_MATCHES = "No question that you chose is waiting"


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A question, and the claim of whoever is answering it."""

    thread: Thread
    claim: ReviewClaim | None
    is_mine: bool
    """Whether the reader is answering it."""
    now: datetime

    @property
    def title(self) -> str:
        return self.thread.subject_title

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.thread.beginning.split())).chars(120)

    @property
    def wait(self) -> str:
        return span(self.now - self.thread.waiting_since)


@dataclass(frozen=True, kw_only=True)
class QueueOption:
    """An exercise, a topic or a learner to choose."""

    value: str
    label: str
    count: int
    """How many of its questions wait."""


@dataclass(frozen=True, kw_only=True)
class QueueOptions:
    """What a mentor can choose: whatever waits, or was answered today."""

    exercises: Sequence[QueueOption]
    topics: Sequence[QueueOption]
    learners: Sequence[QueueOption]
    waiting: int
    """How many questions wait, whatever is chosen."""


@dataclass(frozen=True, kw_only=True)
class MentorQueue:
    LEASE_MINUTES: ClassVar = ReviewClaim.LEASE_MINUTES
    orders: ClassVar = QueueOrder.choices
    choice: QueueChoice
    options: QueueOptions
    page: "Page[int]"
    items: Sequence[QueueItem]
    own_items: Sequence[QueueItem]
    """The questions that the reader is answering. They are in ``items`` too."""
    has_sections: bool
    """Whether the reader has sections of their own."""
    shows_everybody: bool
    """Whether the questions of other sections are in the list too."""
    free_count: int
    """How many nobody is answering."""
    answered: int
    """How many were answered today and wait no more."""
    answered_by_reader: int
    mentors_somewhere: bool
    """Whether the reader leads or mentors an open cohort. An admin may open the queue without."""

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def has_ticks(self) -> bool:
        """Whether several questions can be answered with one text."""
        return self.count > 1

    @property
    def total(self) -> int:
        """Today's questions: those that wait, and those that were answered."""
        return self.count + self.answered

    @property
    def headline(self) -> str:
        if not self.mentors_somewhere:
            return "You don’t mentor a cohort"
        if not self.count:
            return NONE_MATCHES if self.options.waiting else "Nobody is waiting for your answer"
        return (
            "1 question is waiting for an answer"
            if self.count == 1
            else f"{self.count} questions are waiting for an answer"
        )

    @property
    def progress(self) -> str:
        """Say how much of today is done. Empty: nothing yet."""
        if not self.answered:
            return ""
        of_reader = {0: "", self.answered: ", by you"}
        own = of_reader.get(self.answered_by_reader, f", {self.answered_by_reader} of them by you")
        return f"{self.answered} of {self.total} answered today{own}."


def mentor_queue(mentor: User, *, number: str, choice: QueueChoice) -> MentorQueue:
    """Return a page of the mentor's queue: of their own sections, unless they ask for everybody. Ten queries."""
    now = timezone.now()
    has_sections = bool(own_learners(mentor))
    everybody = choice.everybody or not has_sections
    threads = Thread.objects.looked_after_by(mentor).with_newest()
    threads = threads if everybody else threads.in_own_sections_of(mentor)
    waiting, answered = threads.waiting_for_mentor(), _answered_today(threads, mentor)
    answered_by_reader = _answered_today(threads, mentor, by=mentor)
    keys = list(waiting_questions(mentor, choice).values_list("pk", flat=True))
    active_claims = ReviewClaim.objects.active(now=now).filter(thread__cohort__in=Cohort.objects.with_staff(mentor))
    by_thread = {claim.thread_id: claim for claim in active_claims.select_related("mentor")}
    claims = {pk: by_thread[pk] for pk in keys if pk in by_thread}
    page = Paginator(keys, QUEUE_PER_PAGE).get_page(number)
    own_claims = [pk for pk, claim in claims.items() if claim.mentor_id == mentor.pk]
    items = _items([*page, *own_claims], claims, mentor, now)
    return MentorQueue(
        choice=choice,
        options=_options(waiting, answered),
        page=page,
        items=[items[pk] for pk in page if pk in items],
        own_items=[items[pk] for pk in own_claims if pk in items],
        has_sections=has_sections,
        shows_everybody=everybody,
        free_count=page.paginator.count - len(claims),
        answered=choice.narrow(answered).count(),
        answered_by_reader=choice.narrow(answered_by_reader).count(),
        mentors_somewhere=Cohort.objects.active().with_staff(mentor).exists(),
    )


def waiting_questions(mentor: User, choice: QueueChoice) -> ThreadQuerySet:
    """Select the questions of a choice, in its order: of the mentor's own sections, unless they ask for everybody."""
    threads = Thread.objects.looked_after_by(mentor).with_newest().waiting_for_mentor()
    threads = threads if choice.everybody else threads.in_own_sections_of(mentor)
    return choice.order(choice.narrow(threads).with_waiting_since())


def _answered_today(threads: ThreadQuerySet, mentor: User, *, by: User | None = None) -> ThreadQuerySet:
    """Select those that were answered on the mentor's day, by anybody or by one of them, and wait no more."""
    midnight = datetime.combine(mentor.today, time.min, mentor.zone)
    return threads.answered_since(midnight, by=by).exclude(pk__in=threads.waiting_for_mentor().values("pk"))


def _options(waiting: ThreadQuerySet, answered: ThreadQuerySet) -> QueueOptions:
    """Three queries, for any number of questions."""
    columns = (
        Coalesce("exercise", "submission__exercise"), Coalesce("exercise__slug", "submission__exercise__slug"),
        Coalesce("exercise__title", "submission__exercise__title"), "topic__uid", "topic__title", "learner__uid",
        "learner__name",
    )  # fmt: skip
    rows = [(row, 1) for row in waiting.values_list(*columns)] + [(row, 0) for row in answered.values_list(*columns)]
    exercises, topics, learners = _Counts(), _Counts(), _Counts()
    topics_of = _topics_of({row[0] for row, _ in rows if row[0]})
    for (exercise, slug, title, topic, topic_title, learner, name), count in rows:
        learners.add(str(learner), name, count)
        if exercise:
            exercises.add(slug, title, count)
        own_topic = (topic, topic_title) if topic else (WHOLE_ROADMAP_KEY, WHOLE_ROADMAP)
        for uid, label in topics_of.get(exercise, []) if exercise else [own_topic]:
            topics.add(uid, label, count)
    return QueueOptions(
        exercises=exercises.options(), topics=topics.options(), learners=learners.options(),
        waiting=sum(count for _, count in rows),
    )  # fmt: skip


def _topics_of(exercises: set[int]) -> dict[int, list[tuple[str, str]]]:
    """(uid, title) of the topics of each exercise. One query."""
    topics: dict[int, list[tuple[str, str]]] = {}
    rows = Exercise.objects.filter(pk__in=exercises, topics__isnull=False)
    for exercise, uid, title in rows.values_list("pk", "topics__uid", "topics__title").order_by():
        topics.setdefault(exercise, []).append((uid, title))
    return topics


class _Counts:
    """Counts of what can be chosen."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def add(self, value: str, label: str, count: int) -> None:
        self._labels[value] = label
        self._counts[value] += count

    def options(self) -> list[QueueOption]:
        """By label."""
        labels = sorted(self._labels.items(), key=lambda item: (item[1].casefold(), item[0]))
        return [QueueOption(value=value, label=label, count=self._counts[value]) for value, label in labels]


def _items(keys: Sequence[int], claims: Mapping[int, ReviewClaim], mentor: User, now: datetime) -> dict[int, QueueItem]:
    """Return the items by thread. One query."""
    threads = Thread.objects.filter(pk__in=keys).with_waiting_since().with_beginning().with_subject_title()
    items = {}
    for thread in threads.select_related("learner", "cohort"):
        claim = claims.get(thread.pk)
        is_mine = bool(claim and claim.mentor_id == mentor.pk)
        items[thread.pk] = QueueItem(thread=thread, claim=claim, is_mine=is_mine, now=now)
    return items
