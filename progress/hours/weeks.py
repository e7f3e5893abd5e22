"""The weeks with study, and the entries of the one that is open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.durations import say_hours
from progress.hours.days import StudyDays
from progress.hours.entry_lines import EntryLine, day_text
from progress.hours.models import StudyEntry
from progress.hours.rules import week_start

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
