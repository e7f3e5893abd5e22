"""One phase: its weeks, what to do in them, and how far the learner is."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Activity, Checkpoint, CheckpointKind, Phase
from lib.durations import HoursRange
from progress.outline.outline import Outline, outline_for
from progress.outline.phase_lines import PhaseLine
from progress.plan.rate import WeeklyRate, rate_of
from progress.roadmap.curriculum import Curriculum, WorkItem
from progress.topic.lines import TopicLine
from progress.topic.rules import coarse


@dataclass(frozen=True)
class WorkItemLine:
    item: WorkItem
    hours: HoursRange | None
    topics: tuple[TopicLine, ...]

    @property
    def activity(self) -> Activity | None:
        """The activity, unless the work item is a topic."""
        return self.item.of if isinstance(self.item.of, Activity) else None


@dataclass(frozen=True, kw_only=True)
class PhasePage:
    phase: Phase
    line: PhaseLine
    topics: Sequence[TopicLine]
    """Its topics, with their hours at the learner's own pace."""
    outline: Outline
    rate: WeeklyRate
    hours: HoursRange
    """All its hours, at the learner's own pace."""
    hours_left: HoursRange
    work_items: Sequence[WorkItemLine]
    """What to do in its weeks."""
    gate: Checkpoint | None
    """The checkpoint at its end, with the if-yes and if-no rules."""

    @property
    def is_here(self) -> bool:
        return self.outline.here in self.line.topics

    @property
    def first_open(self) -> TopicLine | None:
        """The topic to go on with in this phase."""
        if self.outline.here and self.is_here:
            return self.outline.here
        return next((topic for topic in self.line.topics if not topic.state.is_closed), None)

    @property
    def previous(self) -> PhaseLine | None:
        return next((line for line in reversed(self.outline.phases) if line.number < self.line.number), None)

    @property
    def following(self) -> PhaseLine | None:
        return next((line for line in self.outline.phases if line.number > self.line.number), None)


def phase_page(learner: User | None, course: Curriculum, number: int) -> PhasePage | None:
    """Read the page. None if the roadmap has no such phase."""
    outline = outline_for(learner, course)
    phase = next((phase for phase in outline.curriculum.phases if phase.number == number), None)
    if phase is None:
        return None
    line = next(line for line in outline.phases if line.pk == phase.pk)
    work_items = [
        WorkItemLine(
            item,
            outline.at_pace(item.hours[outline.background]),
            tuple(outline.topics[topic] for topic in item.topics if topic in outline.topics),
        )
        for item in outline.curriculum.work_items.get(phase.pk, ())
    ]
    gates = outline.curriculum.checkpoints.get(phase.pk, ())
    gate = next((row for row in gates if row.kind == CheckpointKind.CHECKPOINT), None)
    hours_left = HoursRange.total(outline.hours_left_by_item[work_item.item] for work_item in work_items)
    return PhasePage(
        phase=phase,
        line=line,
        topics=[outline.topic_at_pace(topic) for topic in line.topics],
        outline=outline,
        rate=rate_of(learner),
        hours=outline.at_pace(line.hours) or line.hours,
        hours_left=coarse(hours_left),
        work_items=work_items,
        gate=gate,
    )
