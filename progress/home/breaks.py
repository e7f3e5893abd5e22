"""When a learner comes back after a break."""

from datetime import date, timedelta

from progress.plan.weekly_plan import WeeklyPlan

BREAK_DAYS = 14  # a week off is a busy week or a holiday; after two, the plan's dates no longer hold


def is_break(last_day: date, today: date, plan: WeeklyPlan | None) -> bool:
    """Whether the days since the last study, without those of pauses, make a break. Never during a pause."""
    tomorrow = today + timedelta(days=1)
    if plan and plan.days_paused(today, tomorrow):
        return False
    days_paused = plan.days_paused(last_day + timedelta(days=1), tomorrow) if plan else 0
    return (today - last_day).days - days_paused >= BREAK_DAYS
