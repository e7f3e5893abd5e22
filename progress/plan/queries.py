"""A learner's plan, the pace and standing against it, and the hours left in each phase."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from accounts.models import User
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import HoursRange
from progress.hours.days import StudyDays, sum_by_key, week_start
from progress.hours.models import StudyEntry
from progress.outline.outline import Outline
from progress.plan.models import StudyPause, StudyPlan
from progress.plan.rules import (
    DAYS_IN_A_WEEK,
    LOOK_BACK_WEEKS,
    Finish,
    Pace,
    Pause,
    PlanStanding,
    WeeklyPlan,
    pace_from_weeks,
    project,
    project_plan,
)
from progress.roadmap.curriculum import WorkItem
from progress.topic.rules import coarse, format_hours_left


def pace_and_standing(
    learner: User, plan: WeeklyPlan, days: StudyDays, outline: Outline, today: date
) -> tuple[Pace, PlanStanding]:
    """Return the pace of the last whole weeks, and the standing since the plan began. One query.

    Hours on a topic of another roadmap belong to the learner's pace, but don't bring them ahead on this one.
    """
    entries = StudyEntry.objects.of(learner).filter(day__gte=plan.start)
    minutes_logged = entries.exclude(topic__in=outline.topics_elsewhere).total_minutes()
    start = plan.start if plan.start > today else None
    standing = PlanStanding(plan.minutes_between(plan.start, today), minutes_logged, start)
    return pace_of_days(days, plan, outline, today), standing


def minutes_on_path(learner: User, days: StudyDays, outline: Outline, first: date) -> Counter[date]:
    """Return the minutes of each day since ``first``, without those on a topic of another roadmap."""
    minutes = days.by_day(first)
    if topics := outline.topics_elsewhere:
        entries = StudyEntry.objects.of(learner).filter(day__gte=first, topic__in=topics).order_by()
        minutes.subtract(dict(entries.values_list("day").annotate(total=Sum("minutes"))))
    return minutes


def pace_of_days(days: StudyDays, plan: WeeklyPlan | None, outline: Outline, today: date) -> Pace:
    """Return the pace of the last whole weeks, of which ``days`` has all."""
    begin = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    by_week = sum_by_key((week_start(day), minutes) for day, minutes in days.by_day(begin).items())
    return pace_of_weeks(by_week, plan, outline.facts.first_day, today)


def pace_of_weeks(by_week: Mapping[date, int], plan: WeeklyPlan | None, first_day: date | None, today: date) -> Pace:
    """Return the pace of the last whole weeks. ``by_week`` has the minutes by Monday."""
    begin = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    mondays = [begin + timedelta(weeks=number) for number in range(LOOK_BACK_WEEKS)]
    first_monday = week_start(first_day) if first_day else today
    weeks = [
        by_week.get(day, 0)
        for day in mondays
        if day >= first_monday and (by_week.get(day) or plan is None or not _is_paused(plan, day))
    ]
    return pace_from_weeks(weeks, plan.minutes_a_week if plan else 0)


def _is_paused(plan: WeeklyPlan, monday: date) -> bool:
    days = [monday + timedelta(days=number) for number in range(DAYS_IN_A_WEEK)]
    study_days = [day for day in days if plan.weekdays[day.weekday()]]
    return bool(study_days) and all(any(pause.includes(day) for pause in plan.pauses) for day in study_days)


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
    """Read the plan. One query."""
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
    weekdays = tuple(row.minutes_a_day if day in row.weekdays else 0 for day in "1234567")
    return WeeklyPlan(row.start, weekdays, tuple(Pause(pause.first, pause.last) for pause in pauses))


@dataclass(frozen=True, kw_only=True)
class PhaseForecast:
    """The hours left of a phase, and its projected finish."""

    number: int
    label: str
    url: str
    hours_left: HoursRange
    finish: Finish
    finish_text: str
    open_count: int
    """How many of its topics are open."""

    @property
    def is_completed(self) -> bool:
        return not self.hours_left.high and not self.open_count

    @property
    def hours_left_text(self) -> str:
        """ "20 to 30 h left"; topics may be open although their estimated hours are used up."""
        if self.hours_left.high:
            return f"{format_hours_left(coarse(self.hours_left)) or 'less than 1 h'} left"
        if self.open_count:
            return f"{self.open_count} topic{'' if self.open_count == 1 else 's'} open, no estimated hours left"
        return "nothing left"


def phase_forecasts(
    hours_left: Mapping[WorkItem, HoursRange], outline: Outline, pace: Pace | None, plan: WeeklyPlan | None, today: date
) -> tuple[PhaseForecast, ...]:
    work_items = outline.curriculum.work_items
    ranges = [HoursRange.total(hours_left[item] for item in work_items.get(phase.pk, ())) for phase in outline.phases]
    finishes = [Finish(None, None)] * len(ranges)
    if plan and pace:
        finishes = (
            project(today, ranges, pace, plan.pauses, plan.start)
            if pace.is_logged
            else project_plan(today, ranges, plan)
        )
    return tuple(
        PhaseForecast(
            number=phase.number,
            label=phase.label,
            url=phase.url,
            hours_left=hours,
            finish=finish,
            finish_text=finish.range_text(today),
            open_count=len(phase.topics) - phase.closed_count,
        )
        for phase, hours, finish in zip(outline.phases, ranges, finishes, strict=True)
    )


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The plan on the home page."""

    standing: PlanStanding
    finish: str
    plan: WeeklyPlan


def outlook_of(learner: User, outline: Outline, days: StudyDays, *, today: date) -> Outlook | None:
    """The learner's standing against the plan, and the projected finish. None without a plan."""
    plan = plan_of(learner)
    if plan is None:
        return None
    pace, standing = pace_and_standing(learner, plan, days, outline, today)
    phases = phase_forecasts(outline.hours_left_by_item, outline, pace, plan, today)
    finish_text = phases[-1].finish_text if phases else ""
    finish = "" if finish_text in ("", "done") else f"Expected done: {finish_text}."
    return Outlook(standing=standing, finish=finish, plan=plan)
