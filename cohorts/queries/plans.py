"""The study plans of many learners."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from lib.compiled_queries import CompiledForKeys
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.queries import as_plan
from progress.plan.weekly_plan import WeeklyPlan

_PLANS = CompiledForKeys(
    lambda keys: (
        StudyPlan.objects.filter(learner__in=keys)
        .order_by()
        .values_list("learner_id", "start", "minutes_a_day", "weekdays", "pauses__first", "pauses__last")
    )
)


def plans_of(keys: Sequence[int]) -> dict[int, WeeklyPlan]:
    """The plan of each of these learners who has one, by primary key. One query."""
    plans: dict[int, tuple[date, int, str]] = {}
    pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for learner, start, minutes, weekdays, first, last in _PLANS(keys):
        plans[learner] = start, minutes, weekdays
        if first:
            pauses[learner].append((first, last))
    return {learner: _plan(*plan, tuple(pauses.get(learner, ()))) for learner, plan in plans.items()}


@lru_cache(maxsize=2048)
def _plan(start: date, minutes: int, weekdays: str, pauses: tuple[tuple[date, date], ...]) -> WeeklyPlan:
    row = StudyPlan(start=start, minutes_a_day=minutes, weekdays=weekdays)
    return as_plan(row, [StudyPause(first=first, last=last) for first, last in pauses])
