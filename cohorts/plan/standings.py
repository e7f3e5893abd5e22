"""The standing of a learner against a plan: the cohort's due weeks, or their own."""

from dataclasses import dataclass
from datetime import date, timedelta

from cohorts.cohort.models import Membership
from cohorts.plan import rules
from cohorts.plan.due_weeks import CohortPlan
from cohorts.plan.rules import RECENT_WEEKS, Basis, PlanStart, Shortfall
from progress.learners import LearnerProgress
from progress.plan.rules import WeeklyPlan


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


def standing_of(
    member: Membership, progress: LearnerProgress, plan: WeeklyPlan | None, cohort_plan: CohortPlan, today: date
) -> Standing:
    """Return the standing of a member, of which only the key and ``joined_on`` are read."""
    if progress.is_completed:
        return Standing(basis=Basis.NONE, minutes_ahead=None, plan=None, has_completed=True)
    since, starts_late = today - timedelta(weeks=RECENT_WEEKS), None
    is_new = member.joined_on > since
    if cohort_plan.has_weeks(member):
        starts_late = cohort_plan.late_start(member)
        basis, (minutes, week) = Basis.COHORT, cohort_plan.ahead(progress, today, starts_late, member=member)
    elif plan:
        basis, minutes = Basis.OWN, progress.minutes_since(plan.start) - plan.minutes_between(plan.start, today)
    else:
        return Standing(basis=Basis.NONE, minutes_ahead=None, plan=None)
    week = plan.minutes_a_week if plan else week
    shortfall = None
    if not is_new and rules.is_behind(minutes, week):
        plan_lately = plan.minutes_between(since, today) if plan else RECENT_WEEKS * week
        lately = progress.minutes_since(since)
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
