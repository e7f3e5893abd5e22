"""What other learners logged on a topic."""

from django.db.models import Exists, OuterRef, Sum

from accounts.models import User
from curriculum.models import Topic
from lib.compiled_queries import CompiledQuery, Param
from progress.hours.models import StudyEntry
from progress.topic.models import MarkState, TopicMark

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
