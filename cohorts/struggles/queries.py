"""Rankings of what a cohort struggles with. The number of queries is constant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Max, Sum

from accounts.models import Background
from cohorts.cohort.models import Cohort, Membership
from cohorts.members.queries import learners_in
from cohorts.struggles.failures import (
    MAX_ROWS,
    FailureGroup,
    NewestRun,
    by_check,
    by_code,
    by_mistake,
    check_titles,
    newest_runs,
    oldest_counted,
)
from cohorts.struggles.rules import Period, TopicHours, topics_over
from cohorts.wording import in_words
from curriculum.models import Topic
from progress.hours.models import StudyEntry

SAME_MISTAKE = "{} learners made the same mistake in {}"
MIN_SAME_CODE = 2  # learners; code that one learner wrote is no pattern
Replies = Mapping[tuple[int, str, str], UUID]
"""The shared replies in force by exercise, mistake and digest of the code."""


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
    """Return the rankings of a period. Eleven queries at most."""
    members = learners_in([cohort.pk])
    learners = [member.user_id for member in members]
    counted_since = oldest_counted(learners, period.since(now))
    since = counted_since or period.since(now)
    mistakes = by_mistake(learners, since)
    same_code = [group for group in by_code(learners, since) if group.learners >= MIN_SAME_CODE]
    checks = by_check(learners, since)
    runs, titles, replies = newest_runs([*mistakes, *same_code]), check_titles(checks), _replies(cohort)
    return StrugglesPage(
        cohort=cohort,
        period=period,
        learners=len(learners),
        mistakes=[_mistake(group, runs[group.newest], replies) for group in mistakes],
        same_code=[_same_code(group, runs[group.newest], replies) for group in same_code],
        checks=[_row(group, titles[group.newest], {"check": group.reason}) for group in checks],
        topics=_topics(members, period.since(now)),
        counted_since=counted_since,
    )


def _replies(cohort: Cohort) -> Replies:
    rows = cohort.shared_replies.in_force().values_list("exercise", "mistake", "normal_digest", "uid")
    return {(exercise, mistake, digest): uid for exercise, mistake, digest, uid in rows}


def _mistake(group: FailureGroup, run: NewestRun, replies: Replies) -> StruggleRow:
    reply = replies.get((group.exercise, group.reason, ""))
    return _row(group, run.mistake_message, {"mistake": group.reason}, can_answer=True, reply=reply)


def _same_code(group: FailureGroup, run: NewestRun, replies: Replies) -> StruggleRow:
    reply = replies.get((group.exercise, "", group.reason))
    return _row(group, "", {"run": str(run.uid)}, can_answer=True, reply=reply)


def _row(
    group: FailureGroup, text: str, params: Mapping[str, str], *, can_answer: bool = False, reply: UUID | None = None
) -> StruggleRow:
    return StruggleRow(
        exercise=group.title,
        slug=group.slug,
        params=params,
        text=text,
        learners=group.learners,
        not_passed=group.not_passed,
        can_answer=can_answer,
        reply=reply,
    )


def _topics(members: Sequence[Membership], since: datetime | None) -> list[LongTopicRow]:
    topics = current_topics()
    return [
        LongTopicRow(
            title=topics[row.topic].title, uid=topics[row.topic].uid, over=len(row.over), learners=row.learners,
            ratio=row.ratio,
        )
        for row in topics_over(topic_hours(members, since, topics))[:MAX_ROWS]
    ]  # fmt: skip


def current_topics() -> dict[int, Topic]:
    """Return the topics by primary key, without their long texts. One query."""
    return {topic.pk: topic for topic in Topic.objects.current().defer("body", "body_html", "why", "why_html")}


def topic_hours(members: Sequence[Membership], since: datetime | None, topics: Mapping[int, Topic]) -> list[TopicHours]:
    """Return the hours of each learner on each of these topics that has an estimate, if they studied it in the period.

    One query.
    """
    backgrounds = {member.user_id: member.user.hours_background for member in members}
    estimates = {(topic.pk, name): topic.hours_for(name) for topic in topics.values() for name in Background.values}
    first_day = since.date() if since else None
    hours = []
    entries = StudyEntry.objects.filter(learner__in=backgrounds, topic__isnull=False).order_by()
    totals = entries.values_list("learner_id", "topic_id").annotate(Sum("minutes"), Max("day"))
    for learner, topic, minutes, last_day in totals:
        estimate = estimates.get((topic, backgrounds[learner]))
        if estimate and estimate.high and (first_day is None or last_day >= first_day):
            hours.append(TopicHours(learner=learner, topic=topic, minutes=minutes, estimate=estimate))
    return hours
