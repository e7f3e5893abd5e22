"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from progress.durations import say_hours
from progress.forecast.factor import Factor
from progress.home.page import Balance, balance_of, week_of
from progress.hours.balance import shares
from progress.hours.calendar import CALENDAR_WEEKS, calendar_html
from progress.hours.chosen_day import ChosenDay, chosen_day
from progress.hours.days import days_of
from progress.hours.models import StudyKind
from progress.hours.rhythm import rhythm_sentence
from progress.hours.rules import week_start
from progress.hours.sessions import UnloggedSession, find_sessions
from progress.hours.weeks import OpenWeek, Week, open_week, weeks_with_study
from progress.kinds import KINDS, NO_KIND
from progress.outline.outline import Outline, outline_for
from progress.topic.lines import TopicLine

WEEKS_PER_PAGE = 8
MAX_AHEAD = timedelta(days=2)  # for an hour of each day there are three days on Earth


@dataclass(frozen=True, kw_only=True)
class KindTotal:
    """Time without a kind has no share, and no target."""

    kind: str
    total: str
    percent: int | None = None
    target_percent: int | None = None


@dataclass(frozen=True, kw_only=True)
class HoursPage:
    outline: Outline
    open_week: OpenWeek | None
    other_weeks: Sequence[Week]
    older_than: date | None
    """The Monday before which there are more entries."""
    minutes_by_kind: Mapping[str, int]
    week: str
    balance: Balance
    calendar: SafeString
    """The rows of its table."""
    chosen_day: ChosenDay | None
    rhythm: str
    factor: Factor
    sessions: Sequence[UnloggedSession]
    ahead_sentence: str
    """Why an entry's day is still to come, where one is."""

    @property
    def total(self) -> str:
        return say_hours(sum(self.minutes_by_kind.values()))

    @property
    def kinds(self) -> list[KindTotal]:
        return kind_totals(self.minutes_by_kind, self.outline.roadmap.balance)

    @property
    def topics(self) -> SafeString:
        """The topics with logged time, and the next one, as list items. Rendered once for all who see the same."""
        lines = (line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here)
        return SafeString("".join(map(self._topic, lines)))

    def _topic(self, line: TopicLine) -> SafeString:
        key = ("hours", line.pk, line.state, line.budget)
        return self.outline.curriculum.fragments.get(
            key, lambda: render_to_string("progress/hours_topic.html", {"topic": line})
        )


def kind_totals(minutes_by_kind: Mapping[str, int], targets: Mapping[str, int]) -> list[KindTotal]:
    minutes = {kind: minutes_by_kind.get(kind, 0) for kind in KINDS}
    percents = shares(minutes)
    totals = [
        KindTotal(kind=kind, total=say_hours(minutes[kind]), percent=percents[kind], target_percent=targets[kind])
        for kind in KINDS
    ]
    if minutes_without_kind := minutes_by_kind.get(NO_KIND):
        totals.append(KindTotal(kind=StudyKind.UNSTATED.label, total=say_hours(minutes_without_kind)))
    return totals


def hours_page(
    learner: User, *, today: date, before: date | None = None, part: int = 1, day: date | None = None
) -> HoursPage:
    """``before``: the page of the weeks before that day. ``part``: which of the open week's entries. ``day``: which of
    the calendar's days to show.
    """
    outline = outline_for(learner)
    first_day = week_start(today) - timedelta(weeks=CALENDAR_WEEKS - 1)
    days = days_of(learner, since=first_day)
    latest = max(today, min(days.last, today + MAX_AHEAD))
    end = week_start(before) if before else week_start(latest) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_PER_PAGE)
    weeks = weeks_with_study(days if start >= first_day else days_of(learner, since=start, before=end), start, end)
    first_study_day = outline.facts.first_day
    by_day = days.by_day(first_day)
    return HoursPage(
        outline=outline,
        open_week=open_week(learner, weeks[0], part) if weeks else None,
        other_weeks=weeks[1:],
        older_than=start if first_study_day and first_study_day < start else None,
        minutes_by_kind=outline.facts.minutes_by_kind,
        week=week_of(days, today=today),
        balance=balance_of(days, outline, today=today),
        calendar=calendar_html(by_day, today=latest),
        chosen_day=chosen_day(days, day),
        rhythm=rhythm_sentence(by_day, today=latest),
        factor=outline.factor,
        sessions=find_sessions(learner, outline.curriculum, today),
        ahead_sentence=_ahead_sentence(today, latest),
    )


def _ahead_sentence(today: date, latest: date) -> str:
    """For learners who travelled west, where the day isn't over yet."""
    if latest == today:
        return ""
    here, there = (f"{day.day} {day:%B}" for day in (today, latest))
    return f"It’s still {here} where you are now. Time you logged for {there} farther east keeps its day."
