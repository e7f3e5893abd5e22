"""The plan's page: the plan with all that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from accounts.models import User
from lib.durations import HoursRange, format_hours, tenths, unbroken, unbroken_hours
from progress.commitments.queries import CommitmentPage, commitments_of
from progress.forecast.changes import Changes, changes_of
from progress.forecast.forecast import MIN_TOPICS, Factor
from progress.hours.days import days_of, week_start
from progress.outline.outline import Outline, outline_for
from progress.plan.burn_up import BurnUpChart, burn_up
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.queries import PhaseForecast, as_plan, minutes_on_path, pace_and_standing, phase_forecasts, plan_rows
from progress.plan.rate import PaceLine
from progress.plan.rules import LOOK_BACK_WEEKS, Finish, Pace, PlanStanding, WeeklyPlan, describe_difference, project
from progress.plan.weeks_ahead import WeekAhead, middle_minutes, weeks_ahead
from progress.topic.rules import coarse

WEEKS_AHEAD = 6


def explain_dates(outline: Outline, pace: Pace, plan: WeeklyPlan, finish: Finish, *, today: date) -> tuple[str, ...]:
    """Three sentences with their numbers. None if there is no date to explain."""
    if finish.first is None or (finish.last and finish.last <= today):
        return ()
    end, which = (finish.last, "latest") if finish.last else (finish.first, "earliest")
    days_paused = plan.days_paused(today, end + timedelta(days=1))
    return _explain_hours(outline), _explain_pace(pace), _explain_pauses(days_paused, which)


def _explain_hours(outline: Outline) -> str:
    factor, estimate = outline.factor, unbroken(str(coarse(replace(outline.forecast, factor=1.0).total)))
    if not factor.is_personal:
        later = f"after {MIN_TOPICS} finished topics ({factor.topics} so far) we adjust that to your pace"
        return f"What’s left is estimated at {estimate}; {later}."
    own = f"at your pace of {factor.times} ({factor.topics} finished topics)"
    return f"What’s left is estimated at {estimate}; {own}, that makes {unbroken(str(outline.hours_left))}."


def _explain_pace(pace: Pace) -> str:
    fast, slow = unbroken_hours(pace.fast), unbroken_hours(pace.slow)
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
    count = unbroken(f"{days} day{'' if days == 1 else 's'}")
    return f"Your pauses take out {count} before the {which} date."


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """A learner's plan, or None, with all that follows from it."""

    row: StudyPlan | None
    pauses: Sequence[StudyPause]
    plan: WeeklyPlan | None
    today: date
    outline: Outline
    phases: tuple[PhaseForecast, ...]
    weeks: tuple[WeekAhead, ...]
    pace: Pace | None
    standing: PlanStanding | None
    paces: Sequence[PaceLine]
    factor: Factor
    """The hours left of each work item are multiplied by it."""
    changes: Changes
    commitments: CommitmentPage
    chart: BurnUpChart | None
    shows_all: bool
    """Whether the page lists every week, not only the next ones."""

    @property
    def hours_left(self) -> HoursRange:
        return HoursRange.total(phase.hours_left for phase in self.phases)

    @property
    def finish(self) -> Finish | None:
        return self.phases[-1].finish if self.phases and self.plan else None

    @cached_property
    def headline(self) -> str:
        if not self.outline.path:
            return "This roadmap has nothing to plan yet"
        if not self.finish:
            return f"{self.outline.hours_left} to go. How many hours a week?"
        if self.outline.is_completed:
            return "You’ve completed the roadmap"
        if self.finish.range_text(self.today) == "done":
            return f"No estimated hours left: {self.outline.open_text}"
        return self.finish.headline(self.today)

    @property
    def explanation(self) -> tuple[str, ...]:
        """The reasons why the projected finish is between these dates."""
        if not (self.plan and self.pace and self.finish) or self.outline.is_completed:
            return ()
        return explain_dates(self.outline, self.pace, self.plan, self.finish, today=self.today)

    @property
    def catch_up_sentence(self) -> str:
        return self.standing.catch_up_sentence(self.plan, self.today) if self.standing and self.plan else ""

    @property
    def listed_weeks(self) -> tuple[WeekAhead, ...]:
        return self.weeks if self.shows_all else self.weeks[:WEEKS_AHEAD]

    @property
    def later_weeks_count(self) -> int:
        return len(self.weeks) - len(self.listed_weeks)

    @property
    def beyond_sentence(self) -> str:
        """The hours after the last week, where the list ends before the path does."""
        if not self.weeks:
            return ""
        minutes_left = sum(map(middle_minutes, self.outline.hours_left_by_item.values()))
        minutes = minutes_left - sum(part.minutes for week in self.weeks for part in week.shares)
        rest = f"The list stops after {len(self.weeks)} weeks. Another {format_hours(minutes)} come later."
        return rest if minutes else ""

    def what_if(self, minutes_a_week: int) -> str:
        """The finish at another number of hours a week, with the same pauses, against the projected one."""
        breaks, start = (self.plan.pauses, self.plan.start) if self.plan else ((), None)
        steady = Pace(minutes_a_week, minutes_a_week, is_logged=False)
        finishes = project(self.today, [phase.hours_left for phase in self.phases], steady, breaks, start)
        finish = finishes[-1].range_text(self.today) if finishes else "done"
        difference = describe_difference(self.finish, finishes[-1]) if self.finish and finish != "done" else ""
        return f"At {format_hours(minutes_a_week)} a week: {finish}. {difference}".rstrip()


def plan_page(learner: User, *, today: date, shows_all: bool = False) -> PlanPage:
    """Raises Roadmap.DoesNotExist when none is loaded."""
    outline = outline_for(learner)
    row, pauses = plan_rows(learner) or (None, ())
    plan = as_plan(row, pauses) if row else None
    hours_left = outline.hours_left_by_item
    pace, standing = None, None
    look_back = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    days = days_of(learner, since=min(look_back, plan.start) if plan else look_back)
    if plan:
        pace, standing = pace_and_standing(learner, plan, days, outline, today)
    phases = phase_forecasts(hours_left, outline, pace, plan, today)
    return PlanPage(
        row=row,
        pauses=pauses,
        plan=plan,
        today=today,
        outline=outline,
        phases=phases,
        weeks=weeks_ahead(hours_left, outline, plan, today),
        pace=pace,
        standing=standing,
        paces=[PaceLine(pace, outline.hours_left) for pace in outline.curriculum.paces],
        factor=outline.factor,
        changes=changes_of(learner, outline, today=today),
        commitments=commitments_of(learner, days, plan, today=today),
        chart=_chart(plan, pace, phases, minutes_on_path(learner, days, outline, plan.start), today) if plan else None,
        shows_all=shows_all,
    )


def _chart(
    plan: WeeklyPlan,
    pace: Pace | None,
    phases: Sequence[PhaseForecast],
    minutes_by_day: Mapping[date, int],
    today: date,
) -> BurnUpChart | None:
    if pace is None or not phases:
        return None
    hours_left = HoursRange.total(phase.hours_left for phase in phases)
    data = burn_up(plan, minutes_by_day, hours_left, pace, phases[-1].finish, today)
    return BurnUpChart(data) if data else None
