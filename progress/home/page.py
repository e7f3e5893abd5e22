"""The home page: the next step, this week, the balance, and an offer after a break."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from lib.durations import format_minutes
from progress.commitments.queries import CommitmentPage, commitments_of
from progress.facts import OverturnedPass, overturned_of
from progress.forecast.changes import Changes, changes_of
from progress.home.week import HomeWeek, home_week
from progress.hours.days import Balance, StudyDays, days_of, week_start
from progress.outline.outline import Outline, outline_for
from progress.outline.phase_lines import PhaseLine
from progress.plan.queries import Outlook, outlook_of
from progress.plan.rules import EVEN_WITHIN, LOOK_BACK_WEEKS, WeeklyPlan
from progress.review.queries import left_for_today
from progress.review.scheduler import MINUTES_A_CARD
from progress.roadmap.roadmaps import RoadmapOption, roadmap_options
from progress.topic.lines import TopicLine
from progress.topic.rules import TopicState

BREAK_DAYS = 14  # a week off is a busy week or a holiday; after two, the plan's dates no longer hold


@dataclass(frozen=True)
class SmallStep:
    """The shortest thing to do next. 0 minutes: the roadmap doesn't say how long it takes."""

    text: str
    url: str
    minutes: int = 0

    @property
    def duration(self) -> str:
        return format_minutes(self.minutes) if self.minutes else ""


@dataclass(frozen=True)
class Comeback:
    """The offer to a learner who comes back after a break."""

    last_day: date | None
    """None: longer ago than the page looks back."""
    step: SmallStep | None
    offers_restart: bool
    """Whether the plan counts hours from before the break as missed."""


def comeback_of(
    outline: Outline, days: StudyDays, outlook: Outlook | None, review_count: int, *, today: date
) -> Comeback | None:
    """Return the offer after a break, or None without one. ``days`` go back LOOK_BACK_WEEKS. No query."""
    if outline.facts.first_day is None:
        return None
    earliest = week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS)
    last_day = days.last if days.last >= earliest else None
    plan = outlook.plan if outlook else None
    if not is_break(last_day or earliest - timedelta(days=1), today, plan):
        return None
    is_behind = outlook is not None and outlook.standing.minutes_ahead < -EVEN_WITHIN
    return Comeback(last_day, small_step(outline, review_count), is_behind)


def small_step(outline: Outline, review_count: int) -> SmallStep | None:
    """A due review, else the shortest open exercise or part of the current topic, else the topic itself."""
    if review_count:
        return SmallStep("review one item", reverse("progress:review"), MINUTES_A_CARD)
    topic = outline.here
    if topic is None:
        return None
    topic_step = SmallStep(f"open “{topic.title}”", reverse("progress:topic_detail", args=[topic.uid]))
    return min(_open_steps(outline, topic, topic_step.url), key=lambda step: step.minutes, default=topic_step)


def _open_steps(outline: Outline, topic: TopicLine, url: str) -> Iterator[SmallStep]:
    for exercise in topic.exercises:
        if not exercise.is_passed:
            address = reverse("exercises:exercise_detail", args=[exercise.slug])
            yield SmallStep(f"try “{exercise.title}”", address, exercise.minutes)
    for part in outline.curriculum.parts.get(topic.pk, ()):
        mark, hours = outline.facts.part_marks.get(part.pk), part.hours_for(outline.background)
        if hours and not (mark and TopicState(mark).is_closed):
            yield SmallStep(f"read “{part.title}”", f"{url}#{part.uid}", 6 * hours.low)


@dataclass(frozen=True, kw_only=True)
class HomePage:
    outline: Outline
    week: HomeWeek
    balance: Balance
    look_again: Sequence[OverturnedPass]
    """Passes that a newer version of their exercise overturned."""
    review: int
    """Cards left for today."""
    outlook: Outlook | None
    """None without a plan."""
    changes: Changes
    commitments: CommitmentPage
    comeback: Comeback | None
    """None without a break."""
    other_roadmaps: Sequence[RoadmapOption]
    """What there is to follow when this one is completed."""

    @property
    def review_minutes(self) -> int:
        return MINUTES_A_CARD * self.review

    @cached_property
    def topic(self) -> TopicLine | None:
        """The topic to go on with, with its hours at the learner's own pace."""
        here = self.outline.here
        return here and self.outline.topic_at_pace(here)

    @property
    def phase(self) -> PhaseLine | None:
        return self.outline.phase_of(self.outline.here) if self.outline.here else None


def home_for(learner: User, *, today: date) -> HomePage:
    outline = outline_for(learner)
    days = days_of(learner, since=week_start(today) - timedelta(weeks=LOOK_BACK_WEEKS))
    outlook = outlook_of(learner, outline, days, today=today)
    plan = outlook.plan if outlook else None
    review_count = left_for_today(learner, now=timezone.now(), facts=outline.facts, course=outline.curriculum)
    commitments = commitments_of(learner, days, plan, today=today)
    return HomePage(
        outline=outline,
        week=home_week(days, plan, commitments, today=today),
        balance=days.balance(outline.roadmap.balance, today=today),
        look_again=[
            overturned_pass
            for pk, overturned_pass in overturned_of(learner).items()
            if pk not in outline.facts.first_passes
        ],
        review=review_count,
        outlook=outlook,
        changes=changes_of(learner, outline, today=today),
        commitments=commitments,
        comeback=comeback_of(outline, days, outlook, review_count, today=today),
        other_roadmaps=[option for option in roadmap_options(None, outline.curriculum) if not option.is_open],
    )


def is_break(last_day: date, today: date, plan: WeeklyPlan | None) -> bool:
    """Whether the days since the last study, without those of pauses, make a break. Never during a pause."""
    tomorrow = today + timedelta(days=1)
    if plan and plan.days_paused(today, tomorrow):
        return False
    days_paused = plan.days_paused(last_day + timedelta(days=1), tomorrow) if plan else 0
    return (today - last_day).days - days_paused >= BREAK_DAYS
