"""The checkpoints of all roadmaps, with a learner's statuses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from curriculum.models import Checkpoint, CheckpointKind, Criterion
from progress.checkpoints.evidence import Evidence, evidence_of
from progress.checkpoints.rules import Status, criterion_status
from progress.facts import answers_of
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


@dataclass(frozen=True, kw_only=True)
class CriterionStanding:
    """The status of a criterion in plain values, for the archive of a learner's data."""

    checkpoint: str
    criterion: str
    status: str
    answered_at: datetime | None
    proofs: tuple[Evidence, ...]


def standings_of(learner: User) -> list[CriterionStanding]:
    """The standing of each criterion that is proven, claimed or answered "not yet", in all roadmaps."""
    rows = [(gate, row) for course in roadmaps().all() for gates in course.checkpoints.values() for gate in gates
            for row in course.criteria.get(gate.pk, ())]  # fmt: skip
    answers = answers_of(learner)
    evidence = evidence_of(learner, [proof.pk for _, row in rows for proof in row.exercises.all()])
    standings = []
    for gate, row in rows:
        proofs = tuple(evidence[proof.pk] for proof in row.exercises.all() if proof.pk in evidence)
        answer = answers.get(row.pk)
        status = criterion_status(answer=answer.answer if answer else None, is_proven=bool(proofs))
        if status != Status.OPEN:
            standings.append(
                CriterionStanding(
                    checkpoint=gate.uid,
                    criterion=row.uid,
                    status=status.value,
                    answered_at=answer.marked_at if answer else None,
                    proofs=proofs,
                )
            )
    return standings
