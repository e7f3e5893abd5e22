"""How far learners are ahead of or behind their plans, and when they should finish, for many at once.

`standings_of` is for whole cohorts. The projected finish takes longer: `pace_from` is for the learners on a page.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from accounts.models import User
from cohorts import rules
from cohorts.models import Cohort, Membership
from cohorts.queries.cohort_plan import CohortPlan
from cohorts.rules import RECENT_WEEKS, Basis, PlanStart, Shortfall
from lib.compiled_queries import CompiledForKeys
from lib.ranges import HoursRange
from progress.models import StudyPause, StudyPlan
from progress.pace.finish import Finish, project, project_plan
from progress.pace.plan import WeeklyPlan
from progress.pace.weekly import Pace
from progress.queries.curriculum.roadmaps import curriculum
from progress.queries.learners import LearnerProgress, progress_of
from progress.queries.plan.progress import pace_of_weeks
from progress.queries.plan.rows import as_plan
from progress.rules.weeks import week_start

_PLANS = CompiledForKeys(
    lambda keys: (
        StudyPlan.objects.filter(learner__in=keys)
        .order_by()
        .values_list("learner_id", "start", "minutes_a_day", "weekdays", "pauses__first", "pauses__last")
    )
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A learner's minutes against a plan."""

    basis: Basis
    minutes_ahead: int | None
    """Negative is behind. None: there is nothing to compare with."""
    plan: WeeklyPlan | None
    """The learner's own plan."""
    week: int = 0
    """The minutes of a week: of their own plan, or the mean of the cohort's."""
    shortfall: Shortfall | None = None
    """Why their pace needs attention. None: it doesn't."""
    starts_late: PlanStart | None = None
    """Where the cohort's plan begins for somebody who joined late. None: with the cohort."""
    has_completed: bool = False
    """They have completed the roadmap, so no plan is left to compare with."""
    is_new: bool = False
    """They joined in the last two weeks. Nobody expects them to be where the others are."""

    @property
    def is_behind(self) -> bool:
        """Whether they are behind by a week or more."""
        return not self.is_new and rules.is_behind(self.minutes_ahead, self.week)

    @property
    def text(self) -> str:
        """ "5.2 h behind", "1.5 h ahead", "on plan", "completed" or "no plan"."""
        return "completed" if self.has_completed else rules.pace_text(self.minutes_ahead)


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


def paces_of(members: Sequence[Membership], cohort: Cohort, *, now: datetime) -> dict[int, LearnerPace]:
    """The pace of these learners of the cohort, by the learner's primary key. Seven queries.

    The members need their users (`select_related("user")`). Raises Roadmap.DoesNotExist when none is loaded.
    """
    course = curriculum(cohort.roadmap_id)
    progress = progress_of([member.user for member in members], course)
    standings = standings_of(members, progress, CohortPlan(cohort, course), now=now)
    return {
        member.user_id: pace_from(member.user, standings[member.user_id], progress[member.user_id], now=now)
        for member in members
    }


def pace_from(learner: User, standing: Standing, theirs: LearnerProgress, *, now: datetime) -> LearnerPace:
    """The same from what a page has read already."""
    today = now.astimezone(learner.zone).date()
    return LearnerPace(
        standing=standing,
        finish=_finish(theirs, standing.plan, today),
        today=today,
        week_minutes=theirs.weeks.get(week_start(today), 0),
    )


def finishes_of(
    learners: Sequence[User], progress: Mapping[int, LearnerProgress], *, now: datetime
) -> dict[int, Finish | None]:
    """The projected finish of these learners, by primary key. One query."""
    plans = _plans([learner.pk for learner in learners])
    return {
        learner.pk: _finish(progress[learner.pk], plans.get(learner.pk), now.astimezone(learner.zone).date())
        for learner in learners
    }


def _finish(theirs: LearnerProgress, plan: WeeklyPlan | None, today: date) -> Finish | None:
    if theirs.is_completed:
        return None
    pace = pace_of_weeks(theirs.weeks, plan, theirs.facts.first_day, today)
    return _project(theirs.forecast.total, plan, pace, today) if pace.fast else None


@lru_cache(maxsize=2048)
def _project(hours_left: HoursRange, plan: WeeklyPlan | None, pace: Pace, today: date) -> Finish:
    """Cached: a cohort's page asks the same all day."""
    if plan is None:
        return project(today, [hours_left], pace)[0]
    if pace.is_logged:
        return project(today, [hours_left], pace, plan.pauses, plan.start)[0]
    return project_plan(today, [hours_left], plan)[0]


def standings_of(
    members: Sequence[Membership], progress: Mapping[int, LearnerProgress], cohort_plan: CohortPlan, *, now: datetime
) -> dict[int, Standing]:
    """The standing of these learners, by the learner's primary key. One query."""
    plans = _plans([member.user_id for member in members])
    standings = {}
    for member in members:
        key, today = member.user_id, now.astimezone(member.user.zone).date()
        standings[key] = _standing(member, progress[key], plans.get(key), cohort_plan, today)
    return standings


def _standing(
    member: Membership, theirs: LearnerProgress, plan: WeeklyPlan | None, cohort_plan: CohortPlan, today: date
) -> Standing:
    if theirs.is_completed:
        return Standing(basis=Basis.NONE, minutes_ahead=None, plan=None, has_completed=True)
    since, starts_late = today - timedelta(weeks=RECENT_WEEKS), None
    is_new = member.joined_on > since
    if cohort_plan.topics:
        starts_late = cohort_plan.late_start(member)
        basis, (minutes, week) = Basis.COHORT, cohort_plan.ahead(theirs, today, starts_late)
    elif plan:
        basis, minutes = Basis.OWN, theirs.minutes_since(plan.start) - plan.minutes_between(plan.start, today)
    else:
        return Standing(basis=Basis.NONE, minutes_ahead=None, plan=None)
    week = plan.minutes_a_week if plan else week
    shortfall = None
    if not is_new and rules.is_behind(minutes, week):
        plan_lately = plan.minutes_between(since, today) if plan else RECENT_WEEKS * week
        lately = theirs.minutes_since(since)
        shortfall = rules.shortfall_of(minutes, week, lately=lately, plan_lately=plan_lately)
    return Standing(
        basis=basis,
        minutes_ahead=minutes,
        plan=plan,
        week=week,
        starts_late=starts_late,
        is_new=is_new,
        shortfall=shortfall,
    )


def _plans(keys: Sequence[int]) -> dict[int, WeeklyPlan]:
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
