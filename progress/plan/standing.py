"""The minutes logged against the minutes planned."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from progress.durations import hours_together, say_minutes, together
from progress.plan.weekly_plan import WeeklyPlan

EVEN_WITHIN = 30  # minutes; a smaller difference counts as on plan
CATCH_UP_WEEKS = 4
MAX_CATCH_UP_MINUTES = 120  # minutes per study day; beyond it we suggest restarting the plan
PLAN_STARTS = "Your plan starts here: nothing planned or logged yet."
ON_PLAN = "You’re on plan ({})."


def _days(first: date, end: date) -> Iterator[date]:
    for offset in range((end - first).days):
        yield first + timedelta(days=offset)


@dataclass(frozen=True)
class PlanStanding:
    """Minutes logged since the plan began against the minutes planned up to and with yesterday."""

    minutes_planned: int
    minutes_logged: int
    start: date | None = None
    """When the plan begins, if that is still to come."""

    @property
    def minutes_ahead(self) -> int:
        """Minutes; negative is behind."""
        return self.minutes_logged - self.minutes_planned

    @property
    def sentence(self) -> str:
        if self.start:
            return f"Your plan starts on {together(f'{self.start.day} {self.start:%B}')} {self.start.year}."
        if not self.minutes_planned and not self.minutes_logged:
            return PLAN_STARTS
        hours_logged = hours_together(self.minutes_logged).removesuffix(together(" h"))
        figures = together(f"{hours_logged} of {hours_together(self.minutes_planned)}")
        if abs(self.minutes_ahead) <= EVEN_WITHIN:
            return ON_PLAN.format(figures)
        hours = hours_together(abs(self.minutes_ahead))
        return f"You’re {hours} {'ahead of' if self.minutes_ahead > 0 else 'behind'} plan ({figures})."

    def catch_up_sentence(self, plan: WeeklyPlan, today: date) -> str:
        """What would catch up within four weeks. Empty if the learner isn't behind."""
        if self.minutes_ahead >= -EVEN_WITHIN:
            return ""
        days = sum(plan.minutes_on(day) > 0 for day in _days(today, today + timedelta(weeks=CATCH_UP_WEEKS)))
        if not days:
            return ""
        more = -(self.minutes_ahead // days)  # rounded up
        if more > MAX_CATCH_UP_MINUTES:
            return "To catch up, restart the plan from today. Missed hours then no longer count."
        more_text = together(say_minutes(more))
        return f"Add {more_text} per study day to catch up in four weeks, or restart the plan."
