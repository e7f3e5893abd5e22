"""One phase: its weeks, what to do in them, and how far the learner is."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.models import User
from curriculum.models import Activity, Checkpoint, Phase
from curriculum.ranges import HoursRange
from progress.queries.curriculum import Leg
from progress.queries.outline import Outline, PhaseLine, TopicLine, outline_for


@dataclass(frozen=True)
class LegLine:
    leg: Leg
    hours: HoursRange | None
    topics: tuple[TopicLine, ...]

    @property
    def activity(self) -> Activity | None:
        """None where a topic is to be learned that no activity is about."""
        return self.leg.of if isinstance(self.leg.of, Activity) else None


@dataclass(frozen=True)
class PhasePage:
    phase: Phase
    line: PhaseLine
    outline: Outline
    activities: SafeString
    """What to do in its weeks, as items of a list: the same for everybody of one background."""
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


def phase_page(learner: User | None, number: int) -> PhasePage | None:
    """None when the roadmap has no such phase."""
    outline = outline_for(learner)
    phase = next((phase for phase in outline.curriculum.phases if phase.number == number), None)
    if phase is None:
        return None
    line = next(line for line in outline.phases if line.pk == phase.pk)
    key = ("activities", phase.pk, outline.background)
    activities = outline.curriculum.pieces.get(key, lambda: _activities_html(outline, phase))
    gates = outline.curriculum.checkpoints.get(phase.pk, ())
    gate = next((row for row in gates if row.kind == Checkpoint.Kind.CHECKPOINT), None)
    return PhasePage(phase, line, outline, activities, gate)


def _activities_html(outline: Outline, phase: Phase) -> str:
    legs = [
        LegLine(
            leg,
            leg.hours[outline.background],
            tuple(outline.topics[topic] for topic in leg.topics if topic in outline.topics),
        )
        for leg in outline.curriculum.legs.get(phase.pk, ())
    ]
    return render_to_string("progress/activities.html", {"legs": legs})
