"""The hours page: entries by week, totals by kind, logged against estimated by topic."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.durations import say_hours, say_minutes, together
from progress.forecast.forecast import Factor
from progress.hours.calendar import CALENDAR_WEEKS, calendar_html, day_name
from progress.hours.days import Balance, StudyDays, balance_of, days_of, week_of
from progress.hours.entry_lines import EntryLine, day_text
from progress.hours.models import StudyEntry, StudyKind
from progress.hours.rules import rhythm_sentence, shares, week_start
from progress.hours.sessions import UnloggedSession, find_sessions
from progress.kinds import KINDS, NO_KIND, say_kind
from progress.outline.outline import Outline, outline_for
from progress.topic.lines import TopicLine


@dataclass(frozen=True)
class ChosenDay:
    """Its minutes by kind, without the kinds that have none."""

    day: date
    minutes: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """ "Tuesday, 24 November: 1 h 30 min. 1 h of coding, 30 min of reading." """
        if not self.minutes:
            return f"{day_name(self.day)}: nothing logged."
        parts = ", ".join(together(f"{say_minutes(m)} of {say_kind(kind)}") for kind, m in self.minutes.items())
        if len(self.minutes) == 1:
            return f"{day_name(self.day)}: {parts}."
        return f"{day_name(self.day)}: {together(say_minutes(sum(self.minutes.values())))}. {parts}."

    @property
    def next_monday(self) -> date:
        """The page of the weeks before it opens the day's week."""
        return week_start(self.day) + timedelta(days=7)


def chosen_day(days: StudyDays, day: date | None) -> ChosenDay | None:
    """The day, as far as ``days`` includes it."""
    if day is None:
        return None
    return ChosenDay(day, {kind: minutes for one, kind, minutes, _ in sorted(days.sums) if one == day and minutes})


ENTRIES_PER_PART = 25  # of the open week


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
        return f"{first.day} {day_text(first, '%B')} to {last.day} {day_text(last, '%B')} {last.year}"

    @property
    def total(self) -> str:
        return say_hours(self.minutes)

    @property
    def next_monday(self) -> date:
        """The page of the weeks before it opens this one."""
        return self.monday + timedelta(days=7)


@dataclass(frozen=True)
class OpenWeek:
    """The week whose entries are listed, the newest first, so many on a part of the page."""

    week: Week
    part: int
    entries: Sequence[EntryLine]

    @property
    def first(self) -> int:
        return (self.part - 1) * ENTRIES_PER_PART + 1

    @property
    def last(self) -> int:
        return self.first + len(self.entries) - 1

    @property
    def rows(self) -> SafeString:
        return mark_safe("".join(entry.row for entry in self.entries))  # noqa: S308  # each has escaped its texts

    @property
    def newer_part(self) -> int | None:
        """The part with newer entries of this week."""
        return self.part - 1 if self.part > 1 else None

    @property
    def older_part(self) -> int | None:
        return self.part + 1 if self.last < self.week.entries else None


def weeks_with_study(days: StudyDays, start: date, end: date) -> list[Week]:
    """The weeks with study from ``start`` to before ``end``, the newest first."""
    minutes: Counter[date] = Counter()
    entries: Counter[date] = Counter()
    for day, _, total, count in days.sums:
        if start <= day < end:
            monday = week_start(day)
            minutes[monday] += total
            entries[monday] += count
    return [Week(monday, minutes[monday], entries[monday]) for monday in sorted(minutes, reverse=True)]


@cache
def _entries(part: int) -> CompiledQuery:
    columns = ("uid", "day", "kind", "minutes", "note", "source", "topic__uid", "topic__label", "topic__title")
    mine = StudyEntry.objects.filter(learner=Param("learner"), day__gte=Param("first"), day__lte=Param("last"))
    rows = slice((part - 1) * ENTRIES_PER_PART, part * ENTRIES_PER_PART)
    return CompiledQuery(lambda: mine.newest_first().values_list(*columns)[rows])


def open_week(learner: User, week: Week, part: int) -> OpenWeek:
    """One query."""
    last_part = -(-week.entries // ENTRIES_PER_PART)
    part = min(max(1, part), last_part)
    rows = _entries(part)(learner=learner.pk, first=week.monday, last=week.sunday)
    return OpenWeek(week, part, [EntryLine.from_row(row) for row in rows])


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
