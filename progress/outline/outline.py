"""The roadmap with one learner's progress: used by home, the roadmap, phases and checkpoints.

The number of queries is constant: one for the curriculum, which is cached, and four for the learner.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from accounts.models import Background, User
from curriculum.models import Roadmap
from lib.durations import HoursRange
from progress.checkpoints.rules import CheckpointOutcome, Status, proven_of
from progress.facts import Facts, Mark, facts_of
from progress.forecast.forecast import Factor, FinishedTopic, Forecast, factor_of
from progress.kinds import NO_KIND
from progress.outline.phase_lines import CheckpointLine, PhaseLine, next_step, phase_lines
from progress.roadmap.curriculum import Curriculum, WorkItem
from progress.roadmap.roadmaps import curriculum_of
from progress.topic.lines import TopicLine, state_of, topic_line
from progress.topic.pace import hours_at_pace, own_hours
from progress.topic.rules import TopicState, coarse, standing_text


@dataclass(frozen=True, kw_only=True)
class SectionLine:
    pk: int
    number: str
    title: str
    note: str
    body_html: str
    hours: HoursRange | None
    topics: tuple[TopicLine, ...]


def section_lines(course: Curriculum, topics: Mapping[int, TopicLine], background: str) -> tuple[SectionLine, ...]:
    by_section: dict[int, list[TopicLine]] = defaultdict(list)
    for topic in topics.values():
        by_section[topic.section_id].append(topic)
    return tuple(
        SectionLine(
            pk=row.pk,
            number=row.number,
            title=row.title,
            note=row.note,
            body_html=row.body_html,
            hours=row.hours_for(background),
            topics=tuple(by_section[row.pk]),
        )
        for row in course.sections
    )


def factor_for(course: Curriculum, facts: Facts, states: Mapping[int, TopicState]) -> Factor:
    """The learner's hours over the estimates that were in force when they finished a topic."""
    kinds, minutes = course.roadmap.balance, facts.topic_kinds
    return factor_of(
        (
            FinishedTopic({kind: minutes.get((pk, kind), 0) for kind in (*kinds, NO_KIND)}, mark.hours)
            for pk, mark in facts.topic_marks.items()
            if mark.hours and _is_learned(pk, mark, course, facts, states)
        ),
        kinds,
    )


def pace_of(course: Curriculum, facts: Facts) -> Factor:
    """The same for a page that knows no states: only those of marked topics matter."""
    states = {
        pk: state_of(course.topics[pk], course, mark, facts.part_marks)
        for pk, mark in facts.topic_marks.items()
        if mark.hours and pk in course.topics
    }
    return factor_for(course, facts, states)


def _is_learned(pk: int, mark: Mark, course: Curriculum, facts: Facts, states: Mapping[int, TopicState]) -> bool:
    """Whether the topic is done. One that is retired or of another roadmap counts too: a pace belongs to a person."""
    if state := states.get(pk):
        return state.is_learned
    if topic := course.retired_topics.get(pk):
        return state_of(topic, course, mark, facts.part_marks).is_learned
    return mark.settled_state is not None and TopicState(mark.settled_state).is_learned


def forecast_for(
    course: Curriculum, facts: Facts, states: Mapping[int, TopicState], factor: Factor, background: str
) -> Forecast:
    return Forecast(
        work=course.work,
        background=background,
        minutes_by_topic=facts.minutes,
        closed_topics={
            pk: "skipped" if state == TopicState.SKIPPED else "done" for pk, state in states.items() if state.is_closed
        },
        retired_topics=frozenset(course.retired_topics),
        factor=factor.value,
        topic_count=factor.topics,
    )


@dataclass(frozen=True, kw_only=True)
class Outline:
    curriculum: Curriculum
    facts: Facts
    background: str
    phases: tuple[PhaseLine, ...]
    sections: tuple[SectionLine, ...]
    topics: Mapping[int, TopicLine]
    here: TopicLine | None
    checkpoint: CheckpointLine | None
    """What is next: ``here``, else ``checkpoint``. Neither: the path is completed, or empty."""

    @property
    def roadmap(self) -> Roadmap:
        return self.curriculum.roadmap

    @cached_property
    def path(self) -> tuple[TopicLine, ...]:
        return tuple(topic for phase in self.phases for topic in phase.topics)

    @property
    def topics_elsewhere(self) -> frozenset[int]:
        """The topics of other roadmaps with hours."""
        course = self.curriculum
        return frozenset(self.facts.minutes.keys() - course.topics.keys() - course.retired_topics.keys())

    @property
    def closed_count(self) -> int:
        return sum(topic.state.is_closed for topic in self.path)

    @property
    def standing_text(self) -> str:
        """ "3 of 18 topics proven, 5 claimed"."""
        return standing_text([topic.standing for topic in self.path], "topics")

    def topic_at_pace(self, topic: TopicLine) -> TopicLine:
        """The topic with its hours at the learner's own pace, as the forecast of the hours left counts them."""
        return replace(topic, budget=own_hours(topic.budget, self.factor).budget)

    def at_pace(self, hours: HoursRange | None) -> HoursRange | None:
        """An estimate at the learner's own pace, as soon as that is known."""
        return hours_at_pace(hours, self.factor)

    @cached_property
    def forecast(self) -> Forecast:
        """The forecast of the hours left."""
        return forecast_for(self.curriculum, self.facts, self.states, self.factor, self.background)

    @cached_property
    def states(self) -> Mapping[int, TopicState]:
        return {pk: line.state for pk, line in self.topics.items()}

    @cached_property
    def hours_left_by_item(self) -> Mapping[WorkItem, HoursRange]:
        """The hours left of each work item, for the learner's background and at their own pace."""
        work_items, hours_left = self.curriculum.work_items, self.forecast.hours_left
        return {item: hours_left[item.key] for phase in self.phases for item in work_items.get(phase.pk, ())}

    @cached_property
    def hours_left(self) -> HoursRange:
        """Hours left on the path."""
        return coarse(self.forecast.total)

    @cached_property
    def factor(self) -> Factor:
        """The learner's hours over the estimates that were in force when they finished a topic."""
        return factor_for(self.curriculum, self.facts, self.states)

    @property
    def is_completed(self) -> bool:
        """There is a path, every topic of it is done or skipped, and every checkpoint holds."""
        return bool(self.path) and self.here is None and self.checkpoint is None

    @property
    def proven_text(self) -> str:
        """The criteria of all checkpoints: "7 of 13 proven, 6 claimed"."""
        return proven_of([status for gate in self.gates for status in gate.statuses])

    @property
    def open_count(self) -> int:
        """The number of topics of the path that are neither done nor skipped."""
        return len(self.path) - self.closed_count

    @property
    def hours_left_text(self) -> str:
        """ "139 to 195 h to go". Topics may be open although no estimated hours are left."""
        if self.forecast.total.high:
            return f"{self.hours_left if self.hours_left.high else 'less than 1 h'} to go"
        return "no estimated hours left" if self.open_count else "nothing to go"

    @property
    def open_text(self) -> str:
        """ "2 topics and 1 checkpoint are open"; nothing where none is."""
        counts = ((self.open_count, "topic"), (len(self.gates) - self.held_count, "checkpoint"))
        parts = [f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count]
        total = sum(count for count, _ in counts)
        return f"{' and '.join(parts)} {'is' if total == 1 else 'are'} open" if parts else ""

    @property
    def gates(self) -> tuple[CheckpointLine, ...]:
        """The checkpoints between the phases, without the self-assessments."""
        return tuple(phase.checkpoint for phase in self.phases if phase.checkpoint)

    @property
    def held_count(self) -> int:
        return sum(gate.holds for gate in self.gates)

    @property
    def proven_count(self) -> int:
        """The number of checkpoints that hold by proof alone."""
        return sum(gate.status == Status.PROVEN for gate in self.gates)

    @property
    def next_gate(self) -> CheckpointLine | None:
        return next((gate for gate in self.gates if not gate.holds), None)

    @property
    def checkpoints_to_answer(self) -> tuple[CheckpointLine, ...]:
        """Checkpoints and self-assessments, beside the next step, to answer now: every topic before them is closed."""
        completed_phases = [phase for phase in self.phases if phase.topics and phase.closed_count == len(phase.topics)]
        lines = (line for phase in completed_phases for line in phase.checkpoints)
        return tuple(line for line in lines if line.outcome == CheckpointOutcome.OPEN and line != self.checkpoint)

    def phase_of(self, topic: TopicLine) -> PhaseLine | None:
        return next((phase for phase in self.phases if topic in phase.topics), None)


def outline_for(learner: User | None, course: Curriculum | None = None) -> Outline:
    """The outline with the hours for the learner's background. A visitor sees the longer hours, from scratch.

    Without a curriculum, of the learner's own roadmap. Raises Roadmap.DoesNotExist when none is loaded.
    """
    background = learner.hours_background if learner else Background.FROM_SCRATCH
    return outline_from(course or curriculum_of(learner), facts_of(learner), background)


def outline_from(course: Curriculum, facts: Facts, background: str) -> Outline:
    """Return the outline from facts that were read already."""
    topics = {topic.pk: topic_line(topic, course, facts, background) for topic in course.topics.values()}
    phases = phase_lines(course, topics, facts, background)
    step = next_step(
        [phase.progress for phase in phases],
        {topic.pk: topic.doing_since for topic in topics.values() if topic.doing_since},
    )
    gates = {line.uid: line for phase in phases for line in phase.checkpoints}
    return Outline(
        curriculum=course,
        facts=facts,
        background=background,
        phases=phases,
        sections=section_lines(course, topics, background),
        topics=topics,
        here=topics[step.topic] if step.topic else None,
        checkpoint=gates[step.checkpoint] if step.checkpoint else None,
    )
