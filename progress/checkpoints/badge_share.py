"""The share of a phase's exercises that a badge needs, so that two exercises and a click aren't enough."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from curriculum.models import Checkpoint
from progress.roadmap.curriculum import Curriculum, ExerciseFacts


@dataclass(frozen=True, kw_only=True)
class BadgeShare:
    """How many of a phase's exercises are passed, and how many its badge needs."""

    phase: int
    passed: int
    total: int
    percent: int

    @property
    def needed(self) -> int:
        """Rounded up: 60% of 27 exercises are 17."""
        return -(-self.total * self.percent // 100)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.passed)

    @property
    def passed_text(self) -> str:
        return f"{self.passed} of {self.total} exercises of phase {self.phase} passed"

    @property
    def sentence(self) -> str:
        """ "7 of 27 exercises of phase 1 passed, 10 more needed (60%)."""
        return (
            f"{self.passed_text}, {self.missing} more needed ({self.percent}%)."
            if self.missing
            else f"{self.passed_text}."
        )


def exercises_of_phase(course: Curriculum, phase: int) -> Sequence[ExerciseFacts]:
    """Those of its topics, each once. One that needs special hardware doesn't count: not every site can grade it."""
    rows = {row.pk: row for topic in course.phase_topics.get(phase, ()) for row in course.exercises.get(topic, ())}
    return [row for key, row in rows.items() if not course.open_exercises[key].needs_hardware]


def share_of(checkpoint: Checkpoint, exercises: Sequence[ExerciseFacts], passed: Container[int]) -> BadgeShare:
    return BadgeShare(
        phase=checkpoint.phase.number,
        passed=sum(row.pk in passed for row in exercises),
        total=len(exercises),
        percent=checkpoint.badge_share,
    )
