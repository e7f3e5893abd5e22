"""Say once that a checkpoint is ready, and once that it is fully proven."""

from collections.abc import Sequence
from enum import StrEnum

from django.urls import reverse

from accounts.models import User
from curriculum.models import Criterion
from exercises.submissions.proof_changes import when_proof_changes
from notices.actions import notify, retract_unread
from notices.models import NoticeKind
from progress.checkpoints.queries import Gate, GateStatuses, gates_of_criterion, gates_of_exercise, statuses_of
from progress.checkpoints.rules import CheckpointOutcome, Status, checkpoint_outcome, reached_sentence, status_of_all


class _Stage(StrEnum):
    READY = "ready"
    PROVEN = "proven"


def connect_checkpoint_news() -> None:
    """Called once, when the app is ready."""
    when_proof_changes(_follow_exercise)


def follow_answer(learner: User, criterion: Criterion) -> None:
    """Send or retract notices after an answer or its withdrawal."""
    _follow(learner, gates_of_criterion(criterion.pk))


def _follow_exercise(learner: User, exercise: int) -> None:
    """Send or retract notices after a pass or a regrade."""
    _follow(learner, gates_of_exercise(exercise))


def _follow(learner: User, gates: Sequence[Gate]) -> None:
    for gate in statuses_of(learner, gates) if gates else ():
        stages = _stages_of(gate.statuses)
        for stage in set(_Stage) - stages:  # not any more, so a page that hasn't said it doesn't
            retract_unread(kind=NoticeKind.CHECKPOINT, key=_key(gate, stage), person=learner)
        for stage in stages:
            _notify(learner, gate, stage)


def _stages_of(statuses: Sequence[Status]) -> set[_Stage]:
    """Proof says more than readiness, so only one is told at a time."""
    if checkpoint_outcome(statuses) != CheckpointOutcome.READY:
        return set()
    return {_Stage.PROVEN if status_of_all(statuses) == Status.PROVEN else _Stage.READY}


def _notify(learner: User, gate: GateStatuses, stage: _Stage) -> None:
    notify(
        person=learner,
        kind=NoticeKind.CHECKPOINT,
        key=_key(gate, stage),
        sentence=reached_sentence(gate.checkpoint.title, gate.statuses),
        link=reverse("progress:checkpoint_detail", args=[gate.checkpoint.uid]),
    )


def _key(gate: GateStatuses, stage: _Stage) -> str:
    return f"{gate.checkpoint.uid[:90]}.{stage}"
