"""The map of an outline: its phases as stages, its topics as stops."""

import contextlib
from typing import Literal

from django.core.cache import cache
from django.urls import reverse
from redis import RedisError

from curriculum.landscape import Landscape, MapPhase, TopicMarker, draw, plan_of
from curriculum.survey import ground_key, ground_svg
from progress.checkpoints.rules import Status
from progress.outline.outline import Outline, outline_for
from progress.outline.phase_lines import PhaseLine
from progress.roadmap.roadmaps import roadmaps
from progress.topic.lines import TopicLine
from progress.topic.rules import TopicState

HOURS_WHERE_UNKNOWN = 3.0  # only how large a stop is drawn and how far it is to the next


def landscape_of(outline: Outline) -> Landscape:
    """Draw the map of a roadmap that has a path."""
    stages, seed = _stages(outline), outline.roadmap.uid
    return draw(stages, reverse("progress:map_ground", args=[ground_key(plan_of(stages, seed))]), seed)


def ground_of(key: str) -> str | None:
    """Return the contour lines as an SVG document, the same for everybody. None if ``key`` is no roadmap's."""
    with contextlib.suppress(RedisError):  # then it is drawn, which takes longer
        if svg := cache.get(f"ground:{key}"):
            return str(svg)
    plans = (plan_of(_stages(outline_for(None, course)), course.roadmap.uid) for course in roadmaps().all())
    plan = next((plan for plan in plans if ground_key(plan) == key), None)
    if plan is None:
        return None
    svg = ground_svg(plan)
    with contextlib.suppress(RedisError):
        cache.set(f"ground:{key}", svg, timeout=None)
    return svg


def _stages(outline: Outline) -> tuple[MapPhase, ...]:
    return tuple(_stage(phase, outline) for phase in outline.phases if phase.topics)


def _stage(phase: PhaseLine, outline: Outline) -> MapPhase:
    return MapPhase(
        title=f"Phase {phase.number}: {phase.title}",
        label=phase.label,
        url=phase.url,
        is_held=bool(phase.checkpoint and phase.checkpoint.holds),
        stops=tuple(_stop(topic, outline) for topic in phase.topics),
        gate=phase.checkpoint.text if phase.checkpoint else "",
        is_proven=bool(phase.checkpoint and phase.checkpoint.status == Status.PROVEN),
    )


_ON_THE_MAP: dict[TopicState, Literal["todo", "doing", "done", "skipped"]] = {
    TopicState.TODO: "todo",
    TopicState.DOING: "doing",
    TopicState.DONE: "done",
    TopicState.SKIPPED: "skipped",
    TopicState.REVIEW: "done",  # a topic to review is done, too
}


def _stop(topic: TopicLine, outline: Outline) -> TopicMarker:
    hours = outline.topic_at_pace(topic).budget.estimate
    return TopicMarker(
        uid=topic.uid,
        title=topic.title,
        label=topic.label,
        hours=sum(topic.longest_estimate.ends) / 20 if topic.longest_estimate else HOURS_WHERE_UNKNOWN,
        hours_text=str(hours) if hours else "",
        state="here" if topic is outline.here else _ON_THE_MAP[topic.state],
        url=reverse("progress:topic_detail", args=[topic.uid]),
        proven=topic.pass_count,
        total=topic.exercise_count if outline.facts.learner else 0,
        is_claimed=topic.is_claimed,
    )
