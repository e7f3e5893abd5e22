"""The roadmap's page: the map, the card of the topic that was chosen on it, and the hours to go in each phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from lib.durations import HoursRange
from progress.hours.days import days_of, week_start
from progress.outline.outline import Outline, outline_for
from progress.outline.phase_lines import PhaseLine
from progress.plan.queries import PhaseForecast, pace_of_days, phase_forecasts, plan_of
from progress.plan.rate import WeeklyRate
from progress.plan.rules import LOOK_BACK_WEEKS
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import RoadmapOption, roadmap_options
from progress.topic.lines import ExerciseLine, TopicLine
from progress.topic.rules import HoursBudget, TopicState

MAX_EXERCISES = 2  # on a card
BAR_WIDTH = 10_000  # pixels of the bar of hours, which a page shrinks


@dataclass(frozen=True, kw_only=True)
class TopicCard:
    """What the page says about the topic that was chosen."""

    line: TopicLine
    phase: PhaseLine | None
    is_here: bool
    budget: HoursBudget
    """At the learner's own pace."""
    resource_count: int

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """The states to mark it with, and their words."""
        return (TopicState.DOING, "in progress"), (TopicState.DONE, "done"), (TopicState.SKIPPED, "skip")

    @property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        """The next ones."""
        return self.line.open_exercises[:MAX_EXERCISES]


@dataclass(frozen=True, kw_only=True)
class PhaseBar:
    """A phase in the bar of hours: its width in pixels, and the percentage of its hours that are no longer to go."""

    forecast: PhaseForecast
    hours: HoursRange
    """All its hours, at the learner's own pace."""
    width: int

    @property
    def percent(self) -> int:
        total, left = sum(self.hours.ends), sum(self.forecast.hours_left.ends)
        return 100 - round(100 * min(left / total, 1)) if total else 0


@dataclass(frozen=True, kw_only=True)
class RoadmapPage:
    outline: Outline
    options: Sequence[RoadmapOption]
    """The roadmaps of the site, if there are several."""
    rate: WeeklyRate
    finish: str
    """ "On pace to finish between 9 March and 21 July 2027"; empty without a plan."""
    bars: Sequence[PhaseBar]
    card: TopicCard | None
    """None if the roadmap has no topics."""

    @property
    def off_path(self) -> list[TopicLine]:
        """The topics that no phase schedules."""
        return [topic for topic in self.outline.topics.values() if not topic.number]

    @property
    def option(self) -> RoadmapOption | None:
        """The roadmap on this page, among several."""
        return next((option for option in self.options if option.is_open), None)


def roadmap_page(learner: User | None, course: Curriculum, chosen: str = "") -> RoadmapPage:
    """Read the page, with the card of the topic with the uid ``chosen``; without one, of the topic to go on with."""
    outline = outline_for(learner, course)
    rate, finish, forecasts = _forecasts(learner, outline)
    return RoadmapPage(
        outline=outline,
        options=roadmap_options(learner, course),
        rate=rate,
        finish=finish,
        bars=_bars(outline, forecasts),
        card=_card(outline, chosen),
    )


def _forecasts(learner: User | None, outline: Outline) -> tuple[WeeklyRate, str, Sequence[PhaseForecast]]:
    """The rate, the projected finish, and the hours left of each phase. Two queries for a learner with a plan."""
    today = learner.today if learner else timezone.localdate()
    plan = plan_of(learner) if learner else None
    pace = None
    if learner and plan:
        days = days_of(learner, since=week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS))
        pace = pace_of_days(days, plan, outline, today)
    forecasts = phase_forecasts(outline.hours_left_by_item, outline, pace, plan, today)
    has_finish = plan and forecasts and outline.hours_left.high
    return WeeklyRate.of(plan), forecasts[-1].finish.headline(today) if has_finish else "", forecasts


def _bars(outline: Outline, forecasts: Sequence[PhaseForecast]) -> list[PhaseBar]:
    hours = [outline.factor.of(phase.hours) for phase in outline.phases]
    total = sum(sum(part.ends) for part in hours) or 1
    return [
        PhaseBar(forecast=forecast, hours=part, width=round(BAR_WIDTH * sum(part.ends) / total))
        for forecast, part in zip(forecasts, hours, strict=True)
    ]


def _card(outline: Outline, chosen: str) -> TopicCard | None:
    lines = {topic.uid: topic for topic in outline.topics.values()}
    line = lines.get(chosen) or outline.here or next(iter(outline.path), None)
    if line is None:
        return None
    course = outline.curriculum
    is_shared = line.pk in course.shared_topics
    resources = [
        row
        for row in course.topics[line.pk].resources.all()
        if not row.retired and (is_shared or row.roadmap_id == course.roadmap.pk)
    ]
    return TopicCard(
        line=line,
        phase=outline.phase_of(line),
        is_here=line is outline.here,
        budget=outline.topic_at_pace(line).budget,
        resource_count=len(resources),
    )
