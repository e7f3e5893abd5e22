"""What a cohort struggles with, as rankings. The number of queries is constant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from accounts.models import Background
from cohorts.models import Cohort
from cohorts.queries.activity import LEARNER_FAILURES
from cohorts.rules import in_words
from cohorts.rules.struggles import Period, TopicHours, topics_over
from curriculum.models import Topic
from exercises.models import CheckResult, Exercise, ModeChoice, Submission, SubmissionQuerySet
from progress.models import StudyEntry

MAX_ROWS = 10  # of each ranking
MAX_FAILURES = 20_000  # counted: a request may use a second of a processor, also on a busy SQLite site
SAME_MISTAKE = "{} learners made the same mistake in {}"
MIN_SAME_CODE = 2  # learners; code that one learner wrote is no pattern
Group = Mapping[str, Any]
Key = tuple[Any, ...]  # exercise, mistake, digest of the code
Replies = Mapping[Key, UUID]


@dataclass(frozen=True, kw_only=True)
class StruggleRow:
    """Something that several learners did wrong in one exercise."""

    exercise: str
    slug: str
    params: Mapping[str, str]
    """What names it in the address of its page."""
    text: str
    """The recognised mistake's sentence, or the check's."""
    learners: int
    not_passed: int
    """How many of them haven't passed the exercise."""
    can_answer: bool = False
    """Whether a shared reply can answer it."""
    reply: UUID | None = None
    """The shared reply that does."""

    @property
    def query(self) -> str:
        return urlencode({"exercise": self.slug, **self.params})

    @property
    def not_passed_text(self) -> str:
        if self.learners == 1:
            return "hasn’t passed yet" if self.not_passed else "has passed since"
        if not self.not_passed:
            return "all have passed since"
        return f"{self.not_passed} {'hasn’t' if self.not_passed == 1 else 'haven’t'} passed yet"


@dataclass(frozen=True, kw_only=True)
class LongTopicRow:
    title: str
    uid: str
    over: int
    learners: int
    ratio: float


@dataclass(frozen=True, kw_only=True)
class StrugglesPage:
    cohort: Cohort
    period: Period
    learners: int
    mistakes: Sequence[StruggleRow]
    same_code: Sequence[StruggleRow]
    checks: Sequence[StruggleRow]
    topics: Sequence[LongTopicRow]
    counted_since: datetime | None
    """Where the period holds more than MAX_FAILURES: when the oldest that counts was sent."""

    @property
    def headline(self) -> str:
        """The most frequent mistake, in a sentence."""
        if not self.mistakes:
            return "Nobody made a known mistake"
        first = self.mistakes[0]
        if first.learners == 1:
            return "No two learners made the same mistake"
        return SAME_MISTAKE.format(in_words(first.learners).capitalize(), first.exercise)


def struggles_page(cohort: Cohort, period: Period, *, now: datetime) -> StrugglesPage:
    """Thirteen queries at most."""
    counted_since = oldest_counted(cohort, period.since(now))
    since = counted_since or period.since(now)
    replies = _replies(cohort)
    return StrugglesPage(
        cohort=cohort,
        period=period,
        learners=cohort.memberships.learners().count(),
        mistakes=_mistakes(cohort, since, replies),
        same_code=_same_code(cohort, since, replies),
        checks=_checks(cohort, since),
        topics=_topics(cohort, period.since(now)),
        counted_since=counted_since,
    )


def oldest_counted(cohort: Cohort, since: datetime | None) -> datetime | None:
    """When the oldest failure was sent that counts, if there are more than MAX_FAILURES since then. One query."""
    times = failures(cohort, since).order_by("-created_at").values_list("created_at", flat=True)
    oldest = list(times[MAX_FAILURES - 1 : MAX_FAILURES + 1])
    return oldest[0] if len(oldest) > 1 else None


def failures(cohort: Cohort, since: datetime | None) -> SubmissionQuerySet:
    """The failed submissions of a cohort's learners, without try runs and faults of ours."""
    learners = cohort.memberships.learners().values("user")
    rows = Submission.objects.filter(learner__in=learners, mode=ModeChoice.SUBMIT, verdict__in=LEARNER_FAILURES)
    return rows.filter(created_at__gte=since) if since else rows


def _ranking(rows: QuerySet[Any, Any], key: str, run: str = "") -> list[Group]:
    """Rows grouped by exercise and ``key``, those of the most learners first. ``run`` is the prefix to a submission."""
    passes = Submission.objects.passes().filter(learner=OuterRef(f"{run}learner"), exercise=OuterRef(f"{run}exercise"))
    learner = f"{run}learner"
    groups = rows.order_by().annotate(has_passed=Exists(passes)).values(f"{run}exercise", key)
    return list(
        groups.annotate(
            learners=Count(learner, distinct=True),
            not_passed=Count(learner, distinct=True, filter=Q(has_passed=False)),
            newest=Max("pk"),
        ).order_by("-learners", "-not_passed", "-newest")[:MAX_ROWS]
    )


def _replies(cohort: Cohort) -> Replies:
    rows = cohort.shared_replies.in_force().order_by()
    return {tuple(key): uid for *key, uid in rows.values_list("exercise", "mistake", "normal_digest", "uid")}


def _mistakes(cohort: Cohort, since: datetime | None, replies: Replies) -> list[StruggleRow]:
    groups = _ranking(failures(cohort, since).exclude(mistake=""), "mistake")
    runs = _newest_runs(groups)
    rows = [_row(group, run.exercise, run.mistake_message, mistake=run.mistake) for group, run in runs]
    keys = [(run.exercise_id, run.mistake, "") for _, run in runs]
    return _with_replies(rows, keys, replies)


def _same_code(cohort: Cohort, since: datetime | None, replies: Replies) -> list[StruggleRow]:
    """The same code without a recognised mistake."""
    rows = failures(cohort, since).filter(mistake="", normal_digest__gt="")
    groups = [group for group in _ranking(rows, "normal_digest") if group["learners"] >= MIN_SAME_CODE]
    keys = [(group["exercise"], "", group["normal_digest"]) for group in groups]
    lines = [_row(group, run.exercise, "", run=str(run.uid)) for group, run in _newest_runs(groups)]
    return _with_replies(lines, keys, replies)


def _checks(cohort: Cohort, since: datetime | None) -> list[StruggleRow]:
    """The checks that failed. One that the code never reached says nothing."""
    rows = CheckResult.objects.filter(verdict__in=LEARNER_FAILURES, ms__gt=0, submission__in=failures(cohort, since))
    groups = _ranking(rows, "name", "submission__")
    newest = CheckResult.objects.select_related("submission__exercise").only(
        "name", "title", "submission__exercise__title", "submission__exercise__slug"
    )
    checks = newest.in_bulk([group["newest"] for group in groups])
    pairs = [(group, checks[group["newest"]]) for group in groups]
    return [_row(group, check.submission.exercise, check.title, check=check.name) for group, check in pairs]


def _newest_runs(groups: Sequence[Group]) -> list[tuple[Group, Submission]]:
    """Each group with its newest run."""
    rows = Submission.objects.select_related("exercise").only(
        "uid", "mistake", "mistake_message", "exercise__title", "exercise__slug"
    )
    runs = rows.in_bulk([group["newest"] for group in groups])
    return [(group, runs[group["newest"]]) for group in groups]


def _with_replies(rows: Sequence[StruggleRow], keys: Sequence[Key], replies: Replies) -> list[StruggleRow]:
    return [replace(row, can_answer=True, reply=replies.get(key)) for row, key in zip(rows, keys, strict=True)]


def _row(group: Group, exercise: Exercise, text: str, **params: str) -> StruggleRow:
    counts = {"learners": group["learners"], "not_passed": group["not_passed"]}
    return StruggleRow(exercise=exercise.title, slug=exercise.slug, params=params, text=text, **counts)


def topic_hours(cohort: Cohort, since: datetime | None) -> list[TopicHours]:
    """What each learner logged on each topic with an estimate. Only topics that they studied in the period."""
    learners = cohort.memberships.learners()
    backgrounds = {member.user_id: member.user.hours_background for member in learners.select_related("user")}
    topics = Topic.objects.current().defer("body", "body_html", "why", "why_html")
    estimates = {(topic.pk, one): topic.hours_for(one) for topic in topics for one in Background.values}
    entries = StudyEntry.objects.filter(learner__in=learners.values("user"), topic__isnull=False).order_by()
    totals = entries.values_list("learner_id", "topic_id").annotate(Sum("minutes"), Max("day"))
    hours = []
    for learner, topic, minutes, last_day in totals:
        estimate = estimates.get((topic, backgrounds[learner]))
        if estimate and estimate.high and (since is None or last_day >= since.date()):
            hours.append(TopicHours(learner=learner, topic=topic, minutes=minutes, estimate=estimate))
    return hours


def _topics(cohort: Cohort, since: datetime | None) -> list[LongTopicRow]:
    ranking = topics_over(topic_hours(cohort, since))[:MAX_ROWS]
    topics = Topic.objects.only("uid", "title").in_bulk([one.topic for one in ranking])
    return [
        LongTopicRow(
            title=topics[one.topic].title, uid=topics[one.topic].uid, over=len(one.over), learners=one.learners,
            ratio=one.ratio,
        )
        for one in ranking
    ]  # fmt: skip
