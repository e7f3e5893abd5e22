"""One phase: its weeks, what to do in them, and how far the learner is."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from curriculum.models import Activity, Checkpoint, Phase
from progress.queries.outline import Outline, PhaseLine, TopicLine, outline_for


@dataclass(frozen=True)
class ActivityLine:
    activity: Activity
    topics: tuple[TopicLine, ...]


@dataclass(frozen=True)
class PhasePage:
    phase: Phase
    line: PhaseLine
    outline: Outline
    activities: Sequence[ActivityLine]
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
    def before(self) -> PhaseLine | None:
        return next((line for line in reversed(self.outline.phases) if line.number < self.line.number), None)

    @property
    def after(self) -> PhaseLine | None:
        return next((line for line in self.outline.phases if line.number > self.line.number), None)

    @property
    def sentence(self) -> str:
        total, closed = len(self.line.topics), self.line.closed
        if not total:
            return ""
        return f"{closed} of {total} topic{'' if total == 1 else 's'} done or skipped."


def phase_page(learner: User | None, phase: Phase) -> PhasePage:
    outline = outline_for(learner)
    line = next(line for line in outline.phases if line.pk == phase.pk)
    rows = outline.curriculum.activities.get(phase.pk, ())
    activities = [
        ActivityLine(row, tuple(outline.topics[topic.pk] for topic in row.topics.all() if topic.pk in outline.topics))
        for row in rows
    ]
    gates = outline.curriculum.checkpoints.get(phase.pk, ())
    gate = next((row for row in gates if row.kind == Checkpoint.Kind.CHECKPOINT), None)
    return PhasePage(phase, line, outline, activities, gate)
