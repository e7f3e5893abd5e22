"""The map of an outline: its phases as stages, its topics as stops."""

import contextlib
from typing import Literal

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from redis import RedisError

from curriculum.landscape import Landscape, Stage, Stop, draw, ground_key, ground_svg, plan_of
from progress.queries.outline import Outline, PhaseLine, TopicLine, outline_for
from progress.rules import State

HOURS_WHERE_UNKNOWN = 3.0  # only how large a stop is drawn and how far it is to the next


def map_of(outline: Outline) -> SafeString:
    """The map as HTML, empty when there is no way to draw. Drawn when a learner has moved on, not at each look."""
    held = tuple(phase.checkpoint.holds if phase.checkpoint else None for phase in outline.phases)
    states = tuple("here" if topic is outline.here else topic.state.value for topic in outline.way)
    key = ("map", outline.background, states, held)
    return outline.curriculum.pieces.get(key, lambda: _map_html(outline))


def _map_html(outline: Outline) -> str:
    landscape = landscape_of(outline)
    return render_to_string("components/map.html", {"map": landscape}) if landscape else ""


def landscape_of(outline: Outline) -> Landscape | None:
    """The map; None when the roadmap has no way to draw."""
    if not outline.way:
        return None
    stages = _stages(outline)
    return draw(stages, reverse("progress:map_ground", args=[ground_key(plan_of(stages))]))


def ground_of(key: str) -> str | None:
    """The contour lines as an SVG document, the same for everybody. None when ``key`` is not this roadmap's."""
    with contextlib.suppress(RedisError):  # then it is drawn, which takes longer
        if svg := cache.get(f"ground:{key}"):
            return str(svg)
    plan = plan_of(_stages(outline_for(None)))
    if ground_key(plan) != key:
        return None
    svg = ground_svg(plan)
    with contextlib.suppress(RedisError):
        cache.set(f"ground:{key}", svg, timeout=None)
    return svg


def _stages(outline: Outline) -> tuple[Stage, ...]:
    return tuple(_stage(phase, outline) for phase in outline.phases if phase.topics)


def _stage(phase: PhaseLine, outline: Outline) -> Stage:
    return Stage(
        title=f"Phase {phase.number}: {phase.title}",
        label=phase.label,
        url=reverse("progress:phase_detail", args=[phase.number]),
        held=bool(phase.checkpoint and phase.checkpoint.holds),
        stops=tuple(_stop(topic, outline) for topic in phase.topics),
    )


_ON_THE_MAP: dict[State, Literal["todo", "doing", "done", "skipped"]] = {
    State.TODO: "todo",
    State.DOING: "doing",
    State.DONE: "done",
    State.SKIPPED: "skipped",
    State.REVIEW: "done",  # what is to be seen again lies behind, too
}


def _stop(topic: TopicLine, outline: Outline) -> Stop:
    hours = topic.budget.estimate
    return Stop(
        title=topic.title,
        label=topic.label,
        hours=sum(topic.longest.ends) / 20 if topic.longest else HOURS_WHERE_UNKNOWN,
        hours_text=str(hours) if hours else "",
        stars=topic.stars or 0,
        state="here" if topic is outline.here else _ON_THE_MAP[topic.state],
        url=reverse("progress:topic_detail", args=[topic.uid]),
    )
