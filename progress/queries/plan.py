"""The plan against what was done: the finish, the standing, the weeks ahead."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Sum
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from curriculum.models import PaceProfile
from curriculum.questions import Blank, Question
from curriculum.ranges import HoursRange
from progress import pace, rules
from progress.durations import say_hours, together
from progress.habits import Factor
from progress.models import StudyEntry, StudyPause, StudyPlan
from progress.pace import Finish, Pace, Pause, Plan, Standing
from progress.queries.curriculum import Leg
from progress.queries.facts import Days, days_of
from progress.queries.outline import Outline, outline_for

WEEKS_AHEAD = 6


@dataclass(frozen=True)
class Stretch:
    """What is left of a phase, and when it would be walked."""

    number: int
    label: str
    left: HoursRange
    finish: Finish
    said: str

    @property
    def is_walked(self) -> bool:
        return not self.left.high

    @property
    def left_said(self) -> str:
        return rules.say_left(rules.coarse(self.left)) or "less than 1 h"


@dataclass(frozen=True)
class Part:
    """A leg's share of a week."""

    leg: Leg
    minutes: int
    link: SafeString

    @property
    def hours(self) -> str:
        return say_hours(self.minutes) if self.minutes else ""

    @property
    def said(self) -> str:
        """Its link, with its hours."""
        return self.link + together(f" {self.hours}" if self.hours else "")


@dataclass(frozen=True)
class WeekAhead:
    monday: date
    minutes: int
    parts: tuple[Part, ...]

    @property
    def days(self) -> str:
        return f"{self.monday.day} {self.monday:%B} to {self.sunday.day} {self.sunday:%B}"

    @property
    def said(self) -> SafeString:
        """What it is for."""
        return SafeString(", ".join(part.said for part in self.parts))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def hours(self) -> str:
        return say_hours(self.minutes)


@dataclass(frozen=True)
class PlanPage:
    """A learner's plan, or None, with all that follows from it."""

    row: StudyPlan | None
    pauses: Sequence[StudyPause]
    plan: Plan | None
    today: date
    outline: Outline
    phases: tuple[Stretch, ...]
    weeks: tuple[WeekAhead, ...]
    pace: Pace | None
    standing: Standing | None
    profiles: Sequence[PaceProfile]
    factor: Factor
    """By which what is left of each activity was multiplied."""
    shows_all: bool
    """Whether the page lists every week, not only the next ones."""

    @property
    def left(self) -> HoursRange:
        return HoursRange.total(phase.left for phase in self.phases)

    @property
    def finish(self) -> Finish | None:
        return self.phases[-1].finish if self.phases and self.plan else None

    @cached_property
    def headline(self) -> str:
        if not self.finish:
            return f"{self.outline.left} ahead. How many a week?"
        said = self.finish.said(self.today)
        return "The way is walked" if said == "done" else said[0].upper() + said[1:]

    @property
    def catching_up(self) -> str:
        return self.standing.catching_up(self.plan, self.today) if self.standing and self.plan else ""

    @property
    def weeks_shown(self) -> tuple[WeekAhead, ...]:
        return self.weeks if self.shows_all else self.weeks[:WEEKS_AHEAD]

    @property
    def weeks_later(self) -> int:
        return len(self.weeks) - len(self.weeks_shown)

    @property
    def beyond(self) -> str:
        """What is left for after the last week, where the list ends before the way does."""
        if not self.weeks:
            return ""
        left = sum(map(_middle, self.outline.left_of.values()))
        minutes = left - sum(part.minutes for week in self.weeks for part in week.parts)
        return f"The list ends after {len(self.weeks)} weeks; {say_hours(minutes)} come later." if minutes else ""

    def what_if(self, minutes_a_week: int) -> str:
        """The finish at another number of hours a week, with the same pauses."""
        breaks, start = (self.plan.pauses, self.plan.start) if self.plan else ((), None)
        steady = Pace(minutes_a_week, minutes_a_week, is_logged=False)
        finishes = pace.project(self.today, [phase.left for phase in self.phases], steady, breaks, start)
        said = finishes[-1].said(self.today) if finishes else "done"
        return f"At {say_hours(minutes_a_week)} a week: {said}."


def plan_page(learner: User, *, today: date, shows_all: bool = False) -> PlanPage:
    """Raises Roadmap.DoesNotExist when none is loaded."""
    outline = outline_for(learner)
    row, pauses = _found(learner) or (None, ())
    plan = as_plan(row, pauses) if row else None
    left = outline.left_of
    kept, standing = None, None
    if plan:
        days = days_of(learner, since=rules.week_start(today) - timedelta(weeks=pace.LOOK_BACK_WEEKS))
        kept, standing = _kept(learner, plan, days, outline.facts.first_day, today)
    return PlanPage(
        row,
        pauses,
        plan,
        today,
        outline,
        _stretches(left, outline, kept, plan, today),
        _weeks(left, outline, plan, today),
        kept,
        standing,
        outline.curriculum.paces,
        outline.factor,
        shows_all,
    )


@dataclass(frozen=True)
class Outlook:
    """What the first page says of the plan."""

    standing: Standing
    finish: str
    this_week: int
    """Minutes planned for it."""


def outlook_of(learner: User, outline: Outline, days: Days, *, today: date) -> Outlook | None:
    """How the learner stands against the plan, and when the way would be walked. None without a plan."""
    plan = plan_of(learner)
    if plan is None:
        return None
    kept, standing = _kept(learner, plan, days, outline.facts.first_day, today)
    phases = _stretches(outline.left_of, outline, kept, plan, today)
    said = phases[-1].said if phases else ""
    finish = "" if said in ("", "done") else f"The end of the way: {said}."
    return Outlook(standing, finish, plan.minutes_in_week_of(today))


_PLAN = Question(
    lambda: (
        StudyPlan.objects.filter(learner=Blank("learner"))
        .order_by("pauses__first")
        .values_list(
            "uid", "start", "minutes_a_day", "weekdays", "feed_token", "pauses__pk", "pauses__first", "pauses__last"
        )
    )
)
_LOGGED = Question(
    lambda: (
        StudyEntry.objects.filter(learner=Blank("learner"), day__gte=Blank("first"))
        .order_by()
        .values_list("learner_id")
        .annotate(total=Sum("minutes"))
    )
)


def plan_of(learner: User) -> Plan | None:
    """One query."""
    found = _found(learner)
    return as_plan(*found) if found else None


def _found(learner: User) -> tuple[StudyPlan, tuple[StudyPause, ...]] | None:
    rows = _PLAN(learner=learner.pk)
    if not rows:
        return None
    uid, start, minutes, weekdays, token, *_ = rows[0]
    plan = StudyPlan(uid=uid, start=start, minutes_a_day=minutes, weekdays=weekdays, feed_token=token)
    return plan, tuple(StudyPause(pk=pk, first=first, last=last) for *_, pk, first, last in rows if pk)


def as_plan(row: StudyPlan, pauses: Iterable[StudyPause]) -> Plan:
    return Plan(row.start, row.minutes_by_weekday, tuple(Pause(pause.first, pause.last) for pause in pauses))


# ---------------------------------------------------------------- parts of it


def _kept(learner: User, plan: Plan, days: Days, first_day: date | None, today: date) -> tuple[Pace, Standing]:
    """The pace of the last whole weeks, and the standing since the plan began: one query."""
    monday = rules.week_start(today)
    begin = monday - timedelta(weeks=pace.LOOK_BACK_WEEKS)
    logged = sum(total for _, total in _LOGGED(learner=learner.pk, first=plan.start))
    by_week: Counter[date] = Counter()
    for day, minutes in days.by_day(begin).items():
        by_week[rules.week_start(day)] += minutes
    mondays = [begin + timedelta(weeks=number) for number in range(pace.LOOK_BACK_WEEKS)]
    started = rules.week_start(first_day) if first_day else today
    weeks = [by_week[one] for one in mondays if one >= started and (by_week[one] or not _is_paused(plan, one))]
    begins = plan.start if plan.start > today else None
    standing = Standing(plan.minutes_between(plan.start, today), logged, begins)
    return pace.pace_kept(weeks, plan.minutes_a_week), standing


def _is_paused(plan: Plan, monday: date) -> bool:
    days = [monday + timedelta(days=number) for number in range(pace.DAYS_IN_A_WEEK)]
    meant = [day for day in days if plan.weekdays[day.weekday()]]
    return bool(meant) and all(any(pause.holds(day) for pause in plan.pauses) for day in meant)


def _stretches(
    left: Mapping[Leg, HoursRange], outline: Outline, kept: Pace | None, plan: Plan | None, today: date
) -> tuple[Stretch, ...]:
    legs = outline.curriculum.legs
    lefts = [HoursRange.total(left[leg] for leg in legs.get(phase.pk, ())) for phase in outline.phases]
    finishes = [Finish(None, None)] * len(lefts)
    if plan and kept:
        finishes = (
            pace.project(today, lefts, kept, plan.pauses, plan.start)
            if kept.is_logged
            else pace.project_plan(today, lefts, plan)
        )
    return tuple(
        Stretch(phase.number, phase.label, hours, finish, finish.said(today))
        for phase, hours, finish in zip(outline.phases, lefts, finishes, strict=True)
    )


def _weeks(left: Mapping[Leg, HoursRange], outline: Outline, plan: Plan | None, today: date) -> tuple[WeekAhead, ...]:
    """By the middle of what is left of each leg."""
    if plan is None:
        return ()
    tasks = [pace.Task(leg, _middle(own)) for leg, own in left.items() if _is_open(leg, own, outline)]
    return tuple(
        WeekAhead(
            week.monday,
            week.minutes,
            tuple(Part(leg, minutes, _link(leg, outline)) for leg, minutes in week.parts),
        )
        for week in pace.schedule(plan, today, tasks)
    )


def _middle(hours: HoursRange) -> int:
    """Of the estimate, in minutes."""
    return 3 * (hours.low + hours.high)


def _link(leg: Leg, outline: Outline) -> SafeString:
    """An activity's title leads to its place in its phase."""
    return outline.curriculum.pieces.get(
        ("leg", leg), lambda: format_html('<a href="{}">{}</a>', leg.address, leg.title)
    )


def _is_open(leg: Leg, left: HoursRange, outline: Outline) -> bool:
    """What has no hours has its place in the schedule for as long as one of its topics is open."""
    if leg.hours[outline.background]:
        return bool(left.high)
    lines = [outline.topics.get(topic) for topic in leg.topics]
    return not lines or any(line is not None and not line.state.is_closed for line in lines)
