"""One checkpoint: each criterion with its proof or the learner's word, and what follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from curriculum.models import Checkpoint, Criterion, Phase, Subtopic, Topic
from exercises.models import Exercise
from progress import rules
from progress.models import CriterionMark
from progress.queries.curriculum import Curriculum, curriculum
from progress.queries.facts import Evidence, Overturned, evidence_of, facts_of, overturned_of
from progress.queries.outline import ExerciseLine, TopicLine, counted_marks, topic_line
from progress.rules import Outcome, State, Status

MOST_NAMED = 3  # parts, and exercises, of a topic to go back to


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
class WeakArea:
    """A topic to go back to, with what is not done in it."""

    line: TopicLine
    parts: tuple[Subtopic, ...]
    """The first of them, by stars."""
    more: int

    @property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        return tuple(exercise for exercise in self.line.exercises if not exercise.is_passed)[:MOST_NAMED]

    @property
    def hours(self) -> str:
        if self.line.budget.left_said:
            return f"{self.line.budget.left_said} left"
        return f"marked {self.line.state.said}" if self.line.state.is_closed else ""


@dataclass(frozen=True)
class CheckpointPage:
    learner: User | None
    course: Curriculum
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
        return rules.outcome_sentence(self.statuses, assessment=self.is_assessment)

    @property
    def has_formulas(self) -> bool:
        return any("<math" in line.criterion.text_html for line in self.criteria)

    @property
    def is_assessment(self) -> bool:
        return self.checkpoint.kind == Checkpoint.Kind.ASSESSMENT

    @property
    def rule(self) -> str:
        """What the roadmap says to do now."""
        return {Outcome.READY: self.checkpoint.if_yes, Outcome.NOT_YET: self.checkpoint.if_no}.get(self.outcome, "")

    @cached_property
    def weak_areas(self) -> tuple[WeakArea, ...]:
        """Behind the criteria answered "not yet". Four queries where there are any, else none."""
        topics = rules.weak_areas((line.status, line.topics) for line in self.criteria)
        return _weak_areas(self.learner, self.course, topics) if self.learner and topics else ()

    @property
    def go_back(self) -> str:
        return rules.go_back_sentence([area.line.budget.left for area in self.weak_areas])

    @property
    def assessment(self) -> Checkpoint | None:
        """What to ask oneself once this checkpoint holds."""
        gates = self.course.checkpoints.get(self.checkpoint.phase_id, ())
        found = (gate for gate in gates if gate.kind == Checkpoint.Kind.ASSESSMENT)
        return None if self.is_assessment else next(found, None)

    @property
    def next_phase(self) -> Phase | None:
        here = self.checkpoint.phase.number
        return next((phase for phase in self.course.phases if phase.number > here), None)

    @property
    def proof(self) -> Exercise | None:
        """The first exercise that would prove a criterion which doesn't hold yet."""
        return next((exercise for line in self.criteria if not line.status.holds for exercise in line.exercises), None)


def checkpoint_page(learner: User | None, uid: str) -> CheckpointPage | None:
    """A visitor reads the criteria and what proves them. None when the roadmap has no such checkpoint."""
    course = curriculum()
    checkpoint = next((row for rows in course.checkpoints.values() for row in rows if row.uid == uid), None)
    if checkpoint is None:
        return None
    criteria = course.criteria.get(checkpoint.pk, ())
    if learner is None:
        return CheckpointPage(None, course, checkpoint, [_line(criterion, None, {}, {}) for criterion in criteria])
    proofs = [exercise for criterion in criteria for exercise in criterion.exercises.all()]
    evidence, overturned = evidence_of(learner, proofs), overturned_of(learner)
    answers = {
        mark.criterion_id: mark for mark in CriterionMark.objects.filter(learner=learner, criterion__in=criteria)
    }
    lines = [_line(criterion, answers.get(criterion.pk), evidence, overturned) for criterion in criteria]
    return CheckpointPage(learner, course, checkpoint, lines)


def _weak_areas(learner: User, course: Curriculum, topics: Sequence[Topic]) -> tuple[WeakArea, ...]:
    facts = facts_of(learner)
    areas = []
    for topic in topics:
        parts = course.parts.get(topic.pk, ())
        marks = counted_marks(course, topic, facts.part_marks)
        todo = [part for part, mark in zip(parts, marks, strict=True) if not (mark and State(mark).is_learned)]
        todo.sort(key=lambda part: -(part.stars or 0))
        line = topic_line(course.topics.get(topic.pk, topic), course, facts, learner.hours_background)
        areas.append(WeakArea(line, tuple(todo[:MOST_NAMED]), max(0, len(todo) - MOST_NAMED)))
    return tuple(areas)


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
