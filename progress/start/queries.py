"""When a newcomer would finish at some hours a week."""

from datetime import date

from lib.durations import HoursRange, unbroken_hours
from progress.facts import Facts
from progress.outline.outline import outline_from
from progress.plan.models import MAX_MINUTES_A_DAY, MIN_MINUTES_A_DAY, StudyPlan
from progress.plan.queries import as_plan
from progress.plan.rules import project_plan
from progress.roadmap.curriculum import Curriculum

OFFICE_DAYS = "12345"


def plan_at(minutes_a_week: int, row: StudyPlan | None, today: date) -> StudyPlan:
    """A plan of so many minutes a week, not saved: on the days of ``row``, else on five days from today."""
    weekdays, start = (row.weekdays, row.start) if row else (OFFICE_DAYS, today)
    minutes = min(max(round(minutes_a_week / len(weekdays)), MIN_MINUTES_A_DAY), MAX_MINUTES_A_DAY)
    return StudyPlan(minutes_a_day=minutes, weekdays=weekdays, start=start)


def finish_sentence(course: Curriculum, facts: Facts, background: str, minutes_a_week: int, *, today: date) -> str:
    """ "At 8 h a week you’ll finish between 9 March and 21 July 2027." Empty without a date."""
    hours_left = HoursRange.total(outline_from(course, facts, background).hours_left_by_item.values())
    [finish] = project_plan(today, [hours_left], as_plan(plan_at(minutes_a_week, None, today), ()))
    when = finish.when(today) if minutes_a_week and hours_left.high else ""
    return f"At {unbroken_hours(minutes_a_week)} a week, you’ll finish {when}." if when else ""
