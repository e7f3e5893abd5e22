"""A learner's standing against a plan, with their projected finish and their study plan. The projected finish takes
longer than a standing, so this is for the learners on a page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from accounts.models import User
from cohorts.plan import rules
from cohorts.plan.standings import Standing
from lib.durations import HoursRange
from progress.hours.days import week_start
from progress.learners import LearnerProgress
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.queries import as_plan, pace_of_weeks
from progress.plan.rules import Finish, Pace, WeeklyPlan, project, project_plan


@dataclass(frozen=True, kw_only=True)
class LearnerPace:
    """A learner's standing and the projected finish of their path, as their own plan page shows it."""

    standing: Standing
    finish: Finish | None
    """None: nothing to project from, neither a plan nor four weeks of logged study."""
    today: date
    week_minutes: int
    """Logged since the Monday of their week."""

    @property
    def finish_text(self) -> str:
        """ "13 December to 12 January", or empty."""
        return self.finish.range_text(self.today) if self.finish and self.finish.first else ""

    @property
    def sentence(self) -> str:
        """ "5.2 h behind the cohort’s plan. Projected finish: 13 December to 12 January." """
        if self.standing.has_completed:
            return ""
        parts = [rules.standing_text(self.standing.minutes_ahead, self.standing.basis)]
        if self.standing.starts_late:
            parts.append(self.standing.starts_late.sentence)
        if self.finish_text:
            parts.append(f"Projected finish: {self.finish_text}")
        return " ".join(f"{part}." for part in parts)


def pace_from(standing: Standing, progress: LearnerProgress, *, today: date) -> LearnerPace:
    """Return the pace of one learner on their own day, from what a page has read already."""
    return LearnerPace(
        standing=standing,
        finish=_finish(progress, standing.plan, today),
        today=today,
        week_minutes=progress.weeks.get(week_start(today), 0),
    )


def finishes_of(
    learners: Sequence[User], progress: Mapping[int, LearnerProgress], *, now: datetime
) -> dict[int, Finish | None]:
    """Return the projected finish of these learners, by primary key. One query."""
    plans = plans_of([learner.pk for learner in learners])
    return {
        learner.pk: _finish(progress[learner.pk], plans.get(learner.pk), now.astimezone(learner.zone).date())
        for learner in learners
    }


def _finish(progress: LearnerProgress, plan: WeeklyPlan | None, today: date) -> Finish | None:
    if progress.is_completed:
        return None
    pace = pace_of_weeks(progress.weeks, plan, progress.facts.first_day, today)
    return _project(progress.forecast.total, plan, pace, today) if pace.fast else None


@lru_cache(maxsize=2048)
def _project(hours_left: HoursRange, plan: WeeklyPlan | None, pace: Pace, today: date) -> Finish:
    """Cached: a cohort's page asks the same all day."""
    if plan is None:
        return project(today, [hours_left], pace)[0]
    if pace.is_logged:
        return project(today, [hours_left], pace, plan.pauses, plan.start)[0]
    return project_plan(today, [hours_left], plan)[0]


def plans_of(keys: Sequence[int]) -> dict[int, WeeklyPlan]:
    """Return the plan of each of these learners who has one, by primary key. One query."""
    plans: dict[int, tuple[date, int, str]] = {}
    pauses: dict[int, list[tuple[date, date]]] = defaultdict(list)
    columns = ("learner_id", "start", "minutes_a_day", "weekdays", "pauses__first", "pauses__last")
    rows = StudyPlan.objects.filter(learner__in=keys).order_by().values_list(*columns)
    for learner, start, minutes, weekdays, first, last in rows:
        plans[learner] = start, minutes, weekdays
        if first:
            pauses[learner].append((first, last))
    return {learner: _plan(*plan, tuple(pauses.get(learner, ()))) for learner, plan in plans.items()}


@lru_cache(maxsize=2048)
def _plan(start: date, minutes: int, weekdays: str, pauses: tuple[tuple[date, date], ...]) -> WeeklyPlan:
    row = StudyPlan(start=start, minutes_a_day=minutes, weekdays=weekdays)
    return as_plan(row, [StudyPause(first=first, last=last) for first, last in pauses])
