"""The hours that other learners needed for a topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum

from accounts.models import User
from curriculum.models import Topic
from lib.compiled_queries import CompiledQuery, Param
from lib.durations import HoursRange, tenths
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark

MIN_LEARNERS = 5  # with fewer, an end of the range could identify a learner
OTHERS_NEEDED = "{learners} learners like you took about {hours}."


@dataclass(frozen=True)
class Experience:
    """The hours that others needed for a topic, shrunk towards its estimate, and how many they are."""

    hours: HoursRange
    learners: int

    @property
    def sentence(self) -> str:
        return OTHERS_NEEDED.format(learners=self.learners, hours=self.hours)


def experience_of(minutes: Sequence[int], estimate: HoursRange | None) -> Experience | None:
    """Return the middle half of what finished learners logged, in half hours.

    Each end is shrunk towards the estimate's, as if two more learners had needed exactly that. Return None for fewer
    than five, since of five neither the least nor the most shows.
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


def minutes_of_others(learner: User | None, topic: Topic, background: str) -> list[int]:
    """Return what each learner of the same background logged on a topic that they call done. One query."""
    return [
        minutes
        for pk, minutes in _MINUTES(topic=topic.pk, background=background)
        if learner is None or pk != learner.pk
    ]


def _minutes() -> QuerySet[StudyEntry, Any]:
    """Select each learner with their minutes on the topic."""
    done_marks = TopicMark.objects.filter(
        learner=OuterRef("learner"), topic=Param("topic"), subtopic=None, state__in=[MarkState.DONE, MarkState.REVIEW]
    )
    entries = StudyEntry.objects.filter(
        Exists(done_marks), topic=Param("topic"), learner__background=Param("background")
    )
    return entries.order_by().values_list("learner").annotate(Sum("minutes"))


_MINUTES = CompiledQuery(_minutes)
