"""The page of a thread with its comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby, takewhile
from typing import ClassVar

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts import wording
from cohorts.cohort.models import Cohort, Membership
from cohorts.mentor_queue.models import ReviewClaim
from cohorts.threads.models import About, Comment, Thread, open_to_mentor
from cohorts.threads.queries import Readers, ThreadSummary, readers_of
from cohorts.threads.rules import Turn
from exercises.models import Exercise, Submission

NOBODY_SINCE = "Nobody has since then"
WAITING_FOR_LEARNER = "Waiting for the learner"


@dataclass(frozen=True)
class Message:
    """What somebody sent at once: a text, remarks on lines, or both."""

    who: str
    comments: Sequence[Comment]

    @property
    def written_at(self) -> datetime:
        return self.comments[0].written_at


@dataclass(frozen=True, kw_only=True)
class ThreadPage:
    LEASE_MINUTES: ClassVar = ReviewClaim.LEASE_MINUTES
    thread: Thread
    summary: ThreadSummary
    comments: Sequence[Comment]
    cohort: Cohort | None
    """The cohort in which a mentor sees the learner; None for the learner."""
    reader: User
    readers: Readers | None
    """The mentors who read it. None: nobody does any more."""
    shows_about: bool
    """Whether the reader may open the page of the subject."""
    claim: ReviewClaim | None = None
    """The claim of the mentor who is answering. Learners don't see it."""
    is_mentor: bool = False
    """Whether the reader leads or mentors the cohort, and it is open."""
    colleagues: Sequence[User] = ()
    """The other mentors of the cohort, for a mentor."""

    @property
    def newest(self) -> Comment:
        return self.comments[-1]

    @property
    def about_url(self) -> str:
        return url_of(self.thread.about, self.cohort) if self.shows_about else ""

    @property
    def is_mine_to_answer(self) -> bool:
        """Whether the reader has claimed it."""
        return self.claim is not None and self.claim.mentor_id == self.reader.pk

    @property
    def may_hand_over(self) -> bool:
        return self.may_claim and bool(self.colleagues) and (self.claim is None or self.is_mine_to_answer)

    @property
    def may_ask_another(self) -> bool:
        """Whether the reader is the learner, has an answer, and the cohort has several mentors."""
        has_answer = any(comment.from_mentor for comment in self.comments)
        return self.summary.is_mine and has_answer and self.readers is not None and len(self.readers.names) > 1

    @property
    def may_claim(self) -> bool:
        return self.is_mentor and self.summary.turn == Turn.MENTOR

    @cached_property
    def editable_comments(self) -> Sequence[Comment]:
        """The newest comments, as far as the reader wrote them."""
        return list(takewhile(lambda comment: comment.is_by(self.reader), reversed(self.comments)))

    @property
    def sentence(self) -> str:
        """Say who wrote last, and whose turn it is."""
        day = wording.days_ago(self._day(self.newest.written_at), today=self.reader.today)
        wrote = f"{self.by(self.newest)} wrote {day}"
        if self.summary.turn == Turn.NOBODY:
            return f"{wrote}. {'It’s settled' if self.thread.settled_at else NOBODY_SINCE}."
        if self.summary.turn == Turn.MENTOR:
            return (
                f"{wrote}. Nobody has answered yet. You can keep going in the meantime."
                if self.summary.is_mine
                else f"{wrote}."
            )
        return f"{wrote}. Reply, or mark it as settled." if self.summary.is_mine else f"{wrote}. {WAITING_FOR_LEARNER}."

    @property
    def comments_by(self) -> list[tuple[str, Comment]]:
        """(who wrote it, comment) of each comment."""
        return [(self.by(comment), comment) for comment in self.comments]

    @property
    def messages(self) -> list[Message]:
        def sent(comment: Comment) -> tuple[object, ...]:
            return (comment.from_mentor, comment.mentor_id, comment.written_at)

        groups = [list(group) for _, group in groupby(self.comments, key=sent)]
        return [Message(self.by(group[0]), group) for group in groups]

    def by(self, comment: Comment) -> str:
        if comment.is_by(self.reader):
            return "You"
        return str((comment.mentor or "A former mentor") if comment.from_mentor else self.thread.learner)

    def _day(self, at: datetime) -> date:
        return timezone.localdate(at, timezone=self.reader.zone)

    @property
    def write_label(self) -> str:
        return "Write more" if self.newest.is_by(self.reader) else "Your answer"

    @property
    def settle_label(self) -> str:
        return "Mark as settled" if self.summary.is_mine else "No reply needed"

    @property
    def may_write(self) -> bool:
        if self.summary.is_mine:
            return self.readers is not None
        return self.thread.cohort is None or not self.thread.cohort.is_archived


def url_of(about: About, cohort: Cohort | None) -> str:
    """Return the page of a thread's subject; empty if it has none. A mentor reads a run in its learner's cohort."""
    if isinstance(about, Submission) and cohort:
        return reverse("cohorts:submission_detail", args=[cohort.slug, about.learner.uid, about.uid])
    if isinstance(about, Submission):
        return about.get_absolute_url()
    if about is None or about.retired:
        return ""
    return (
        about.get_absolute_url() if isinstance(about, Exercise) else reverse("progress:topic_detail", args=[about.uid])
    )


def thread_page(thread: Thread, reader: User) -> ThreadPage:
    is_mine = thread.learner_id == reader.pk
    learners = Membership.objects.looked_after_by(reader).filter(cohort=thread.cohort, user=thread.learner)
    cohort = thread.cohort if not is_mine and learners.exists() else None
    readers = [group for group in readers_of(thread.learner) if group.cohort.pk == thread.cohort_id]
    summary = ThreadSummary(
        is_mine=is_mine,
        now=timezone.now(),
        uid=thread.uid,
        title=thread.title,
        settled_at=thread.settled_at,
        newest_at=thread.newest_at,
        newest_from_mentor=thread.newest_from_mentor,
        close_days=thread.cohort.close_days if thread.cohort else None,
    )
    mentors = [] if is_mine or not thread.cohort else _mentors(thread.cohort)
    return ThreadPage(
        thread=thread,
        summary=summary,
        comments=list(thread.comments.select_related("mentor")),
        cohort=cohort,
        reader=reader,
        readers=readers[0] if readers else None,
        shows_about=is_mine or _may_see_run(thread, cohort, reader),
        claim=None if is_mine else _claim(thread, summary.now),
        is_mentor=reader in mentors,
        colleagues=[mentor for mentor in mentors if mentor != reader],
    )


def _mentors(cohort: Cohort) -> list[User]:
    """Return the leads and mentors, who can answer unless the cohort is archived."""
    staff = cohort.memberships.staff().filter(cohort__archived_at=None)
    return [member.user for member in staff.select_related("user").order_by("user__name", "pk")]


def _claim(thread: Thread, now: datetime) -> ReviewClaim | None:
    return ReviewClaim.objects.active(now=now).filter(thread=thread).select_related("mentor").first()


def _may_see_run(thread: Thread, cohort: Cohort | None, reader: User) -> bool:
    """Whether the reader may open the submission that the thread is about; True without one."""
    if thread.submission_id is None:
        return True
    runs = open_to_mentor(thread.learner, cohort) if cohort else Submission.objects.visible_to(reader)
    return runs.filter(pk=thread.submission_id).exists()
