"""The topics to go back to."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Subtopic, Topic
from progress.facts import facts_of
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import ExerciseLine, TopicLine, counted_marks, topic_line
from progress.topic.states import TopicState

MAX_NAMED = 3  # parts, and exercises, of a topic to go back to


@dataclass(frozen=True)
class WeakArea:
    """A topic to go back to, with its open parts and exercises."""

    line: TopicLine
    parts: tuple[Subtopic, ...]
    """The first of them, by stars."""
    more: int

    @property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        return tuple(exercise for exercise in self.line.exercises if not exercise.is_passed)[:MAX_NAMED]

    @property
    def hours(self) -> str:
        if self.line.budget.hours_left_text:
            return f"{self.line.budget.hours_left_text} left"
        return f"marked {self.line.state.label}" if self.line.state.is_closed else ""


def find_weak_areas(learner: User, course: Curriculum, topics: Sequence[Topic]) -> tuple[WeakArea, ...]:
    facts = facts_of(learner)
    areas = []
    for topic in topics:
        parts = course.parts.get(topic.pk, ())
        marks = counted_marks(course, topic, facts.part_marks)
        todo = [part for part, mark in zip(parts, marks, strict=True) if not (mark and TopicState(mark).is_learned)]
        todo.sort(key=lambda part: -(part.stars or 0))
        line = topic_line(course.topics.get(topic.pk, topic), course, facts, learner.hours_background)
        areas.append(WeakArea(line, tuple(todo[:MAX_NAMED]), max(0, len(todo) - MAX_NAMED)))
    return tuple(areas)
