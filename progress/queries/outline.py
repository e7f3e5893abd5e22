"""The roadmap with where one learner stands on it: used by home, the roadmap, phases and checkpoints.

The number of queries is constant: one for the curriculum, which is kept, and four for the learner.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import Background, User
from curriculum.models import Checkpoint, Roadmap, Topic
from curriculum.ranges import CountRange, HoursRange
from progress import habits, pace, rules
from progress.log_line import TopicName
from progress.models import MarkState
from progress.queries.curriculum import Curriculum, ExerciseFacts, Leg, curriculum
from progress.queries.facts import Facts, facts_of
from progress.rules import Budget, Outcome, State, Status


@dataclass(frozen=True)
class ExerciseLine:
    slug: str
    title: str
    stars: int
    minutes: int
    is_passed: bool
    is_begun: bool


@dataclass(frozen=True)
class TopicLine:
    """A topic as one learner sees it."""

    pk: int
    uid: str
    section_id: int
    number: str
    label: str
    title: str
    stars: int | None
    note: str
    why_html: str
    state: State
    budget: Budget
    catalogue: Sequence[ExerciseFacts]
    facts: Facts
    doing_since: datetime | None
    longest: HoursRange | None
    """The estimate from scratch: how large it is on the map, which is the same for everybody."""
    advised: bool
    """The roadmap itself says who may skip it."""

    @cached_property
    def exercises(self) -> tuple[ExerciseLine, ...]:
        """A page asks for those of one topic or two."""
        return tuple(_exercise_line(exercise, self.facts) for exercise in self.catalogue)

    @property
    def passed(self) -> int:
        return sum(exercise.is_passed for exercise in self.exercises)

    @property
    def open_exercise(self) -> ExerciseLine | None:
        return next((exercise for exercise in self.exercises if not exercise.is_passed), None)

    @property
    def exercises_said(self) -> str:
        total = len(self.exercises)
        return f"{self.passed} of {total} exercise{'' if total == 1 else 's'} passed"


@dataclass(frozen=True)
class CheckpointLine:
    uid: str
    title: str
    kind: str
    statuses: tuple[Status, ...]

    @property
    def outcome(self) -> Outcome:
        return rules.checkpoint_outcome(self.statuses)

    @property
    def holds(self) -> bool:
        return self.outcome == Outcome.READY

    @property
    def sentence(self) -> str:
        return rules.outcome_sentence(self.statuses, assessment=self.kind == Checkpoint.Kind.ASSESSMENT)


@dataclass(frozen=True)
class PhaseLine:
    """``topics`` are its stretch of the way: each topic of the roadmap lies on one stretch at most."""

    pk: int
    number: int
    title: str
    label: str
    stars: int | None
    weeks: CountRange | None
    ongoing: bool
    hours: HoursRange
    topics: tuple[TopicLine, ...]
    checkpoint: CheckpointLine | None
    assessment: CheckpointLine | None

    @property
    def closed(self) -> int:
        return sum(topic.state.is_closed for topic in self.topics)

    @property
    def sentence(self) -> str:
        return rules.topics_sentence([(topic.state, topic.advised) for topic in self.topics])

    @property
    def minutes(self) -> int:
        return sum(topic.budget.minutes for topic in self.topics)

    @property
    def stretch(self) -> rules.Stretch[int]:
        gate = self.checkpoint
        states = tuple((topic.pk, topic.state) for topic in self.topics)
        return rules.Stretch(states, gate.uid if gate else None, bool(gate and gate.holds))

    @property
    def checkpoints(self) -> tuple[CheckpointLine, ...]:
        return tuple(line for line in (self.checkpoint, self.assessment) if line)


@dataclass(frozen=True)
class SectionLine:
    pk: int
    number: str
    title: str
    note: str
    body_html: str
    hours: HoursRange | None
    topics: tuple[TopicLine, ...]


@dataclass(frozen=True)
class Outline:
    curriculum: Curriculum
    facts: Facts
    background: str
    phases: tuple[PhaseLine, ...]
    sections: tuple[SectionLine, ...]
    topics: Mapping[int, TopicLine]
    here: TopicLine | None
    checkpoint: CheckpointLine | None
    """What is next: ``here``, else ``checkpoint``, else the way is walked."""

    @property
    def roadmap(self) -> Roadmap:
        return self.curriculum.roadmap

    @cached_property
    def way(self) -> tuple[TopicLine, ...]:
        return tuple(topic for phase in self.phases for topic in phase.topics)

    @property
    def closed(self) -> int:
        return sum(topic.state.is_closed for topic in self.way)

    @property
    def sentence(self) -> str:
        return rules.topics_sentence([(topic.state, topic.advised) for topic in self.way])

    @cached_property
    def left_of(self) -> Mapping[Leg, HoursRange]:
        """What is left of each leg of the way, for the learner's background and at their own pace."""
        hours = {
            leg: leg.hours[self.background] for phase in self.phases for leg in self.curriculum.legs.get(phase.pk, ())
        }
        works = [pace.Work(leg, own and self.factor.of(own), leg.topics) for leg, own in hours.items()]
        closed = [pk for pk, line in self.topics.items() if line.state.is_closed]
        return pace.left_of(works, self.facts.minutes, closed=closed)

    @cached_property
    def left(self) -> HoursRange:
        """Hours left on the way."""
        return rules.coarse(HoursRange.total(self.left_of.values()))

    @cached_property
    def factor(self) -> habits.Factor:
        """The learner's hours over the estimates of what is done."""
        done = [line for line in self.topics.values() if line.state.is_learned and line.budget.estimate]
        kinds, minutes = self.roadmap.balance, self.facts.topic_kinds
        logged = [{kind: minutes.get((line.pk, kind), 0) for kind in kinds} for line in done]
        estimates = [line.budget.estimate or HoursRange(0, 0) for line in done]
        return habits.factor(list(zip(logged, estimates, strict=True)), kinds)

    @property
    def gates(self) -> tuple[CheckpointLine, ...]:
        """The checkpoints between the phases, without the self-assessments."""
        return tuple(phase.checkpoint for phase in self.phases if phase.checkpoint)

    @property
    def held(self) -> int:
        return sum(gate.holds for gate in self.gates)

    @property
    def next_gate(self) -> CheckpointLine | None:
        return next((gate for gate in self.gates if not gate.holds), None)

    @property
    def waiting(self) -> tuple[CheckpointLine, ...]:
        """Checkpoints and self-assessments, beside the next step, to answer now: every topic before them is closed."""
        walked = [phase for phase in self.phases if phase.topics and phase.closed == len(phase.topics)]
        lines = (line for phase in walked for line in phase.checkpoints)
        return tuple(line for line in lines if line.outcome == Outcome.OPEN and line != self.checkpoint)

    def phase_of(self, topic: TopicLine) -> PhaseLine | None:
        return next((phase for phase in self.phases if topic in phase.topics), None)


def outline_for(learner: User | None) -> Outline:
    """With the hours for the learner's background; a visitor sees the longer ones, as nobody should be misled.

    Raises Roadmap.DoesNotExist when none is loaded.
    """
    course = curriculum()
    background = learner.hours_background if learner else Background.FROM_SCRATCH
    facts = facts_of(learner)
    topics = {topic.pk: topic_line(topic, course, facts, background) for topic in course.topics.values()}
    phases = _phases(course, topics, facts, background)
    step = rules.next_step(
        [phase.stretch for phase in phases],
        {topic.pk: topic.doing_since for topic in topics.values() if topic.doing_since},
    )
    gates = {line.uid: line for phase in phases for line in phase.checkpoints}
    return Outline(
        course,
        facts,
        background,
        phases,
        _sections(course, topics, background),
        topics,
        here=topics[step.topic] if step.topic else None,
        checkpoint=gates[step.checkpoint] if step.checkpoint else None,
    )


def topic_names() -> Sequence[TopicName]:
    """What a line of the study log may call each topic; none before a roadmap is loaded. One query."""
    try:
        return curriculum().names
    except Roadmap.DoesNotExist:
        return ()


# ---------------------------------------------------------------- parts of it


def topic_line(topic: Topic, course: Curriculum, facts: Facts, background: str) -> TopicLine:
    pk = topic.pk
    exercises = course.exercises.get(pk, ())
    parts = counted_marks(course, topic, facts.part_marks)
    mark, minutes = facts.topic_marks.get(pk), facts.minutes.get(pk, 0)
    begun = bool(minutes) or any(exercise.pk in facts.begun for exercise in exercises)
    state = rules.topic_state(mark=mark.state if mark else None, parts=parts, begun=begun)
    return TopicLine(
        pk,
        topic.uid,
        topic.section_id,
        topic.number,
        topic.short_title,
        topic.title,
        topic.stars,
        topic.note,
        topic.why_html,
        state,
        Budget(minutes, topic.hours_for(background), closed=state.is_closed),
        exercises,
        facts,
        doing_since=mark.marked_at if mark and mark.state == MarkState.DOING else None,
        longest=topic.hours_from_scratch,
        advised=bool(topic.skip_if),
    )


def counted_marks(course: Curriculum, topic: Topic, marks: Mapping[int, str]) -> list[str | None]:
    """Of all its parts, None for those without one. A skip that the roadmap advises is done."""
    return [
        rules.counted(marks.get(part.pk), advised=bool(part.skip_if or topic.skip_if))
        for part in course.parts.get(topic.pk, ())
    ]


def _exercise_line(exercise: ExerciseFacts, facts: Facts) -> ExerciseLine:
    return ExerciseLine(
        exercise.slug,
        exercise.title,
        exercise.stars,
        exercise.minutes,
        exercise.pk in facts.passed,
        exercise.pk in facts.begun,
    )


def _sections(course: Curriculum, topics: Mapping[int, TopicLine], background: str) -> tuple[SectionLine, ...]:
    by_section: dict[int, list[TopicLine]] = defaultdict(list)
    for topic in topics.values():
        by_section[topic.section_id].append(topic)
    return tuple(
        SectionLine(
            row.pk,
            row.number,
            row.title,
            row.note,
            row.body_html,
            row.hours_for(background),
            tuple(by_section[row.pk]),
        )
        for row in course.sections
    )


def _checkpoint_line(row: Checkpoint, course: Curriculum, facts: Facts) -> CheckpointLine:
    statuses = []
    for criterion in course.criteria.get(row.pk, ()):
        answer = facts.answers.get(criterion.pk)
        evidenced = any(exercise in facts.passed for exercise in course.proofs.get(criterion.pk, ()))
        statuses.append(rules.criterion_status(answer=answer.answer if answer else None, evidenced=evidenced))
    return CheckpointLine(row.uid, row.title, row.kind, tuple(statuses))


def _phases(
    course: Curriculum, topics: Mapping[int, TopicLine], facts: Facts, background: str
) -> tuple[PhaseLine, ...]:
    lines = []
    for phase in course.phases:
        rows = course.checkpoints.get(phase.pk, ())
        kinds = {row.kind: _checkpoint_line(row, course, facts) for row in rows}
        lines.append(
            PhaseLine(
                phase.pk,
                phase.number,
                phase.title,
                phase.label,
                phase.stars,
                phase.weeks,
                phase.ongoing,
                course.hours_of(phase, background),
                tuple(topics[pk] for pk in course.places.get(phase.pk, ())),
                kinds.get(Checkpoint.Kind.CHECKPOINT),
                kinds.get(Checkpoint.Kind.ASSESSMENT),
            )
        )
    return tuple(lines)
