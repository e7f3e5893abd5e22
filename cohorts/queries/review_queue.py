"""A mentor's queue: the questions that wait for an answer in all of their cohorts, and who is answering them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts.models import Membership, ReviewClaim, Thread
from cohorts.rules import span

QUEUE_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class QueueItem:
    """A question, and the claim of whoever is answering it."""

    thread: Thread
    claim: ReviewClaim | None
    is_mine: bool
    """Whether the reader is answering it."""
    now: datetime

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.thread.beginning.split())).chars(120)

    @property
    def wait(self) -> str:
        return span(self.now - self.thread.waiting_since)


@dataclass(frozen=True, kw_only=True)
class ReviewQueue:
    page: "Page[Thread]"
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
    """Six queries."""
    now = timezone.now()
    threads = Thread.objects.to_review_by(mentor).with_beginning().with_subject().select_related("learner", "cohort")
    claims = ReviewClaim.objects.active(now=now).filter(thread__in=Thread.objects.to_review_by(mentor))
    by_thread = {claim.thread_id: claim for claim in claims.select_related("mentor")}
    page = Paginator(threads, QUEUE_PER_PAGE).get_page(number)
    mine = [claim.thread_id for claim in by_thread.values() if claim.mentor_id == mentor.pk]
    return ReviewQueue(
        page=page,
        items=_items(page, by_thread, mentor, now),
        mine=_items(threads.filter(pk__in=mine), by_thread, mentor, now),
        free_count=page.paginator.count - len(by_thread),
        mentors_somewhere=Membership.objects.staff().filter(user=mentor, cohort__archived_at=None).exists(),
    )


def _items(
    threads: Iterable[Thread], claims: Mapping[int, ReviewClaim], mentor: User, now: datetime
) -> list[QueueItem]:
    items = []
    for thread in threads:
        claim = claims.get(thread.pk)
        items.append(
            QueueItem(thread=thread, claim=claim, is_mine=bool(claim and claim.mentor_id == mentor.pk), now=now)
        )
    return items
