"""What others needed for a topic."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Sum

from accounts.models import User
from curriculum.models import Topic
from lib.compiled_queries import CompiledQuery, Param
from lib.ranges import HoursRange
from progress.durations import tenths
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark

OTHERS_NEEDED = "{learners} other learners with your background needed about {hours} (weighted with the estimate)."


@dataclass(frozen=True)
class Experience:
    """What others needed for a topic, shrunk towards its estimate, and how many they are."""

    hours: HoursRange
    learners: int

    @property
    def sentence(self) -> str:
        return OTHERS_NEEDED.format(learners=self.learners, hours=self.hours)


MIN_LEARNERS = 5  # with fewer, an end of the range could identify a learner


def experience_of(minutes: Sequence[int], estimate: HoursRange | None) -> Experience | None:
    """The middle half of what finished learners logged, each end shrunk towards the estimate's as if two more learners
    had needed exactly that, in half hours. None for fewer than five: of five, neither the least nor the most shows.
    """
    if len(minutes) < MIN_LEARNERS:
        return None
    durations = sorted(map(tenths, minutes))
    low, high = durations[len(durations) // 4], durations[-1 - len(durations) // 4]
    if estimate:
        n = len(durations)
        low, high = (n * low + 2 * estimate.low) // (n + 2), (n * high + 2 * estimate.high) // (n + 2)
    low, high = ((end + 2) // 5 * 5 for end in (min(low, high), max(low, high)))
    return Experience(HoursRange(low, high), len(durations))


_DONE_MARKS = TopicMark.objects.filter(
    learner=OuterRef("learner"), topic=OuterRef("topic"), subtopic=None, state__in=[MarkState.DONE, MarkState.REVIEW]
)
_OTHERS = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(Exists(_DONE_MARKS), topic=Param("topic"), learner__background=Param("background"))
        .order_by()
        .values_list("learner_id")
        .annotate(total=Sum("minutes"))
    )
)


def minutes_of_others(learner: User | None, topic: Topic, background: str) -> list[int]:
    """What learners of the same background logged on a topic that they call done."""
    totals = _OTHERS(topic=topic.pk, background=background)
    return [minutes for other, minutes in totals if learner is None or other != learner.pk]
