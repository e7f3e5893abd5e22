"""The criteria as they stand, for files that others read."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from progress.checkpoints.answers import answers_of
from progress.checkpoints.evidence import Evidence, evidence_of
from progress.checkpoints.rules import Status, criterion_status
from progress.roadmap.roadmaps import roadmaps


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
