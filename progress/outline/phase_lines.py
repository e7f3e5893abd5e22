"""Phases and their checkpoints as one learner sees them, and the next step on the path."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from curriculum.models import Checkpoint, CheckpointKind
from lib.durations import CountRange, HoursRange
from progress.checkpoints.rules import (
    CheckpointOutcome,
    Status,
    added_since_ready,
    checkpoint_outcome,
    criterion_status,
    outcome_sentence,
    proven_of,
    status_of_all,
)
from progress.facts import Facts
from progress.roadmap.curriculum import Curriculum
from progress.topic.lines import TopicLine
from progress.topic.rules import TopicState, standing_text

Uid = TypeVar("Uid")


@dataclass(frozen=True)
class PhaseProgress(Generic[Uid]):
    """A phase: its topics in order with their states, and its checkpoint with whether it holds."""

    topics: Sequence[tuple[Uid, TopicState]]
    checkpoint: str | None = None
    checkpoint_holds: bool = False

    @property
    def is_completed(self) -> bool:
        return all(state.is_closed for _, state in self.topics) and (self.checkpoint_holds or not self.checkpoint)


@dataclass(frozen=True)
class Step(Generic[Uid]):
    """The next thing to do: a topic or a checkpoint. Neither: the path is completed."""

    topic: Uid | None = None
    checkpoint: str | None = None


def next_step(phases: Sequence[PhaseProgress[Uid]], doing_since: Mapping[Uid, datetime]) -> Step[Uid]:
    """The topic marked "doing" most recently; else the first open topic or checkpoint on the path."""
    if doing_since:
        return Step(topic=max(doing_since, key=lambda uid: doing_since[uid]))
    for phase in phases:
        for uid, state in phase.topics:
            if not state.is_closed:
                return Step(topic=uid)
        if phase.checkpoint and not phase.checkpoint_holds:
            return Step(checkpoint=phase.checkpoint)
    return Step()


@dataclass(frozen=True, kw_only=True)
class CheckpointLine:
    uid: str
    title: str
    kind: str
    statuses: tuple[Status, ...]
    criteria: tuple[int, ...]
    """The primary keys of the criteria, in the same order."""
    new_count: int
    """How many criteria are new since all others held."""

    @property
    def outcome(self) -> CheckpointOutcome:
        return checkpoint_outcome(self.statuses)

    @property
    def holds(self) -> bool:
        return self.outcome == CheckpointOutcome.READY

    @property
    def sentence(self) -> str:
        return outcome_sentence(self.statuses, is_assessment=self.is_assessment, new_count=self.new_count)

    @property
    def is_assessment(self) -> bool:
        return self.kind == CheckpointKind.ASSESSMENT

    @property
    def status(self) -> Status:
        return status_of_all(self.statuses)

    def with_sign_offs(self, signed_off: Collection[int]) -> "CheckpointLine":
        """Return the line for a reader who may know which criteria a mentor signed off."""
        pairs = zip(self.criteria, self.statuses, strict=True)
        return replace(
            self, statuses=tuple(status.with_sign_off if pk in signed_off else status for pk, status in pairs)
        )

    @property
    def label(self) -> str:
        """ "◇ ready": a sign and a word. `sentence` or `proven` says how much of it is proven."""
        word = ("can do" if self.is_assessment else "ready") if self.holds else self.status.word
        return f"{self.status.sign} {word}"

    @property
    def proven_text(self) -> str:
        """ "1 of 3 proven, 1 signed off, 1 claimed"."""
        return proven_of(self.statuses)

    @property
    def text(self) -> str:
        """ "◇ ready, 1 of 3 proven, 2 claimed"."""
        return f"{self.label}, {self.proven_text}"


@dataclass(frozen=True, kw_only=True)
class PhaseLine:
    """A phase as one learner sees it. Each topic of the roadmap is in one phase at most."""

    pk: int
    number: int
    url: str
    title: str
    label: str
    stars: int | None
    weeks: CountRange | None
    is_ongoing: bool
    hours: HoursRange
    topics: tuple[TopicLine, ...]
    checkpoint: CheckpointLine | None
    assessment: CheckpointLine | None

    @property
    def closed_count(self) -> int:
        return sum(topic.state.is_closed for topic in self.topics)

    @property
    def standing_text(self) -> str:
        """ "3 of 6 proven, 2 claimed"."""
        return standing_text([topic.standing for topic in self.topics])

    @property
    def minutes(self) -> int:
        return sum(topic.budget.minutes for topic in self.topics)

    @property
    def progress(self) -> PhaseProgress[int]:
        gate = self.checkpoint
        states = tuple((topic.pk, topic.state) for topic in self.topics)
        return PhaseProgress(states, gate.uid if gate else None, bool(gate and gate.holds))

    @property
    def checkpoints(self) -> tuple[CheckpointLine, ...]:
        return tuple(line for line in (self.checkpoint, self.assessment) if line)


def _checkpoint_line(row: Checkpoint, course: Curriculum, facts: Facts) -> CheckpointLine:
    criteria = course.criteria.get(row.pk, ())
    lines: list[tuple[Status, datetime | None, datetime | None]] = []
    for criterion in criteria:
        answer = facts.answers.get(criterion.pk)
        proofs = course.proofs.get(criterion.pk, ())
        passes = [facts.first_passes[proof] for proof in proofs if proof in facts.first_passes]
        status = criterion_status(answer=answer.answer if answer else None, is_proven=bool(passes))
        holds_since = min(passes) if passes else answer.marked_at if answer else None
        lines.append((status, course.wording_dates.get(criterion.pk), holds_since))
    return CheckpointLine(
        uid=row.uid,
        title=row.title,
        kind=row.kind,
        statuses=tuple(status for status, *_ in lines),
        criteria=tuple(criterion.pk for criterion in criteria),
        new_count=added_since_ready(lines),
    )


def phase_lines(
    course: Curriculum, topics: Mapping[int, TopicLine], facts: Facts, background: str
) -> tuple[PhaseLine, ...]:
    lines = []
    for phase in course.phases:
        rows = course.checkpoints.get(phase.pk, ())
        kinds = {row.kind: _checkpoint_line(row, course, facts) for row in rows}
        lines.append(
            PhaseLine(
                pk=phase.pk,
                number=phase.number,
                url=course.addresses.phase(phase.number),
                title=phase.title,
                label=phase.label,
                stars=phase.stars,
                weeks=phase.weeks,
                is_ongoing=phase.ongoing,
                hours=course.hours_of(phase, background),
                topics=tuple(topics[pk] for pk in course.phase_topics.get(phase.pk, ())),
                checkpoint=kinds.get(CheckpointKind.CHECKPOINT),
                assessment=kinds.get(CheckpointKind.ASSESSMENT),
            )
        )
    return tuple(lines)
