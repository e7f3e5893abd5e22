"""The checkpoints of all roadmaps, with a learner's statuses."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from curriculum.models import Checkpoint, CheckpointKind, Criterion
from progress.checkpoints.badge_share import exercises_of_phase
from progress.checkpoints.evidence import Evidence, evidence_of, proving_exercises
from progress.checkpoints.rules import CheckpointOutcome, Status, checkpoint_outcome, criterion_status
from progress.facts import answers_of, first_passes_of
from progress.roadmap.curriculum import Curriculum, ExerciseFacts
from progress.roadmap.roadmaps import roadmaps

Gate = tuple[Checkpoint, Sequence[Criterion]]


@dataclass(frozen=True)
class GateStatuses:
    checkpoint: Checkpoint
    statuses: Sequence[Status]


@dataclass(frozen=True, kw_only=True)
class GateContent:
    """A checkpoint with its criteria, and its place among those of its roadmap."""

    course: Curriculum
    checkpoint: Checkpoint
    criteria: Sequence[Criterion]
    number: int
    total: int

    @property
    def exercises(self) -> Sequence[ExerciseFacts]:
        """Those of its phase that count towards its badge."""
        return exercises_of_phase(self.course, self.checkpoint.phase_id)

    @property
    def place(self) -> str:
        """ "Checkpoint 2 of 4"."""
        return f"Checkpoint {self.number} of {self.total}"


def gate_contents() -> Iterator[GateContent]:
    """The checkpoints of all roadmaps, in order, without the self-assessments. One query."""
    for course in roadmaps().all():
        rows = [gate for phase in course.phases for gate in course.checkpoints.get(phase.pk, ())
                if gate.kind != CheckpointKind.ASSESSMENT]  # fmt: skip
        for number, gate in enumerate(rows, 1):
            criteria = course.criteria.get(gate.pk, ())
            yield GateContent(course=course, checkpoint=gate, criteria=criteria, number=number, total=len(rows))


def gates() -> Iterator[Gate]:
    """The same checkpoints with their criteria."""
    return ((content.checkpoint, content.criteria) for content in gate_contents())


def gates_of_exercise(exercise: int) -> list[Gate]:
    """Those with a criterion that this exercise proves."""
    return [gate for gate in gates() if any(exercise in _exercises_of(row) for row in gate[1])]


def gates_of_criterion(criterion: int) -> list[Gate]:
    return [gate for gate in gates() if any(row.pk == criterion for row in gate[1])]


def is_reached(learner: User, criterion: Criterion) -> bool:
    """Whether the checkpoint of this criterion is ready. Three queries, none for a self-assessment."""
    gates_with_criteria = gates_of_criterion(criterion.pk)
    rows = statuses_of(learner, gates_with_criteria) if gates_with_criteria else []
    return any(checkpoint_outcome(row.statuses) == CheckpointOutcome.READY for row in rows)


def statuses_of(
    learner: User, gates_with_criteria: Sequence[Gate], *, passed: Collection[int] | None = None
) -> list[GateStatuses]:
    """The learner's statuses, without sign-offs. Two queries, or one with the exercises that they have passed."""
    answers = answers_of(learner)
    proven = first_passes_of(learner) if passed is None else passed
    return [
        GateStatuses(
            gate,
            [
                criterion_status(
                    answer=answers[row.pk].answer if row.pk in answers else None,
                    is_proven=any(key in proven for key in _exercises_of(row)),
                )
                for row in rows
            ],
        )
        for gate, rows in gates_with_criteria
    ]


def _exercises_of(criterion: Criterion) -> list[int]:
    return [exercise.pk for exercise in proving_exercises(criterion)]


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
    evidence = evidence_of(learner, [proof.pk for _, row in rows for proof in proving_exercises(row)])
    standings = []
    for gate, row in rows:
        proofs = tuple(evidence[proof.pk] for proof in proving_exercises(row) if proof.pk in evidence)
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
