"""Placement: the hardest exercise of each topic, in the order of the path, until two in a row aren't passed.

All of it follows from passes and marks, but for the topics that the learner skipped, which the session keeps.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from progress.outline.outline import Outline
from progress.topic.lines import ExerciseLine, TopicLine

MISSES = 2


class PlacementStep(StrEnum):
    KNOWN = "known"
    """Its hardest exercise is passed."""
    MISSED = "missed"
    """Skipped, or tried and not passed."""
    NEXT = "next"


@dataclass(frozen=True)
class PlacementLine:
    topic: TopicLine
    exercise: ExerciseLine
    step: PlacementStep


@dataclass(frozen=True, kw_only=True)
class PlacementPage:
    outline: Outline
    lines: tuple[PlacementLine, ...]
    """The topics that are neither done nor skipped, up to the next one to show."""
    has_skips: bool

    @property
    def next(self) -> PlacementLine | None:
        """The topic to show next. None at the end."""
        return next((line for line in self.lines if line.step == PlacementStep.NEXT), None)

    @property
    def known(self) -> tuple[TopicLine, ...]:
        """The topics to mark as known."""
        return tuple(line.topic for line in self.lines if line.step == PlacementStep.KNOWN)

    @property
    def start(self) -> TopicLine | None:
        """Where the learner starts: the first topic that they didn't show. None if they showed every one."""
        return next((line.topic for line in self.lines if line.step != PlacementStep.KNOWN), None)


def placement_of(outline: Outline, skipped: Collection[str]) -> PlacementPage:
    """``skipped`` has the uids of topics."""
    topics = (topic for topic in outline.path if not topic.state.is_closed)
    return PlacementPage(outline=outline, lines=tuple(_lines(topics, skipped)), has_skips=bool(skipped))


def _lines(topics: Iterable[TopicLine], skipped: Collection[str]) -> Iterable[PlacementLine]:
    misses = 0
    for topic in topics:
        exercise = topic.hardest_exercise
        if exercise is None:
            continue
        is_missed = topic.uid in skipped or exercise.is_begun
        step = PlacementStep.KNOWN if exercise.is_passed else PlacementStep.MISSED if is_missed else PlacementStep.NEXT
        yield PlacementLine(topic, exercise, step)
        misses = misses + 1 if step == PlacementStep.MISSED else 0
        if step == PlacementStep.NEXT or misses == MISSES:
            return
