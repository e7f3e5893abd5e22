"""The plan: minutes of study on each day."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from progress.hours.rules import week_start

DAYS_IN_A_WEEK = 7
HORIZON = timedelta(days=10 * 365)  # a finish beyond it is no date that anyone plans by


@dataclass(frozen=True)
class Pause:
    """Days without study, the first and the last included."""

    first: date
    last: date

    def includes(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class WeeklyPlan:
    """Minutes for each weekday, Monday first, from a start day, except during pauses."""

    start: date
    weekdays: tuple[int, ...]
    pauses: tuple[Pause, ...] = ()

    @classmethod
    def evenly(cls, today: date, minutes_a_week: int, pauses: tuple[Pause, ...] = ()) -> "WeeklyPlan":
        """The same every day, to the minute: the plan for "8 h a week" without chosen days."""
        minutes, rest = divmod(minutes_a_week, DAYS_IN_A_WEEK)
        return cls(today, tuple(minutes + (day < rest) for day in range(DAYS_IN_A_WEEK)), pauses)

    @property
    def minutes_a_week(self) -> int:
        return sum(self.weekdays)

    def minutes_on(self, day: date) -> int:
        if day < self.start or any(pause.includes(day) for pause in self.pauses):
            return 0
        return self.weekdays[day.weekday()]

    def minutes_between(self, first: date, end: date) -> int:
        """From ``first`` to the day before ``end``."""
        return self._minutes_between(first.toordinal(), end.toordinal())

    def minutes_in_week_of(self, day: date) -> int:
        """The minutes planned from its Monday to its Sunday."""
        monday = week_start(day)
        return self.minutes_between(monday, monday + timedelta(days=DAYS_IN_A_WEEK))

    def days_paused(self, first: date, end: date) -> int:
        """The days of pauses, from ``first`` to the day before ``end``. A day in two pauses counts once."""
        days = (first.toordinal(), end.toordinal())
        return sum(max(0, min(days[1], stop) - max(days[0], start)) for start, stop in self._pause_spans)

    def finish(self, today: date, work: Sequence[int]) -> list[date | None]:
        """The day on which each of these pieces of work, in minutes and one after another, is done.

        Work begins today. A piece with nothing left is done today, or with the one before it; None is beyond the
        horizon.
        """
        first = today.toordinal()
        days = range(first, (today + HORIZON).toordinal())
        ends: list[date | None] = []
        for total in accumulate(work):
            if not total:
                ends.append(today)
                continue
            at = bisect_left(days, total, key=lambda day: self._minutes_between(first, day + 1))
            ends.append(date.fromordinal(days[at]) if at < len(days) else None)
        return ends

    def _minutes_between(self, first: int, end: int) -> int:
        """The same by ordinals: of all days less those of the pauses, without a look at each day."""
        first = max(first, self.start.toordinal())
        if end <= first:
            return 0
        minutes_paused = sum(
            self._minutes_of_days(max(first, start), min(end, stop))
            for start, stop in self._pause_spans
            if start < end and stop > first
        )
        return self._minutes_of_days(first, end) - minutes_paused

    def _minutes_of_days(self, first: int, end: int) -> int:
        """Of the weekdays alone."""
        weeks, days = divmod(end - first, DAYS_IN_A_WEEK)
        rest = sum(
            self.weekdays[(day - 1) % DAYS_IN_A_WEEK] for day in range(first, first + days)
        )  # day 1 was a Monday
        return weeks * self.minutes_a_week + rest

    @cached_property
    def _pause_spans(self) -> list[tuple[int, int]]:
        """The first ordinal of each pause and the one after its last. Pauses that overlap are one."""
        spans: list[tuple[int, int]] = []
        for pause in sorted(self.pauses, key=lambda pause: pause.first):
            start, stop = pause.first.toordinal(), pause.last.toordinal() + 1
            if spans and start <= spans[-1][1]:
                spans[-1] = spans[-1][0], max(stop, spans[-1][1])
            else:
                spans.append((start, stop))
        return spans
