"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from lib.durations import format_hours, format_minutes, unbroken
from progress.forecast.forecast import Factor
from progress.hours.days import (
    CALENDAR_WEEKS,
    Balance,
    StudyDays,
    day_name,
    days_of,
    rhythm_sentence,
    shares,
    sum_by_key,
    week_start,
)
from progress.hours.models import StudyEntry, StudyKind
from progress.hours.sessions import UnloggedSession, find_sessions
from progress.kinds import KINDS, NO_KIND, format_kind
from progress.outline.outline import Outline, outline_for
from progress.topic.lines import TopicLine

ENTRIES_PER_PART = 25  # of the open week
WEEKS_PER_PAGE = 8
MAX_AHEAD = timedelta(days=2)  # for an hour of each day there are three days on Earth


@dataclass(frozen=True)
class ChosenDay:
    """A day of the calendar, with the minutes of each kind that has any."""

    day: date
    minutes: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """ "Tuesday, 24 November: 1 h 30 min. 1 h of coding, 30 min of reading." """
        if not self.minutes:
            return f"{day_name(self.day)}: nothing logged."
        kinds = ", ".join(unbroken(f"{format_minutes(m)} of {format_kind(kind)}") for kind, m in self.minutes.items())
        if len(self.minutes) == 1:
            return f"{day_name(self.day)}: {kinds}."
        return f"{day_name(self.day)}: {unbroken(format_minutes(sum(self.minutes.values())))}. {kinds}."

    @property
    def next_monday(self) -> date:
        """The page of the weeks before it opens the day's week."""
        return week_start(self.day) + timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """One week with study, by its totals."""

    monday: date
    minutes: int
    entries: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def dates(self) -> str:
        """ "16 November to 22 November 2026"."""
        first, last = self.monday, self.sunday
        return f"{first.day} {first:%B} to {last.day} {last:%B} {last.year}"

    @property
    def total(self) -> str:
        return format_hours(self.minutes)

    @property
    def next_monday(self) -> date:
        """The page of the weeks before it opens this one."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True)
class OpenWeek:
    """The week whose entries are listed, the newest first, some on each part of the page."""

    week: Week
    part: int
    entries: Sequence[StudyEntry]

    @property
    def first(self) -> int:
        return (self.part - 1) * ENTRIES_PER_PART + 1

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1

    @property
    def newer_part(self) -> int | None:
        """The part with newer entries of this week."""
        return self.part - 1 if self.part > 1 else None

    @property
    def older_part(self) -> int | None:
        return self.part + 1 if self.last < self.week.entries else None


@dataclass(frozen=True, kw_only=True)
class KindTotal:
    """The time of one kind. Time without a kind has no share and no target."""

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
    minutes_by_day: Mapping[date, int]
    today: date
    latest_day: date
    """The last day of the calendar: today, or an entry's day that is still to come."""
    chosen_day: ChosenDay | None
    sessions: Sequence[UnloggedSession]

    @property
    def total(self) -> str:
        return format_hours(sum(self.minutes_by_kind.values()))

    @property
    def rhythm(self) -> str:
        return rhythm_sentence(self.minutes_by_day, today=self.latest_day)

    @property
    def factor(self) -> Factor:
        return self.outline.factor

    @property
    def kinds(self) -> list[KindTotal]:
        return kind_totals(self.minutes_by_kind, self.outline.roadmap.balance)

    @property
    def topics(self) -> list[TopicLine]:
        """The topics with logged time, and the next one. A finished one shows the estimate that its pace counts by."""
        lines = [line for line in self.outline.topics.values() if line.budget.minutes or line is self.outline.here]
        return [line if line.state.is_closed else self.outline.topic_at_pace(line) for line in lines]

    @property
    def ahead_sentence(self) -> str:
        """Explain why an entry's day is still to come: the learner travelled west, where it isn't over yet."""
        if self.latest_day == self.today:
            return ""
        here, there = (f"{day.day} {day:%B}" for day in (self.today, self.latest_day))
        return f"It’s still {here} where you are now. Time you logged for {there} farther east keeps its day."


def kind_totals(minutes_by_kind: Mapping[str, int], targets: Mapping[str, int]) -> list[KindTotal]:
    minutes = {kind: minutes_by_kind.get(kind, 0) for kind in KINDS}
    percents = shares(minutes)
    totals = [
        KindTotal(kind=kind, total=format_hours(minutes[kind]), percent=percents[kind], target_percent=targets[kind])
        for kind in KINDS
    ]
    if minutes_without_kind := minutes_by_kind.get(NO_KIND):
        totals.append(KindTotal(kind=StudyKind.UNSTATED.label, total=format_hours(minutes_without_kind)))
    return totals


def hours_page(
    learner: User, *, today: date, before: date | None = None, part: int = 1, day: date | None = None
) -> HoursPage:
    """Read the page.

    Args:
        before: list the weeks before that day.
        part: which of the open week's entries to list.
        day: which of the calendar's days to show.
    """
    outline = outline_for(learner)
    first_day = week_start(today) - timedelta(weeks=CALENDAR_WEEKS - 1)
    days = days_of(learner, since=first_day)
    latest_day = max(today, min(days.last, today + MAX_AHEAD))
    end = week_start(before) if before else week_start(latest_day) + timedelta(days=7)
    start = end - timedelta(weeks=WEEKS_PER_PAGE)
    weeks = _weeks(days if start >= first_day else days_of(learner, since=start, before=end), start, end)
    first_study_day = outline.facts.first_day
    return HoursPage(
        outline=outline,
        open_week=_open_week(learner, weeks[0], part) if weeks else None,
        other_weeks=weeks[1:],
        older_than=start if first_study_day and first_study_day < start else None,
        minutes_by_kind=outline.facts.minutes_by_kind,
        week=days.week_sentence(today=today),
        balance=days.balance(outline.roadmap.balance, today=today),
        minutes_by_day=days.by_day(first_day),
        today=today,
        latest_day=latest_day,
        chosen_day=_chosen_day(days, day) if day else None,
        sessions=find_sessions(learner, outline.curriculum, today),
    )


def _weeks(days: StudyDays, start: date, end: date) -> list[Week]:
    """Return the weeks with study from ``start`` to before ``end``, the newest first."""
    rows = [(week_start(day), total, count) for day, _, total, count in days.sums if start <= day < end]
    minutes = sum_by_key((monday, total) for monday, total, _ in rows)
    entries = sum_by_key((monday, count) for monday, _, count in rows)
    return [Week(monday, minutes[monday], entries[monday]) for monday in sorted(minutes, reverse=True)]


def _open_week(learner: User, week: Week, part: int) -> OpenWeek:
    """Read the entries of one part. One query."""
    last_part = -(-week.entries // ENTRIES_PER_PART)
    part = min(max(1, part), last_part)
    rows = StudyEntry.objects.of(learner).filter(day__range=(week.monday, week.sunday)).newest_first()
    start = (part - 1) * ENTRIES_PER_PART
    return OpenWeek(week, part, list(rows.with_topic_names()[start : start + ENTRIES_PER_PART]))


def _chosen_day(days: StudyDays, chosen: date) -> ChosenDay:
    """Return the day, as far as ``days`` includes it."""
    return ChosenDay(chosen, {kind: minutes for day, kind, minutes, _ in sorted(days.sums) if day == chosen})
