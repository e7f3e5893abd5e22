"""The page of a checkpoint: each criterion with its proof or answer, and the topics to go back to."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import chain
from operator import attrgetter

from accounts.models import User
from curriculum.models import Checkpoint, CheckpointKind, Criterion, Phase, Subtopic, Topic
from exercises.models import Exercise
from progress.checkpoints.badge_share import BadgeShare, exercises_of_phase, share_of
from progress.checkpoints.evidence import Evidence, evidence_of, proving_exercises
from progress.checkpoints.models import CriterionMark
from progress.checkpoints.rules import (
    CheckpointOutcome,
    Status,
    added_since_ready,
    checkpoint_outcome,
    criterion_status,
    go_back_sentence,
    outcome_sentence,
    weak_areas,
)
from progress.facts import OverturnedPass, facts_of, first_passes_of, overturned_of
from progress.roadmap.curriculum import Curriculum, ExerciseFacts
from progress.roadmap.roadmaps import curricula_for
from progress.topic.lines import ExerciseLine, TopicLine, counted_marks, topic_line
from progress.topic.rules import TopicState

_minutes = attrgetter("minutes")
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


@dataclass(frozen=True, kw_only=True)
class CriterionLine:
    criterion: Criterion
    status: Status
    answer: CriterionMark | None
    evidence: tuple[Evidence, ...]
    overturned_passes: tuple[OverturnedPass, ...]
    """Passes that proved it until a stricter version of the exercise failed them."""
    exercises: tuple[Exercise, ...]
    """The exercises that would prove it."""
    topics: tuple[Topic, ...]
    wording_date: datetime | None
    """When its wording last changed, if it ever did."""
    earlier_answer: CriterionMark | None = None
    """The learner's newest answer to something else that it asked before."""

    @property
    def is_provable(self) -> bool:
        return bool(self.evidence) or any(not exercise.is_beta for exercise in self.exercises)


@dataclass(frozen=True, kw_only=True)
class CheckpointPage:
    learner: User | None
    course: Curriculum
    checkpoint: Checkpoint
    criteria: Sequence[CriterionLine]

    share: BadgeShare | None = None
    """How much of the phase is passed, for the badge. None for a self-assessment."""
    next_exercise: ExerciseFacts | None = None
    """The shortest exercise that would count towards the badge."""
    is_just_reached: bool = False
    """Whether the learner's last answer completed it."""
    new_count: int = 0
    """How many criteria are new since all others held."""

    @property
    def statuses(self) -> list[Status]:
        return [line.status for line in self.criteria]

    @property
    def proven_count(self) -> int:
        return self.statuses.count(Status.PROVEN)

    @property
    def outcome(self) -> CheckpointOutcome:
        return checkpoint_outcome(self.statuses)

    @property
    def is_ready(self) -> bool:
        return self.outcome == CheckpointOutcome.READY

    @property
    def may_have_badge(self) -> bool:
        """Whether every criterion that an exercise can prove is proven, and enough of the phase is passed."""
        provable = [line for line in self.criteria if line.is_provable]
        is_proven = bool(provable) and all(line.evidence for line in provable)
        return is_proven and self.share is not None and not self.share.missing

    @property
    def sentence(self) -> str:
        return outcome_sentence(self.statuses, is_assessment=self.is_assessment, new_count=self.new_count)

    def with_sign_offs(self, signed_off: Collection[int]) -> "CheckpointPage":
        """Return the page for a reader who may know which criteria, by primary key, a mentor signed off."""
        criteria = [
            replace(line, status=line.status.with_sign_off) if line.criterion.pk in signed_off else line
            for line in self.criteria
        ]
        return replace(self, criteria=criteria)

    @property
    def has_formulas(self) -> bool:
        return any("<math" in line.criterion.text_html for line in self.criteria)

    @property
    def is_assessment(self) -> bool:
        return self.checkpoint.kind == CheckpointKind.ASSESSMENT

    @property
    def rule(self) -> str:
        """The roadmap's advice for this outcome."""
        return {CheckpointOutcome.READY: self.checkpoint.if_yes, CheckpointOutcome.NOT_YET: self.checkpoint.if_no}.get(
            self.outcome, ""
        )

    @cached_property
    def weak_areas(self) -> tuple[WeakArea, ...]:
        """The topics of the criteria answered "not yet". Four queries if there are any, else none."""
        topics = weak_areas((line.status, line.topics) for line in self.criteria)
        return find_weak_areas(self.learner, self.course, topics) if self.learner and topics else ()

    @property
    def go_back(self) -> str:
        return go_back_sentence([area.line.budget.hours_left for area in self.weak_areas])

    @property
    def assessment(self) -> Checkpoint | None:
        """The self-assessment that follows this checkpoint."""
        gates = self.course.checkpoints.get(self.checkpoint.phase_id, ())
        assessments = (gate for gate in gates if gate.kind == CheckpointKind.ASSESSMENT)
        return None if self.is_assessment else next(assessments, None)

    @property
    def phase_url(self) -> str:
        return self.course.addresses.phase(self.checkpoint.phase.number)

    @property
    def next_phase_url(self) -> str:
        return self.course.addresses.phase(self.next_phase.number) if self.next_phase else ""

    @property
    def next_phase(self) -> Phase | None:
        here = self.checkpoint.phase.number
        return next((phase for phase in self.course.phases if phase.number > here), None)

    @property
    def proof(self) -> Exercise | None:
        """The first exercise that would prove a criterion which isn't proven yet."""
        return next(
            (exercise for line in self.criteria if line.status != Status.PROVEN for exercise in line.exercises), None
        )


def checkpoint_page(learner: User | None, uid: str, *, is_just_reached: bool = False) -> CheckpointPage | None:
    """A visitor reads the criteria and what proves them. None when no roadmap has such a checkpoint."""
    match = _find_checkpoint(learner, uid)
    if match is None:
        return None
    course, checkpoint = match
    criteria = course.criteria.get(checkpoint.pk, ())
    if learner is None:
        return CheckpointPage(
            learner=None,
            course=course,
            checkpoint=checkpoint,
            criteria=[_line(course, criterion, None, {}, {}) for criterion in criteria],
            share=_share(course, checkpoint, ()),
        )
    proofs = [exercise.pk for criterion in criteria for exercise in proving_exercises(criterion)]
    evidence, overturned_passes = evidence_of(learner, proofs), overturned_of(learner)
    answers, earlier = _answers(learner, criteria)
    lines = [
        replace(
            _line(course, criterion, answers.get(criterion.pk), evidence, overturned_passes),
            earlier_answer=earlier.get(criterion.pk),
        )
        for criterion in criteria
    ]
    first_passes = first_passes_of(learner)
    new_count = added_since_ready(
        [(line.status, line.wording_date, _holds_since(line, first_passes)) for line in lines]
    )
    counted = exercises_of_phase(course, checkpoint.phase_id)
    return CheckpointPage(
        learner=learner,
        course=course,
        checkpoint=checkpoint,
        criteria=lines,
        share=_share(course, checkpoint, first_passes),
        next_exercise=min((row for row in counted if row.pk not in first_passes), key=_minutes, default=None),
        is_just_reached=is_just_reached,
        new_count=new_count,
    )


def _answers(learner: User, criteria: Sequence[Criterion]) -> tuple[dict[int, CriterionMark], dict[int, CriterionMark]]:
    """The answers to these criteria, and the newest to what those without an answer asked before. One query."""
    meanings = {criterion.pk: criterion.meaning for criterion in criteria}
    marks = CriterionMark.everything.filter(learner=learner, criterion__in=criteria).order_by("marked_at")
    answers: dict[int, CriterionMark] = {}
    earlier: dict[int, CriterionMark] = {}
    for mark in marks:
        (answers if mark.meaning == meanings[mark.criterion_id] else earlier)[mark.criterion_id] = mark
    return answers, {pk: mark for pk, mark in earlier.items() if pk not in answers}


def _share(course: Curriculum, checkpoint: Checkpoint, passed: Container[int]) -> BadgeShare | None:
    if checkpoint.kind == CheckpointKind.ASSESSMENT:
        return None
    return share_of(checkpoint, exercises_of_phase(course, checkpoint.phase_id), passed)


def _find_checkpoint(learner: User | None, uid: str) -> tuple[Curriculum, Checkpoint] | None:
    """Find it in the learner's roadmap, or else in another one."""
    own, others = curricula_for(learner)
    rows = ((course, row) for course in chain([own], others) for rows in course.checkpoints.values() for row in rows)
    return next((match for match in rows if match[1].uid == uid), None)


def _holds_since(line: CriterionLine, first_passes: Mapping[int, datetime]) -> datetime | None:
    """Since when it is proven or claimed."""
    passes = [first_passes[proof.pk] for proof in proving_exercises(line.criterion) if proof.pk in first_passes]
    return min(passes) if passes else line.answer.marked_at if line.answer else None


def _line(
    course: Curriculum,
    criterion: Criterion,
    answer: CriterionMark | None,
    evidence: dict[int, Evidence],
    overturned_passes: dict[int, OverturnedPass],
) -> CriterionLine:
    exercises = tuple(proving_exercises(criterion))
    proofs = tuple(evidence[exercise.pk] for exercise in exercises if exercise.pk in evidence)
    return CriterionLine(
        criterion=criterion,
        status=criterion_status(answer=answer.answer if answer else None, is_proven=bool(proofs)),
        answer=answer,
        evidence=proofs,
        overturned_passes=()
        if proofs
        else tuple(overturned_passes[exercise.pk] for exercise in exercises if exercise.pk in overturned_passes),
        exercises=tuple(exercise for exercise in exercises if exercise.pk not in evidence and exercise.is_offered),
        topics=tuple(topic for topic in criterion.topics.all() if not topic.retired),
        wording_date=course.wording_dates.get(criterion.pk),
    )
