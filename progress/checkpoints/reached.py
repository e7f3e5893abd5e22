"""The checkpoints that an exercise or an answer counts towards, with the learner's statuses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Checkpoint, CheckpointKind, Criterion
from progress.checkpoints.answers import answers_of
from progress.checkpoints.evidence import evidence_of
from progress.checkpoints.rules import Status, criterion_status
from progress.roadmap.roadmaps import roadmaps

Gate = tuple[Checkpoint, Sequence[Criterion]]


@dataclass(frozen=True)
class GateStatuses:
    checkpoint: Checkpoint
    statuses: Sequence[Status]


def gates() -> Iterator[Gate]:
    """The checkpoints of all roadmaps with their criteria, in order, without the self-assessments."""
    for course in roadmaps().all():
        for phase in course.phases:
            for gate in course.checkpoints.get(phase.pk, ()):
                if gate.kind != CheckpointKind.ASSESSMENT:
                    yield gate, course.criteria.get(gate.pk, ())


def gates_of_exercise(exercise: int) -> list[Gate]:
    """Those with a criterion that this exercise proves."""
    return [gate for gate in gates() if any(exercise in _exercises_of(row) for row in gate[1])]


def gates_of_criterion(criterion: int) -> list[Gate]:
    return [gate for gate in gates() if any(row.pk == criterion for row in gate[1])]


def statuses_of(learner: User, gates_with_criteria: Sequence[Gate]) -> list[GateStatuses]:
    """The learner's statuses, without sign-offs. Two queries."""
    answers = answers_of(learner)
    evidence = evidence_of(
        learner, [key for _, rows in gates_with_criteria for row in rows for key in _exercises_of(row)]
    )
    return [
        GateStatuses(
            gate,
            [
                criterion_status(
                    answer=answers[row.pk].answer if row.pk in answers else None,
                    is_proven=any(key in evidence for key in _exercises_of(row)),
                )
                for row in rows
            ],
        )
        for gate, rows in gates_with_criteria
    ]


def _exercises_of(criterion: Criterion) -> list[int]:
    return [exercise.pk for exercise in criterion.exercises.all()]
