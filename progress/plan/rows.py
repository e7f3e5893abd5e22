"""A learner's plan and its pauses, from the database."""

from collections.abc import Iterable

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.weekly_plan import Pause, WeeklyPlan

_PLAN = CompiledQuery(
    lambda: (
        StudyPlan.objects.filter(learner=Param("learner"))
        .order_by("pauses__first")
        .values_list(
            "uid", "start", "minutes_a_day", "weekdays", "feed_token", "pauses__pk", "pauses__first", "pauses__last"
        )
    )
)


def plan_of(learner: User) -> WeeklyPlan | None:
    """One query."""
    rows = plan_rows(learner)
    return as_plan(*rows) if rows else None


def plan_rows(learner: User) -> tuple[StudyPlan, tuple[StudyPause, ...]] | None:
    rows = _PLAN(learner=learner.pk)
    if not rows:
        return None
    uid, start, minutes, weekdays, token, *_ = rows[0]
    plan = StudyPlan(uid=uid, start=start, minutes_a_day=minutes, weekdays=weekdays, feed_token=token)
    return plan, tuple(StudyPause(pk=pk, first=first, last=last) for *_, pk, first, last in rows if pk)


def as_plan(row: StudyPlan, pauses: Iterable[StudyPause]) -> WeeklyPlan:
    return WeeklyPlan(row.start, row.minutes_by_weekday, tuple(Pause(pause.first, pause.last) for pause in pauses))
