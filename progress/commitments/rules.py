"""Weekly commitments: which one a week is judged by, and whether it was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from progress.durations import say_minutes, together

SUNDAY = timedelta(days=6)


@dataclass(frozen=True)
class Commitment:
    """Study time a week, in minutes, and the days that it is spread over. 0 minutes: none."""

    since: date
    minutes: int
    days: int

    @property
    def text(self) -> str:
        """ "5 h on 3 days"."""
        return together(f"{say_minutes(self.minutes)} on {say_days(self.days)}")


@dataclass(frozen=True, kw_only=True)
class CommittedWeek:
    """A week with a commitment, and what was logged in it."""

    monday: date
    commitment: Commitment
    minutes: int
    days: int
    is_paused: bool

    @property
    def is_kept(self) -> bool:
        return self.minutes >= self.commitment.minutes and self.days >= self.commitment.days

    @property
    def outcome(self) -> str:
        if self.is_paused:
            return "pause"
        return "kept" if self.is_kept else "missed"

    @property
    def dates(self) -> str:
        sunday = self.monday + SUNDAY
        return f"{self.monday.day} {self.monday:%B} to {sunday.day} {sunday:%B}"

    @property
    def logged_text(self) -> str:
        """ "4 h 10 min on 3 days"."""
        return together(f"{say_minutes(self.minutes)} on {say_days(self.days)}") if self.minutes else "nothing"

    @property
    def left_text(self) -> str:
        """What is still to do in it: "2 h and 1 day to go"."""
        minutes, days = self.commitment.minutes - self.minutes, self.commitment.days - self.days
        parts = [say_minutes(minutes)] if minutes > 0 else []
        parts += [say_days(days)] if days > 0 else []
        return together(f"{' and '.join(parts)} to go") if parts else "kept"


def say_days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


def commitment_of_week(changes: Sequence[Commitment], monday: date) -> Commitment | None:
    """The lowest commitment in force on any day of the week: the least minutes and the fewest days.

    So a learner can lower it at any time, and raising it counts from the next Monday. None if there was no commitment
    on one of the days. ``changes`` are in the order of their days.
    """
    sunday = monday + SUNDAY
    ends = [*(following.since for following in changes[1:]), date.max]
    in_force = [change for change, end in zip(changes, ends, strict=False) if change.since <= sunday and end > monday]
    if not in_force or in_force[0].since > monday or not all(change.minutes for change in in_force):
        return None
    lowest = min(change.minutes for change in in_force), min(change.days for change in in_force)
    return Commitment(in_force[0].since, *lowest)
