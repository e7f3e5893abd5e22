"""The roadmap with where one learner stands on it: read once, used by home, the roadmap, phases and checkpoints.

The number of queries is constant: ten for the curriculum, five for the learner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Background, User
from curriculum.models import Activity, Checkpoint, Criterion, Phase, Roadmap, Section, Subtopic, Topic
from curriculum.ranges import CountRange, HoursRange
from exercises.models import Exercise
from progress import habits, rules
from progress.log_line import TopicName, words_of
from progress.models import MarkState
from progress.queries.facts import Facts, exercises_by_criterion, facts_of
from progress.rules import Budget, Outcome, State, Status

ON_THE_WAY_FROM = 3  # stars: what no activity names, but matters this much, is walked beside its neighbour


@dataclass(frozen=True)
class ExerciseLine:
    slug: str
    title: str
    stars: int
    minutes: int
    is_passed: bool
    is_begun: bool

    @property
    def state(self) -> State:
        return State.DONE if self.is_passed else State.DOING if self.is_begun else State.TODO


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
    exercises: tuple[ExerciseLine, ...]
    doing_since: datetime | None
    longest: HoursRange | None
    """The estimate from scratch: how large it is on the map, which is the same for everybody."""

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
        return rules.outcome_sentence(self.statuses)


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
    roadmap: Roadmap
    background: str
    phases: tuple[PhaseLine, ...]
    sections: tuple[SectionLine, ...]
    topics: Mapping[int, TopicLine]
    here: TopicLine | None
    checkpoint: CheckpointLine | None
    """What is next: ``here``, else ``checkpoint``, else the way is walked."""

    @property
    def way(self) -> tuple[TopicLine, ...]:
        return tuple(topic for phase in self.phases for topic in phase.topics)

    @property
    def closed(self) -> int:
        return sum(topic.state.is_closed for topic in self.way)

    @property
    def left(self) -> HoursRange:
        """Hours left on the way."""
        return rules.coarse(HoursRange.total(topic.budget.left for topic in self.way if topic.budget.left))

    @property
    def factor(self) -> habits.Factor:
        """The learner's hours over the estimates of what is done."""
        done = [line.budget for line in self.topics.values() if line.state == State.DONE]
        return habits.factor([(budget.minutes, budget.estimate) for budget in done if budget.estimate])

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

    def phase_of(self, topic: TopicLine) -> PhaseLine | None:
        return next((phase for phase in self.phases if topic in phase.topics), None)


def outline_for(learner: User | None) -> Outline:
    """With the hours for the learner's background; a visitor sees the longer ones, as nobody should be misled.

    Raises Roadmap.DoesNotExist when none is loaded.
    """
    roadmap = Roadmap.objects.current()[:1].get()
    background = learner.hours_background if learner else Background.FROM_SCRATCH
    facts = facts_of(learner)
    topics = _topics(facts, background)
    phases = _phases(topics, _checkpoints(facts))
    step = rules.next_step(
        [phase.stretch for phase in phases],
        {topic.pk: topic.doing_since for topic in topics.values() if topic.doing_since},
    )
    gates = {line.uid: line for phase in phases for line in phase.checkpoints}
    return Outline(
        roadmap,
        background,
        phases,
        _sections(topics, background),
        topics,
        here=topics[step.topic] if step.topic else None,
        checkpoint=gates[step.checkpoint] if step.checkpoint else None,
    )


def topic_names() -> list[TopicName]:
    """What a line of the study log may call each topic: two queries."""
    parts: dict[int, set[str]] = defaultdict(set)
    for topic, title in Subtopic.objects.current().values_list("topic_id", "title"):
        parts[topic] |= words_of(title)
    topics = Topic.objects.current().order_by("section__order", "order")
    return [
        TopicName(topic.uid, topic.number, topic.short_title, topic.title, frozenset(parts[topic.pk]))
        for topic in topics.only("uid", "number", "label", "title")
    ]


# ---------------------------------------------------------------- parts of it


def _topics(facts: Facts, background: str) -> dict[int, TopicLine]:
    """By primary key, in the order of the sections."""
    parts: dict[int, list[str | None]] = defaultdict(list)
    for pk, topic in Subtopic.objects.current().values_list("pk", "topic_id"):
        parts[topic].append(facts.part_marks.get(pk))
    exercises = exercise_lines(facts)
    rows = Topic.objects.current().filter(section__retired=False).order_by("section__order", "order", "pk")
    return {
        topic.pk: topic_line(topic, facts, background, parts[topic.pk], exercises.get(topic.pk, ()))
        for topic in rows.defer("body", "body_html", "why")
    }


def topic_line(
    topic: Topic, facts: Facts, background: str, parts: Sequence[str | None], exercises: Sequence[ExerciseLine]
) -> TopicLine:
    mark, minutes = facts.topic_marks.get(topic.pk), facts.minutes.get(topic.pk, 0)
    begun = bool(minutes) or any(exercise.is_begun for exercise in exercises)
    state = rules.topic_state(mark=mark.state if mark else None, parts=parts, begun=begun)
    return TopicLine(
        topic.pk,
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
        tuple(exercises),
        doing_since=mark.marked_at if mark and mark.state == MarkState.DOING else None,
        longest=topic.hours_from_scratch,
    )


def exercise_lines(facts: Facts) -> dict[int, list[ExerciseLine]]:
    """By topic, in the catalogue's order."""
    lines: dict[int, list[ExerciseLine]] = defaultdict(list)
    rows = Exercise.objects.open().in_order().filter(topics__isnull=False)
    for topic, pk, slug, title, stars, minutes in rows.values_list("topics", "pk", "slug", "title", "stars", "minutes"):
        lines[topic].append(ExerciseLine(slug, title, stars, minutes, pk in facts.passed, pk in facts.begun))
    return lines


def _sections(topics: Mapping[int, TopicLine], background: str) -> tuple[SectionLine, ...]:
    by_section: dict[int, list[TopicLine]] = defaultdict(list)
    for topic in topics.values():
        by_section[topic.section_id].append(topic)
    rows = Section.objects.current().defer("body")
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
        for row in rows
    )


def _checkpoints(facts: Facts) -> dict[int, list[CheckpointLine]]:
    """By phase."""
    proofs = exercises_by_criterion()
    statuses: dict[int, list[Status]] = defaultdict(list)
    for pk, checkpoint in Criterion.objects.current().values_list("pk", "checkpoint_id"):
        answer = facts.answers.get(pk)
        evidenced = any(exercise in facts.passed for exercise in proofs.get(pk, ()))
        status = rules.criterion_status(answer=answer.answer if answer else None, evidenced=evidenced)
        statuses[checkpoint].append(status)
    lines: dict[int, list[CheckpointLine]] = defaultdict(list)
    for row in Checkpoint.objects.current().only("uid", "title", "kind", "phase_id"):
        lines[row.phase_id].append(CheckpointLine(row.uid, row.title, row.kind, tuple(statuses[row.pk])))
    return lines


def _phases(topics: Mapping[int, TopicLine], gates: Mapping[int, list[CheckpointLine]]) -> tuple[PhaseLine, ...]:
    hours: dict[int, list[HoursRange]] = defaultdict(list)
    for activity in Activity.objects.current().only("phase_id", "hours_low", "hours_high"):
        if activity.hours:
            hours[activity.phase_id].append(activity.hours)
    places = _places(topics)
    lines = []
    for phase in Phase.objects.current().defer("body", "body_html"):
        kinds = {line.kind: line for line in gates.get(phase.pk, ())}
        stretch = tuple(topics[pk] for pk in places.get(phase.pk, ()))
        lines.append(
            PhaseLine(
                phase.pk,
                phase.number,
                phase.title,
                phase.label,
                phase.stars,
                phase.weeks,
                phase.ongoing,
                HoursRange.total(hours[phase.pk]),
                stretch,
                kinds.get(Checkpoint.Kind.CHECKPOINT),
                kinds.get(Checkpoint.Kind.ASSESSMENT),
            )
        )
    return tuple(lines)


def _places(topics: Mapping[int, TopicLine]) -> dict[int, list[int]]:
    """The topics of each phase's stretch: each lies where most activities are about it, the earlier phase on a tie."""
    links = Activity.topics.through.objects.filter(activity__retired=False, activity__phase__retired=False)
    ordered = links.order_by("activity__phase__order", "activity__order", "topic__section__order", "topic__order")
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for phase, topic in ordered.values_list("activity__phase_id", "topic_id"):
        if topic in topics:
            counts[topic][phase] += 1
    stretches: dict[int, list[int]] = defaultdict(list)
    for topic, by_phase in counts.items():
        stretches[max(by_phase, key=lambda phase: by_phase[phase])].append(topic)
    return _with_neighbours(stretches, topics.values())


def _with_neighbours(stretches: Mapping[int, list[int]], topics: Iterable[TopicLine]) -> dict[int, list[int]]:
    """Put what matters but is in no activity right behind the topic before it in its section."""
    placed = {topic: phase for phase, stretch in stretches.items() for topic in stretch}
    result = {phase: list(stretch) for phase, stretch in stretches.items()}
    before: TopicLine | None = None
    for topic in topics:
        beside = before if before and before.section_id == topic.section_id else None
        if topic.pk not in placed and beside and beside.pk in placed and (topic.stars or 0) >= ON_THE_WAY_FROM:
            phase = placed[topic.pk] = placed[beside.pk]
            result[phase].insert(result[phase].index(beside.pk) + 1, topic.pk)
        before = topic
    return result
