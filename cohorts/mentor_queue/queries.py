"""A mentor's queue: the questions that wait for an answer in all of their cohorts, and who is answering them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.threads.models import Thread
from cohorts.threads.queries import title_column
from cohorts.threads.rules import span
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import NO_KEY, CompiledQuery, Keys, Param, key_names

QUEUE_PER_PAGE = 50
MAX_THREADS = 2 * QUEUE_PER_PAGE  # a page, and those that the reader is answering


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
class ReviewQueue:
    page: "Page[int]"
    items: Sequence[QueueItem]
    mine: Sequence[QueueItem]
    """The questions that the reader is answering. They are in ``items`` too."""
    free_count: int
    """How many nobody is answering."""
    mentors_somewhere: bool
    """Whether the reader leads or mentors an open cohort. An admin may open the queue without."""

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def headline(self) -> str:
        if not self.mentors_somewhere:
            return "You don’t mentor a cohort"
        if not self.count:
            return "Nobody is waiting for your answer"
        return (
            "1 question is waiting for an answer"
            if self.count == 1
            else f"{self.count} questions are waiting for an answer"
        )


def review_queue(mentor: User, *, number: str) -> ReviewQueue:
    """Four queries."""
    now = timezone.now()
    keys = [pk for (pk,) in _WAITING(mentor=mentor.pk)]
    all_claims = {claim.thread_id: claim for claim in _CLAIMS(mentor=mentor.pk, now=now)}
    claims = {pk: all_claims[pk] for pk in keys if pk in all_claims}
    page = Paginator(keys, QUEUE_PER_PAGE).get_page(number)
    mine = [pk for pk, claim in claims.items() if claim.mentor_id == mentor.pk][: MAX_THREADS - QUEUE_PER_PAGE]
    items = _items([*page, *mine], claims, mentor, now)
    return ReviewQueue(
        page=page,
        items=[items[pk] for pk in page if pk in items],
        mine=[items[pk] for pk in mine if pk in items],
        free_count=page.paginator.count - len(claims),
        mentors_somewhere=bool(_STAFF(mentor=mentor.pk)),
    )


def _items(keys: Sequence[int], claims: Mapping[int, ReviewClaim], mentor: User, now: datetime) -> dict[int, QueueItem]:
    """By thread. One query."""
    values = [*keys, *[NO_KEY] * (MAX_THREADS - len(keys))]
    items = {}
    for thread in _THREADS(**dict(zip(key_names(MAX_THREADS), values, strict=True))):
        claim = claims.get(thread.pk)
        is_mine = bool(claim and claim.mentor_id == mentor.pk)
        items[thread.pk] = QueueItem(thread=thread, claim=claim, is_mine=is_mine, now=now)
    return items


def _threads() -> QuerySet[Any, Any]:
    """With the title of what each is about, and not its long texts."""
    threads: QuerySet[Any, Any] = Thread.objects.filter(pk__in=Keys(MAX_THREADS)).with_waiting_since().with_beginning()
    rows: QuerySet[Any, Any] = threads.annotate(subject_title=title_column())
    return rows


_WAITING = CompiledQuery(lambda: Thread.objects.to_review_by(Param("mentor")).values_list("pk"))
_CLAIMS = CompiledObjects(
    lambda: ReviewClaim.objects.active(now=Param("now")).filter(
        thread__cohort__in=Cohort.objects.with_staff(Param("mentor")).order_by()
    ),
    joins=("mentor",),
)
_THREADS = CompiledObjects(
    _threads,
    joins=("learner", "cohort"),
    annotations=("subject_title", "waiting_since", "beginning"),
)
_STAFF = CompiledQuery(
    lambda: Membership.objects.staff().filter(user=Param("mentor"), cohort__archived_at=None).values_list("pk")[:1]
)
