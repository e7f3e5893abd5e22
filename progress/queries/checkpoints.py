"""One checkpoint: each criterion with its proof or the learner's word, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Checkpoint, Criterion, Topic
from exercises.models import Exercise
from progress import rules
from progress.models import CriterionMark
from progress.queries.curriculum import curriculum
from progress.queries.facts import Evidence, Overturned, evidence_of, overturned_of
from progress.rules import Outcome, Status


@dataclass(frozen=True)
class CriterionLine:
    criterion: Criterion
    status: Status
    answer: CriterionMark | None
    evidence: tuple[Evidence, ...]
    overturned: tuple[Overturned, ...]
    """What proved it until a stricter version of the exercise said otherwise."""
    exercises: tuple[Exercise, ...]
    """Those that would prove it."""
    topics: tuple[Topic, ...]


@dataclass(frozen=True)
class CheckpointPage:
    checkpoint: Checkpoint
    criteria: Sequence[CriterionLine]

    @property
    def statuses(self) -> list[Status]:
        return [line.status for line in self.criteria]

    @property
    def outcome(self) -> Outcome:
        return rules.checkpoint_outcome(self.statuses)

    @property
    def sentence(self) -> str:
        return rules.outcome_sentence(self.statuses)

    @property
    def rule(self) -> str:
        """What the roadmap says to do now."""
        return {Outcome.READY: self.checkpoint.if_yes, Outcome.NOT_YET: self.checkpoint.if_no}.get(self.outcome, "")

    @property
    def weak_areas(self) -> list[Topic]:
        return rules.weak_areas((line.status, line.topics) for line in self.criteria)

    @property
    def proof(self) -> Exercise | None:
        """The first exercise that would prove a criterion which doesn't hold yet."""
        return next((exercise for line in self.criteria if not line.status.holds for exercise in line.exercises), None)


def checkpoint_page(learner: User, checkpoint: Checkpoint) -> CheckpointPage:
    evidence, overturned = evidence_of(learner), overturned_of(learner)
    criteria = curriculum().criteria.get(checkpoint.pk, ())
    answers = {
        mark.criterion_id: mark for mark in CriterionMark.objects.filter(learner=learner, criterion__in=criteria)
    }
    lines = [_line(criterion, answers.get(criterion.pk), evidence, overturned) for criterion in criteria]
    return CheckpointPage(checkpoint, lines)


def _line(
    criterion: Criterion,
    answer: CriterionMark | None,
    evidence: dict[int, Evidence],
    overturned: dict[int, Overturned],
) -> CriterionLine:
    exercises = tuple(criterion.exercises.all())
    proofs = tuple(evidence[exercise.pk] for exercise in exercises if exercise.pk in evidence)
    return CriterionLine(
        criterion,
        rules.criterion_status(answer=answer.answer if answer else None, evidenced=bool(proofs)),
        answer,
        proofs,
        () if proofs else tuple(overturned[exercise.pk] for exercise in exercises if exercise.pk in overturned),
        tuple(exercise for exercise in exercises if exercise.pk not in evidence and not exercise.retired),
        tuple(topic for topic in criterion.topics.all() if not topic.retired),
    )
