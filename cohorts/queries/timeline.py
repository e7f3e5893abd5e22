"""What a learner did in each week: hours, topics, submissions and checkpoint answers. Eight queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from accounts.models import User
from exercises.models import ModeChoice, Submission, VerdictChoice
from progress.durations import say_hours
from progress.models import CriterionMark, MarkState, StudyEntry, TopicMark
from progress.rules.weeks import week_start

WEEKS_PER_PAGE = 12
MAX_TITLES = 3
A_WEEK = timedelta(weeks=1)


@dataclass(kw_only=True)
class TimelineWeek:
    """One week of a learner, from its Monday on their own calendar."""

    monday: date
    longest: int = 1
    """The minutes of the longest week on the page, which has the whole bar."""
    minutes: int = 0
    topics: list[str] = field(default_factory=list)
    """The titles of the topics that they marked as done, and have not changed since."""
    submissions: int = 0
    passes: int = 0
    """Exercises with a pass in this week."""
    answers: int = 0
    """Criteria of checkpoints to which they said yes, and have not changed since."""

    @property
    def dates(self) -> str:
        """
        >>> TimelineWeek(monday=date(2026, 11, 30)).dates
        '30 Nov to 6 Dec 2026'
        """
        sunday = self.monday + timedelta(days=6)
        return f"{self.monday.day} {self.monday:%b} to {sunday.day} {sunday:%b} {sunday.year}"

    @property
    def percent(self) -> int:
        """The length of the bar."""
        return round(100 * self.minutes / max(1, self.longest))

    @property
    def hours(self) -> str:
        return say_hours(self.minutes)

    @property
    def events(self) -> list[str]:
        """Everything but the hours, in words."""
        texts = []
        if self.topics:
            titles = ", ".join(self.topics[:MAX_TITLES])
            more = f" and {len(self.topics) - MAX_TITLES} more" if len(self.topics) > MAX_TITLES else ""
            texts.append(f"{_count(len(self.topics), 'topic')} done: {titles}{more}")
        if self.submissions:
            outcome = f"{_count(self.passes, 'exercise')} passed" if self.passes else "none passed"
            texts.append(f"{_count(self.submissions, 'submission')}, {outcome}")
        if self.answers:
            texts.append(f"Answered yes to {_count(self.answers, 'checkpoint question')}")
        return texts


@dataclass(frozen=True)
class Timeline:
    """Some weeks of a learner, the newest first."""

    page: "Page[int]"
    weeks: Sequence[TimelineWeek]


def timeline_of(learner: User, *, today: date, number: str) -> Timeline:
    """The weeks since the learner's first activity. Weeks without any are included, because mentors look for them."""
    monday = week_start(today)
    first = _first_monday(learner) or monday
    count = max(0, (monday - first).days // 7) + 1
    page = Paginator(range(count), WEEKS_PER_PAGE).get_page(number)
    mondays = [monday - at * A_WEEK for at in page.object_list]
    weeks = {day: TimelineWeek(monday=day) for day in mondays}
    _read(learner, weeks, mondays[-1], mondays[0] + A_WEEK)
    longest = max(week.minutes for week in weeks.values())
    for week in weeks.values():
        week.longest = longest
    return Timeline(page, list(weeks.values()))


def _first_monday(learner: User) -> date | None:
    """Days of study are the learner's own; moments are seen on their calendar."""
    days = [StudyEntry.objects.filter(learner=learner).order_by().aggregate(first=Min("day"))["first"]]
    sources = ((TopicMark, "marked_at"), (Submission, "created_at"), (CriterionMark, "marked_at"))
    for model, column in sources:
        first = model._default_manager.filter(learner=learner).order_by().aggregate(first=Min(column))["first"]
        days.append(first.astimezone(learner.zone).date() if first else None)
    first_days = [day for day in days if day]
    return week_start(min(first_days)) if first_days else None


def _read(learner: User, weeks: dict[date, TimelineWeek], first: date, end: date) -> None:
    entries = StudyEntry.objects.filter(learner=learner, day__gte=first, day__lt=end).order_by()
    by_week = entries.annotate(monday=TruncWeek("day")).values_list("monday").annotate(Sum("minutes"))
    for week, minutes in by_week:
        weeks[week].minutes = minutes
    for week, topics in _topics(learner, first, end).items():
        weeks[week].topics = topics
    runs = _between(Submission.objects.filter(mode=ModeChoice.SUBMIT), learner, "created_at", first, end)
    is_pass = Q(verdict=VerdictChoice.PASSED)
    counts = runs.annotate(submissions=Count("pk"), passes=Count("exercise", filter=is_pass, distinct=True))
    for moment, submissions, passes in counts:
        week = weeks[moment.date()]
        week.submissions, week.passes = submissions, passes
    yes = CriterionMark.objects.filter(answer=CriterionMark.Answer.YES)
    for moment, answers in _between(yes, learner, "marked_at", first, end).annotate(Count("pk")):
        weeks[moment.date()].answers = answers


def _topics(learner: User, first: date, end: date) -> dict[date, list[str]]:
    begin, stop = _moment(learner, first), _moment(learner, end)
    marks = TopicMark.objects.filter(learner=learner, subtopic=None, state=MarkState.DONE)
    marks = marks.filter(marked_at__gte=begin, marked_at__lt=stop).order_by("marked_at", "pk")
    topics: dict[date, list[str]] = defaultdict(list)
    for title, at in marks.values_list("topic__title", "marked_at"):
        topics[week_start(at.astimezone(learner.zone).date())].append(title)
    return topics


def _between(rows: QuerySet[Any, Any], learner: User, column: str, first: date, end: date) -> QuerySet[Any, Any]:
    """By week of the learner's calendar."""
    span = {f"{column}__gte": _moment(learner, first), f"{column}__lt": _moment(learner, end)}
    theirs: QuerySet[Any, Any] = rows.filter(learner=learner, **span).order_by()
    weeks: QuerySet[Any, Any] = theirs.annotate(monday=TruncWeek(column, tzinfo=learner.zone)).values_list("monday")
    return weeks


def _moment(learner: User, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=learner.zone)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
