"""The hours, topics, submissions and checkpoint answers of a learner in each week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.paginator import Page, Paginator

from accounts.models import User
from curriculum.models import Topic
from exercises.models import ModeChoice, Submission, VerdictChoice
from lib.durations import format_hours
from progress.checkpoints.models import CriterionMark
from progress.hours.days import week_start
from progress.learners import LearnerProgress
from progress.topic.models import MarkState

WEEKS_PER_PAGE = 12
MAX_TITLES = 3
A_WEEK = timedelta(weeks=1)


@dataclass(kw_only=True)
class TimelineWeek:
    """A week of a learner, from its Monday on their own calendar."""

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
        return format_hours(self.minutes)

    @property
    def events(self) -> list[str]:
        """Say everything but the hours."""
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
    """A page of a learner's weeks, the newest first."""

    page: "Page[int]"
    weeks: Sequence[TimelineWeek]


def timeline_of(learner: User, progress: LearnerProgress, *, today: date, number: str) -> Timeline:
    """Return the weeks since the learner's first activity. Weeks without any are included, because mentors look for
    them.

    One query.
    """
    monday = week_start(today)
    first = _first_monday(learner, progress) or monday
    count = max(0, (monday - first).days // 7) + 1
    page = Paginator(range(count), WEEKS_PER_PAGE).get_page(number)
    mondays = [monday - at * A_WEEK for at in page.object_list]
    weeks = {day: TimelineWeek(monday=day, minutes=progress.weeks.get(day, 0)) for day in mondays}
    _add_topics(learner, progress, weeks)
    _add_submissions(learner, weeks, mondays[-1], mondays[0] + A_WEEK)
    _add_answers(learner, progress, weeks)
    longest = max(week.minutes for week in weeks.values())
    for week in weeks.values():
        week.longest = longest
    return Timeline(page, list(weeks.values()))


def _first_monday(learner: User, progress: LearnerProgress) -> date | None:
    """Days of study are the learner's own; moments are seen on their calendar."""
    days = [progress.facts.first_day, progress.first_moment and _day(learner, progress.first_moment)]
    first_days = [day for day in days if day]
    return week_start(min(first_days)) if first_days else None


def _add_topics(learner: User, progress: LearnerProgress, weeks: Mapping[date, TimelineWeek]) -> None:
    """The title is that of their roadmap, or of another one that has the topic."""
    marks = {pk: mark for pk, mark in progress.facts.topic_marks.items() if mark.state == MarkState.DONE}
    topics = {**progress.curriculum.retired_topics, **progress.curriculum.topics}
    titles = {pk: topics[pk].title for pk in marks if pk in topics}
    if others := marks.keys() - titles.keys():
        titles |= dict(Topic.objects.filter(pk__in=others).values_list("pk", "title"))
    for pk, mark in sorted(marks.items(), key=lambda item: item[1].marked_at):
        if week := weeks.get(_week(learner, mark.marked_at)):
            week.topics.append(titles[pk])


def _add_submissions(learner: User, weeks: Mapping[date, TimelineWeek], first: date, end: date) -> None:
    passes = set()
    runs = Submission.objects.filter(learner=learner, mode=ModeChoice.SUBMIT).order_by()
    runs = runs.filter(created_at__gte=_moment(learner, first), created_at__lt=_moment(learner, end))
    for exercise, verdict, at in runs.values_list("exercise", "verdict", "created_at"):
        monday = _week(learner, at)
        weeks[monday].submissions += 1
        if verdict == VerdictChoice.PASSED:
            passes.add((monday, exercise))
    for monday, _ in passes:
        weeks[monday].passes += 1


def _add_answers(learner: User, progress: LearnerProgress, weeks: Mapping[date, TimelineWeek]) -> None:
    for answer in progress.facts.answers.values():
        week = weeks.get(_week(learner, answer.marked_at))
        if week and answer.answer == CriterionMark.Answer.YES:
            week.answers += 1


def _moment(learner: User, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=learner.zone)


def _day(learner: User, moment: datetime) -> date:
    return moment.astimezone(learner.zone).date()


def _week(learner: User, moment: datetime) -> date:
    """Return the Monday of its week on the learner's calendar."""
    return week_start(_day(learner, moment))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
