"""A day of the calendar that the learner chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from progress.durations import say_minutes, together
from progress.hours.calendar import day_name
from progress.hours.days import StudyDays
from progress.hours.rules import week_start
from progress.kinds import say_kind


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
