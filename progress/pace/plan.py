"""The plan: minutes of study on each day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from progress.rules.weeks import week_start

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
    """So many minutes on each weekday, Monday first, from a day on, but for the pauses."""

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
        return sum(minutes for _, minutes in self._days(first, end))

    def minutes_in_week_of(self, day: date) -> int:
        """The minutes planned from its Monday to its Sunday."""
        monday = week_start(day)
        return self.minutes_between(monday, monday + timedelta(days=DAYS_IN_A_WEEK))

    def finish(self, today: date, work: Sequence[int]) -> list[date | None]:
        """The day on which each of these pieces of work, in minutes and one after another, is done.

        Work begins today. A piece with nothing left is done today, or with the one before it; None is beyond the
        horizon.
        """
        ends: list[date | None] = []
        days = self._days(today, today + HORIZON) if self.minutes_a_week else iter(())
        day: int | None = today.toordinal()
        minutes_available = 0  # minutes up to and with `day` that no piece has used
        for minutes in work:
            while day is not None and minutes_available < minutes:
                day, minutes_added = next(days, (None, 0))
                minutes_available += minutes_added
            minutes_available -= minutes
            ends.append(date.fromordinal(day) if day else None)
        return ends

    def _days(self, first: date, end: date) -> Iterator[tuple[int, int]]:
        """The ordinal and the minutes of each day of the plan from ``first`` to the day before ``end``.

        Ordinals, as a finish may be years of days away.
        """
        pauses = [(pause.first.toordinal(), pause.last.toordinal()) for pause in self.pauses]
        for day in range(max(first, self.start).toordinal(), end.toordinal()):
            is_paused = pauses and any(pause_start <= day <= pause_end for pause_start, pause_end in pauses)
            yield day, 0 if is_paused else self.weekdays[(day - 1) % DAYS_IN_A_WEEK]  # day 1 was a Monday
