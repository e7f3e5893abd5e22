"""Why the plan ends on these dates: the estimates at the learner's pace, the hours a week, and the pauses."""

from dataclasses import replace
from datetime import date, timedelta

from progress.durations import hours_together, tenths, together
from progress.forecast.factor import MIN_TOPICS
from progress.outline.outline import Outline
from progress.plan.finish import Finish
from progress.plan.pace import Pace
from progress.plan.weekly_plan import WeeklyPlan
from progress.topic.budgets import coarse


def explain_dates(outline: Outline, pace: Pace, plan: WeeklyPlan, finish: Finish, *, today: date) -> tuple[str, ...]:
    """Three sentences with their numbers. None if there is no date to explain."""
    if finish.first is None or (finish.last and finish.last <= today):
        return ()
    end, which = (finish.last, "latest") if finish.last else (finish.first, "earliest")
    days_paused = plan.days_paused(today, end + timedelta(days=1))
    return _explain_hours(outline), _explain_pace(pace), _explain_pauses(days_paused, which)


def _explain_hours(outline: Outline) -> str:
    factor, estimate = outline.factor, together(str(coarse(replace(outline.forecast, factor=1.0).total)))
    if not factor.is_personal:
        later = f"after {MIN_TOPICS} finished topics ({factor.topics} so far) we adjust that to your pace"
        return f"What’s left is estimated at {estimate}; {later}."
    own = f"at your pace of {factor.times} ({factor.topics} finished topics)"
    return f"What’s left is estimated at {estimate}; {own}, that makes {together(str(outline.hours_left))}."


def _explain_pace(pace: Pace) -> str:
    fast, slow = hours_together(pace.fast), hours_together(pace.slow)
    if not pace.is_logged:
        ends = "the earliest with the low end of the hours, the latest with the high end"
        return f"Both dates use your plan of {fast} a week, {ends}."
    earliest = f"The earliest date uses the low end of the hours and {fast} a week"
    if not tenths(pace.slow):
        return (
            f"{earliest}, your fastest four weeks; you logged nothing in your slowest four, so there’s no latest date."
        )
    if fast == slow:
        return f"{earliest}, as you logged; the latest uses the high end and the same pace."
    return f"{earliest}, your fastest four weeks; the latest uses the high end and {slow} a week, your slowest four."


def _explain_pauses(days: int, which: str) -> str:
    if not days:
        return f"There are no pauses before the {which} date."
    count = together(f"{days} day{'' if days == 1 else 's'}")
    return f"Your pauses take out {count} before the {which} date."
