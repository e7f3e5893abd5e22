"""The plan on the home page."""

from dataclasses import dataclass
from datetime import date

from accounts.models import User
from progress.hours.days import StudyDays
from progress.outline.outline import Outline
from progress.plan.phases import phase_forecasts
from progress.plan.progress import pace_and_standing
from progress.plan.rows import plan_of
from progress.plan.standing import PlanStanding
from progress.plan.weekly_plan import WeeklyPlan


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The plan on the home page."""

    standing: PlanStanding
    finish: str
    this_week: int
    """Minutes planned for it."""
    plan: WeeklyPlan


def outlook_of(learner: User, outline: Outline, days: StudyDays, *, today: date) -> Outlook | None:
    """The learner's standing against the plan, and the projected finish. None without a plan."""
    plan = plan_of(learner)
    if plan is None:
        return None
    pace, standing = pace_and_standing(learner, plan, days, outline.facts.first_day, today)
    phases = phase_forecasts(outline.hours_left_by_item, outline, pace, plan, today)
    finish_text = phases[-1].finish_text if phases else ""
    finish = "" if finish_text in ("", "done") else f"Expected done: {finish_text}."
    return Outlook(standing=standing, finish=finish, this_week=plan.minutes_in_week_of(today), plan=plan)
