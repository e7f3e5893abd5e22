"""What a cohort's roadmap has that a scheme of marks could count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cohorts.grid.cells import columns_of
from cohorts.grid.choice import Dimension
from curriculum.models import CheckpointKind
from progress.roadmap.curriculum import Curriculum

Key = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An exercise, a topic or a checkpoint that isn't counted yet. ``value`` is its name in a form."""

    key: Key
    value: str
    title: str


@dataclass(frozen=True, kw_only=True)
class PhaseCandidates:
    """What a phase has left to add."""

    number: int
    title: str
    exercises: Sequence[Candidate]
    topics: Sequence[Candidate]
    checkpoints: Sequence[Candidate]

    @property
    def groups(self) -> list[tuple[str, str, Sequence[Candidate]]]:
        """(value, label, what it stands for) of the choices that add several rows at once."""
        groups = [("exercises", self.exercises), ("topics", self.topics)]
        return [
            (f"all-{noun}:{self.number}", f"All {len(items)} {noun}", items) for noun, items in groups if len(items) > 1
        ]

    @property
    def singles(self) -> list[Candidate]:
        return [*self.topics, *self.exercises]

    @property
    def has_any(self) -> bool:
        return bool(self.exercises or self.topics or self.checkpoints)


def candidates_of(course: Curriculum, counted: Collection[Key]) -> list[PhaseCandidates]:
    """Return what could be added, by phase. ``counted`` are the rows that a scheme has already.

    Only topics with exercises: others could never be proven. Not self-assessments, for the same reason.
    """
    phases = []
    for phase in course.phases:
        columns = columns_of(Dimension.EXERCISE, phase.number, course)
        topics = [course.topics[pk] for pk in course.phase_topics.get(phase.pk, ()) if course.exercises.get(pk)]
        gates = [gate for gate in course.checkpoints.get(phase.pk, ()) if gate.kind == CheckpointKind.CHECKPOINT]
        candidates = PhaseCandidates(
            number=phase.number,
            title=phase.title,
            exercises=_left("exercise", [(column.pk, column.key, column.title) for column in columns], counted),
            topics=_left("topic", [(topic.pk, f"topic={topic.uid}", topic.title) for topic in topics], counted),
            checkpoints=_left(
                "checkpoint", [(gate.pk, f"checkpoint={gate.uid}", gate.title) for gate in gates], counted
            ),
        )
        if candidates.has_any:
            phases.append(candidates)
    return phases


def _left(kind: str, rows: Sequence[tuple[int, str, str]], counted: Collection[Key]) -> list[Candidate]:
    return [
        Candidate(key=(kind, pk), value=value, title=title) for pk, value, title in rows if (kind, pk) not in counted
    ]
