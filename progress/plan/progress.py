"""The pace of the last weeks, and the standing against the plan."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.days import StudyDays
from progress.hours.models import StudyEntry
from progress.hours.rules import week_start
from progress.plan.pace import LOOK_BACK_WEEKS, Pace, pace_kept
from progress.plan.standing import PlanStanding
from progress.plan.weekly_plan import DAYS_IN_A_WEEK, WeeklyPlan

_MINUTES_LOGGED = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(learner=Param("learner"), day__gte=Param("first"))
        .order_by()
        .values_list("learner_id")
        .annotate(total=Sum("minutes"))
    )
)


def pace_and_standing(
    learner: User, plan: WeeklyPlan, days: StudyDays, first_day: date | None, today: date
) -> tuple[Pace, PlanStanding]:
    """The pace of the last whole weeks, and the standing since the plan began: one query."""
    begin = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    minutes_logged = sum(total for _, total in _MINUTES_LOGGED(learner=learner.pk, first=plan.start))
    by_week: Counter[date] = Counter()
    for day, minutes in days.by_day(begin).items():
        by_week[week_start(day)] += minutes
    start = plan.start if plan.start > today else None
    standing = PlanStanding(plan.minutes_between(plan.start, today), minutes_logged, start)
    return pace_of_weeks(by_week, plan, first_day, today), standing


def pace_of_weeks(by_week: Mapping[date, int], plan: WeeklyPlan | None, first_day: date | None, today: date) -> Pace:
    """The pace of the last whole weeks. ``by_week`` has the minutes by Monday."""
    begin = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    mondays = [begin + timedelta(weeks=number) for number in range(LOOK_BACK_WEEKS)]
    first_monday = week_start(first_day) if first_day else today
    weeks = [
        by_week.get(day, 0)
        for day in mondays
        if day >= first_monday and (by_week.get(day) or plan is None or not _is_paused(plan, day))
    ]
    return pace_kept(weeks, plan.minutes_a_week if plan else 0)


def _is_paused(plan: WeeklyPlan, monday: date) -> bool:
    days = [monday + timedelta(days=number) for number in range(DAYS_IN_A_WEEK)]
    study_days = [day for day in days if plan.weekdays[day.weekday()]]
    return bool(study_days) and all(any(pause.includes(day) for pause in plan.pauses) for day in study_days)
