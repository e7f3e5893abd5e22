"""The roadmap with one learner's progress: used by home, the roadmap, phases and checkpoints.

The number of queries is constant: one for the curriculum, which is cached, and four for the learner.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Background, User
from curriculum.models import Roadmap
from lib.ranges import HoursRange
from progress.checkpoints.rules import CheckpointOutcome, Status, proven_of
from progress.facts import Facts, facts_of
from progress.forecast.factor import Factor
from progress.forecast.forecast import Forecast
from progress.forecast.queries import factor_for, forecast_for
from progress.outline.path import next_step
from progress.outline.phase_lines import CheckpointLine, PhaseLine, phase_lines
from progress.outline.section_lines import SectionLine, section_lines
from progress.roadmap.curriculum import Curriculum
from progress.roadmap.roadmaps import curriculum_of
from progress.roadmap.work_items import WorkItem
from progress.topic.budgets import coarse
from progress.topic.lines import TopicLine, topic_line
from progress.topic.states import TopicState, topics_sentence


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
    """What is next: ``here``, else ``checkpoint``. Neither: the path is completed."""

    @property
    def roadmap(self) -> Roadmap:
        return self.curriculum.roadmap

    @cached_property
    def path(self) -> tuple[TopicLine, ...]:
        return tuple(topic for phase in self.phases for topic in phase.topics)

    @property
    def closed_count(self) -> int:
        return sum(topic.state.is_closed for topic in self.path)

    @property
    def sentence(self) -> str:
        return topics_sentence([(topic.state, topic.is_skip_advised) for topic in self.path])

    @cached_property
    def forecast(self) -> Forecast:
        """What the hours left follow from."""
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
        """Every topic of the path is done or skipped, and every checkpoint holds."""
        return self.here is None and self.checkpoint is None

    @property
    def proven_text(self) -> str:
        """The criteria of all checkpoints: "7 of 13 proven, 6 claimed"."""
        return proven_of([status for gate in self.gates for status in gate.statuses])

    @property
    def open_count(self) -> int:
        """How many topics of the path are neither done nor skipped."""
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
        """How many checkpoints hold by proof alone."""
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
    """The same from what a page has read already."""
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
