"""The learners of a cohort who struggle with one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from accounts.models import User
from cohorts.cohort.models import Cohort, Membership
from cohorts.members.queries import learners_in
from cohorts.needs.activity import LEARNER_FAILURES
from cohorts.struggles.failures import failures
from cohorts.struggles.queries import topic_hours
from cohorts.struggles.rules import Period, TopicHours, topics_over
from curriculum.models import Topic
from exercises.models import CheckResult, Exercise, Submission, SubmissionQuerySet

LEARNERS_PER_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Struggle:
    """A thing that the learners of the page have in common: runs of one exercise, or hours on one topic."""

    title: str
    """Of the exercise or the topic."""
    text: str
    """What they did, as a sentence or the name of the check."""
    runs: SubmissionQuerySet | None = None
    topic: Topic | None = None


@dataclass(frozen=True, kw_only=True)
class StruggleLearner:
    learner: User
    times: int = 0
    """How often they made the mistake."""
    newest: Submission | None = None
    has_passed: bool = False
    hours: TopicHours | None = None


@dataclass(frozen=True, kw_only=True)
class StruggleLearnersPage:
    cohort: Cohort
    period: Period
    struggle: Struggle
    page: "Page[Any]"
    learners: Sequence[StruggleLearner]


def mistake_struggle(cohort: Cohort, since: datetime | None, exercise: Exercise, mistake: str) -> Struggle | None:
    """Return the struggle with one mistake. None: nobody made it."""
    runs = failures(cohort, since).filter(exercise=exercise, mistake=mistake)
    newest = runs.newest_first().only("mistake_message").first() if mistake else None
    return Struggle(title=exercise.title, text=newest.mistake_message or mistake, runs=runs) if newest else None


def check_struggle(cohort: Cohort, since: datetime | None, exercise: Exercise, check: str) -> Struggle | None:
    """Return the struggle with one check. None: nobody's code failed it."""
    failed_checks = CheckResult.objects.filter(name=check, verdict__in=LEARNER_FAILURES, ms__gt=0)
    runs = failures(cohort, since).filter(Exists(failed_checks.filter(submission=OuterRef("pk"))), exercise=exercise)
    newest = failed_checks.filter(submission__in=runs.values("pk")).order_by("-pk").only("title").first()
    return Struggle(title=exercise.title, text=newest.title, runs=runs) if newest else None


def code_struggle(cohort: Cohort, since: datetime | None, run: Submission) -> Struggle | None:
    """Return the struggle of those who wrote the same code as a run. None: the code is not comparable."""
    if not run.normal_digest:
        return None
    runs = failures(cohort, since).filter(exercise=run.exercise, normal_digest=run.normal_digest)
    return Struggle(title=run.exercise.title, text="The same code except for variable names", runs=runs)


def topic_struggle(topic: Topic) -> Struggle:
    return Struggle(title=topic.title, text="Longer than the estimate", topic=topic)


def struggle_learners(
    cohort: Cohort, period: Period, struggle: Struggle, *, now: datetime, number: str
) -> StruggleLearnersPage:
    """Return the learners, those who haven't passed first. Six queries at most."""
    if struggle.runs is None:
        page, learners = _over_estimate(cohort, period.since(now), struggle, number)
    else:
        page = Paginator(_members(cohort, struggle.runs), LEARNERS_PER_PAGE).get_page(number)
        learners = _with_runs(list(page))
    return StruggleLearnersPage(cohort=cohort, period=period, struggle=struggle, page=page, learners=learners)


def _members(cohort: Cohort, runs: SubmissionQuerySet) -> QuerySet[Membership]:
    learner_runs = runs.filter(learner=OuterRef("user")).order_by()
    passes = Submission.objects.passes().filter(learner=OuterRef("user"), exercise__in=runs.values("exercise"))
    members = cohort.memberships.learners().annotate(
        newest=Subquery(learner_runs.order_by("-created_at", "-pk").values("pk")[:1]),
        times=Subquery(learner_runs.values("learner").annotate(times=Count("pk")).values("times")),
        has_passed=Exists(passes),
    )
    return members.filter(newest__isnull=False).select_related("user").order_by("has_passed", "user__name", "pk")


def _with_runs(members: Sequence[Any]) -> list[StruggleLearner]:
    runs = Submission.objects.only("uid", "created_at").in_bulk([member.newest for member in members])
    return [
        StruggleLearner(
            learner=member.user, times=member.times, newest=runs[member.newest], has_passed=member.has_passed
        )
        for member in members
    ]


def _over_estimate(
    cohort: Cohort, since: datetime | None, struggle: Struggle, number: str
) -> tuple["Page[Any]", list[StruggleLearner]]:
    topics = {struggle.topic.pk: struggle.topic} if struggle.topic else {}
    hours = topic_hours(learners_in([cohort.pk]), since, topics)
    over = [learner_hours for topic in topics_over(hours) for learner_hours in topic.over]
    page = Paginator(over, LEARNERS_PER_PAGE).get_page(number)
    people = User.objects.in_bulk([learner_hours.learner for learner_hours in page])
    return page, [StruggleLearner(learner=people[row.learner], hours=row) for row in page]
