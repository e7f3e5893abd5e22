"""What the home page offers after a break: the smallest next step, and a plan that starts today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from progress.durations import say_minutes
from progress.home.breaks import is_break
from progress.hours.days import StudyDays
from progress.hours.rules import week_start
from progress.outline.outline import Outline
from progress.plan.outlook import Outlook
from progress.plan.pace import LOOK_BACK_WEEKS
from progress.plan.standing import EVEN_WITHIN
from progress.review.scheduler import MINUTES_A_CARD
from progress.topic.lines import TopicLine
from progress.topic.states import TopicState


@dataclass(frozen=True)
class SmallStep:
    """The shortest thing to do next. 0 minutes: the roadmap doesn't say how long it takes."""

    text: str
    url: str
    minutes: int = 0

    @property
    def duration(self) -> str:
        return say_minutes(self.minutes) if self.minutes else ""


@dataclass(frozen=True)
class Comeback:
    """After a break."""

    last_day: date | None
    """None: longer ago than the page looks back."""
    step: SmallStep | None
    offers_restart: bool
    """Whether the plan counts hours from before the break as missed."""


def comeback_of(
    outline: Outline, days: StudyDays, outlook: Outlook | None, review_count: int, *, today: date
) -> Comeback | None:
    """None without a break. ``days`` go back LOOK_BACK_WEEKS. No query."""
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
