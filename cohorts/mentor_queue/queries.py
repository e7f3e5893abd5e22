"""A mentor's queue: the questions that wait for an answer in all of their cohorts, and who is answering them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.sections.models import CohortSection
from cohorts.sections.queries import EVERYBODY
from cohorts.threads.models import Thread
from cohorts.threads.rules import span

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
    def title(self) -> str:
        return self.thread.subject_title

    @property
    def beginning(self) -> str:
        return Truncator(" ".join(self.thread.beginning.split())).chars(120)

    @property
    def wait(self) -> str:
        return span(self.now - self.thread.waiting_since)


@dataclass(frozen=True, kw_only=True)
class MentorQueue:
    LEASE_MINUTES: ClassVar = ReviewClaim.LEASE_MINUTES
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
    mentors_somewhere: bool
    """Whether the reader leads or mentors an open cohort. An admin may open the queue without."""

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def query(self) -> str:
        """The beginning of the query of another page of the same list."""
        return f"section={EVERYBODY}&" if self.has_sections and self.shows_everybody else ""

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


def mentor_queue(mentor: User, *, number: str, everybody: bool = False) -> MentorQueue:
    """Return a page of the mentor's queue: of their own sections, unless they ask for everybody. Five queries."""
    now = timezone.now()
    has_sections = CohortSection.objects.mentored_by(mentor).exists()
    everybody = everybody or not has_sections
    threads = Thread.objects.to_review_by(mentor)
    threads = threads if everybody else threads.in_own_sections_of(mentor)
    keys = list(threads.values_list("pk", flat=True))
    active_claims = ReviewClaim.objects.active(now=now).filter(thread__cohort__in=Cohort.objects.with_staff(mentor))
    by_thread = {claim.thread_id: claim for claim in active_claims.select_related("mentor")}
    claims = {pk: by_thread[pk] for pk in keys if pk in by_thread}
    page = Paginator(keys, QUEUE_PER_PAGE).get_page(number)
    own_claims = [pk for pk, claim in claims.items() if claim.mentor_id == mentor.pk]
    items = _items([*page, *own_claims], claims, mentor, now)
    return MentorQueue(
        page=page,
        items=[items[pk] for pk in page if pk in items],
        own_items=[items[pk] for pk in own_claims if pk in items],
        has_sections=has_sections,
        shows_everybody=everybody,
        free_count=page.paginator.count - len(claims),
        mentors_somewhere=Cohort.objects.active().with_staff(mentor).exists(),
    )


def _items(keys: Sequence[int], claims: Mapping[int, ReviewClaim], mentor: User, now: datetime) -> dict[int, QueueItem]:
    """Return the items by thread. One query."""
    threads = Thread.objects.filter(pk__in=keys).with_waiting_since().with_beginning().with_subject_title()
    items = {}
    for thread in threads.select_related("learner", "cohort"):
        claim = claims.get(thread.pk)
        is_mine = bool(claim and claim.mentor_id == mentor.pk)
        items[thread.pk] = QueueItem(thread=thread, claim=claim, is_mine=is_mine, now=now)
    return items
