"""Lists of shared replies, whom they reach, and those below a verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Q, Subquery

from accounts.models import User
from cohorts.cohort.models import Cohort
from cohorts.shared_replies.models import ReplyReceipt, ReplyTarget, SharedReply, SharedReplyQuerySet
from exercises.models import ModeChoice, Submission

REPLIES_PER_PAGE = 20
SAME_CODE = "The same code except for variable names"


@dataclass(frozen=True)
class Reach:
    """The number of learners of a cohort whom a reply would reach now: those of a period, and ``earlier`` ones."""

    learners: int
    not_passed: int
    earlier: int

    @property
    def passed_count(self) -> int:
        return self.learners - self.not_passed


@dataclass(frozen=True, kw_only=True)
class SharedReplyRow:
    """A shared reply with what it has done. The counts are of learners who are in the cohort now."""

    reply: SharedReply
    text: str
    """The mistake's sentence, or that it is about code."""
    who_query: str
    """Who made the mistake, as the query of a URL. Empty: nobody in the cohort now."""
    reached_count: int
    read_count: int
    open_before: int
    """How many hadn't passed when it reached them."""
    passed_after: int
    """How many of them have passed since."""

    @property
    def passed_text(self) -> str:
        """
        >>> counts = {"reached_count": 3, "read_count": 2, "open_before": 2, "passed_after": 1}
        >>> SharedReplyRow(reply=SharedReply(), text="", who_query="", **counts).passed_text
        '1 of 2 passed since'
        """
        if not self.open_before:
            return "all had passed before"
        return f"{self.passed_after} of {self.open_before} passed since"


@dataclass(frozen=True)
class SharedRepliesPage:
    page: "Page[SharedReply]"
    replies: Sequence[SharedReplyRow]
    withdrawn_replies: Sequence[SharedReplyRow]


def replies_below(run: Submission, reader: User) -> list[SharedReply]:
    """Return the replies that answer a run of the reader's own. One query; none for a pass."""
    if run.learner_id != reader.pk:
        return []
    replies = SharedReply.objects.answering_run(run).for_learner(reader)
    return list(replies.select_related("cohort").order_by("created_at", "pk"))


def reach_of(target: ReplyTarget, cohort: Cohort, since: datetime | None) -> Reach:
    """Count the learners of a cohort whom a reply would reach. One query."""
    learners = cohort.memberships.learners().values("user")
    passes = Submission.objects.passes().filter(exercise=target.exercise).values("learner")
    in_period = Q(created_at__gte=since) if since else Q()
    counts = target.runs.filter(learner__in=learners).aggregate(
        everybody=Count("learner", distinct=True),
        learners=Count("learner", distinct=True, filter=in_period),
        not_passed=Count("learner", distinct=True, filter=in_period & ~Q(learner__in=passes)),
    )
    everybody = counts.pop("everybody")
    return Reach(**counts, earlier=everybody - counts["learners"])


def example_run(target: ReplyTarget, cohort: Cohort) -> Submission | None:
    """Return the newest submission in the cohort that the reply answers. None: there is none any more."""
    learners = cohort.memberships.learners().values("user")
    runs = target.runs.filter(learner__in=learners).select_related("learner").defer("source", "source_html", "output")
    return runs.newest_first().first()


def shared_replies_page(cohort: Cohort, *, number: str) -> SharedRepliesPage:
    """Return a page of replies, the published ones first, each group by date. Three queries."""
    rows = _with_example(cohort.shared_replies.select_related("exercise", "author", "cohort"), cohort)
    page = Paginator(rows.order_by(F("withdrawn_at").desc(nulls_first=True), "-created_at", "-pk"), REPLIES_PER_PAGE)
    replies = page.get_page(number)
    counts = _counts([reply.pk for reply in replies])
    lines = [_row(reply, counts.get(reply.pk, {})) for reply in replies]
    return SharedRepliesPage(
        page=replies,
        replies=[line for line in lines if line.reply.withdrawn_at is None],
        withdrawn_replies=[line for line in lines if line.reply.withdrawn_at],
    )


def _with_example(replies: SharedReplyQuerySet, cohort: Cohort) -> SharedReplyQuerySet:
    learners = cohort.memberships.learners().values("user")
    runs = Submission.objects.filter(mode=ModeChoice.SUBMIT, exercise=OuterRef("exercise")).order_by("-pk")
    same_mistake = runs.filter(mistake=OuterRef("mistake"), mistake__gt="")
    cohort_runs = runs.filter(
        Q(mistake=OuterRef("mistake"), mistake__gt="")
        | Q(normal_digest=OuterRef("normal_digest"), normal_digest__gt=""),
        learner__in=learners,
    )
    return replies.annotate(
        mistake_message=Subquery(same_mistake.values("mistake_message")[:1]),
        example=Subquery(cohort_runs.values("uid")[:1]),
    )


def _counts(replies: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    receipts = ReplyReceipt.objects.filter(reply__in=replies).of_present_learners().with_passes()
    counts = receipts.values("reply").annotate(
        reached_total=Count("pk"),
        read_total=Count("read_at"),
        open_before=Count("pk", filter=Q(passed_before=False)),
        passed_later=Count("pk", filter=Q(passed_before=False, passed_after=True)),
    )
    return {row["reply"]: row for row in counts}


def _row(reply: Any, counts: Mapping[str, Any]) -> SharedReplyRow:
    """``reply`` is a row of `_with_example`."""
    params = {"mistake": reply.mistake} if reply.mistake else {"run": reply.example}
    return SharedReplyRow(
        reply=reply,
        text=target_text(reply, reply.mistake_message),
        who_query=urlencode({"exercise": reply.exercise.slug, **params, "weeks": "all"}) if reply.example else "",
        reached_count=counts.get("reached_total", 0),
        read_count=counts.get("read_total", 0),
        open_before=counts.get("open_before", 0),
        passed_after=counts.get("passed_later", 0),
    )


def target_text(target: ReplyTarget | SharedReply, message: str | None) -> str:
    """Say what it answers."""
    return (message or target.mistake) if target.mistake else SAME_CODE
