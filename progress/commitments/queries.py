"""The weekly commitment, and the weeks in which a learner kept or missed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import format_minutes, unbroken
from progress.commitments.models import WeeklyCommitment
from progress.hours.days import StudyDays, week_start
from progress.plan.rules import LOOK_BACK_WEEKS, WeeklyPlan

SUNDAY = timedelta(days=6)
THIS_WEEK = "Your goal this week: {}, {}."
FROM_MONDAY = "Your goal from Monday, {}: {}."
NEWS = "Your goal of {}: {}."


@dataclass(frozen=True)
class Commitment:
    """Study time a week, in minutes, and the days that it is spread over. 0 minutes: none."""

    since: date
    minutes: int
    days: int

    @property
    def text(self) -> str:
        """ "5 h on 3 days", or "5 h" on any day."""
        days = f" on {format_days(self.days)}" if self.days > 1 else ""
        return unbroken(f"{format_minutes(self.minutes)}{days}")


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
        return unbroken(f"{format_minutes(self.minutes)} on {format_days(self.days)}") if self.minutes else "nothing"

    @property
    def left_text(self) -> str:
        """The rest of the commitment: "2 h and 1 day to go"."""
        minutes, days = self.commitment.minutes - self.minutes, self.commitment.days - self.days
        parts = [format_minutes(minutes)] if minutes > 0 else []
        parts += [format_days(days)] if days > 0 and self.commitment.days > 1 else []
        return unbroken(f"{' and '.join(parts)} to go") if parts else "kept"


def format_days(days: int) -> str:
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


@dataclass(frozen=True, kw_only=True)
class CommitmentPage:
    """The commitment in force today, if any, with this week and the weeks before it, the newest first."""

    commitment: Commitment | None
    this_week: CommittedWeek | None
    past_weeks: Sequence[CommittedWeek]
    next_monday: date

    @property
    def sentence(self) -> str:
        """ "Your goal this week: 5 h on 3 days, 2 h and 1 day to go." """
        week = self.this_week
        if week is None:
            return self._coming_sentence if self.commitment else ""
        state = "a pause, so it doesn’t count" if week.is_paused else week.left_text
        sentence = THIS_WEEK.format(week.commitment.text, state)
        is_raised = self.commitment and self.commitment.text != week.commitment.text
        return f"{sentence} {self._coming_sentence}" if is_raised else sentence

    @property
    def _coming_sentence(self) -> str:
        text = self.commitment.text if self.commitment else ""
        return FROM_MONDAY.format(f"{self.next_monday.day} {self.next_monday:%B}", text)

    @property
    def news(self) -> str:
        """ "Your goal of 5 h on 3 days: kept.", for a notice about last week."""
        week = self._last_week
        return NEWS.format(week.commitment.text, week.outcome) if week else ""

    @property
    def _last_week(self) -> CommittedWeek | None:
        """Last week, unless it had no commitment or a pause."""
        week = self.past_weeks[0] if self.past_weeks else None
        if week is None or week.monday + timedelta(weeks=2) != self.next_monday or week.is_paused:
            return None
        return week


_CHANGES = CompiledQuery(
    lambda: (
        WeeklyCommitment.objects.filter(learner=Param("learner"))
        .order_by("since")
        .values_list("since", "minutes", "days")
    )
)


def commitments_of(learner: User, days: StudyDays, plan: WeeklyPlan | None, *, today: date) -> CommitmentPage:
    """Read the commitment and its weeks. One query.

    ``days`` go back at least LOOK_BACK_WEEKS; the plan has the pauses.
    """
    changes = [Commitment(*row) for row in _CHANGES(learner=learner.pk)]
    this_monday = week_start(today)
    mondays = [this_monday - timedelta(weeks=number) for number in range(LOOK_BACK_WEEKS + 1)]
    weeks = [_week(changes, days, plan, monday) for monday in mondays] if changes else [None]
    return CommitmentPage(
        commitment=changes[-1] if changes and changes[-1].minutes else None,
        this_week=weeks[0],
        past_weeks=[week for week in weeks[1:] if week],
        next_monday=this_monday + timedelta(weeks=1),
    )


def _week(
    changes: Sequence[Commitment], days: StudyDays, plan: WeeklyPlan | None, monday: date
) -> CommittedWeek | None:
    commitment = commitment_of_week(changes, monday)
    if commitment is None:
        return None
    end = monday + timedelta(weeks=1)
    by_day = {day: minutes for day, minutes in days.by_day(monday).items() if day < end}
    return CommittedWeek(
        monday=monday,
        commitment=commitment,
        minutes=sum(by_day.values()),
        days=len(by_day),
        is_paused=bool(plan and plan.days_paused(monday, end)),
    )
