"""What each learner of a cohort logged on each topic."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max, Sum

from accounts.models import Background
from cohorts.models import Membership
from cohorts.rules.struggles import TopicHours
from curriculum.models import Topic
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledForKeys
from progress.hours.models import StudyEntry

LONG_TEXTS = ("body", "body_html", "why", "why_html")
_TOPICS = CompiledObjects(lambda: Topic.objects.current().order_by(), defer=LONG_TEXTS)
_TOTALS = CompiledForKeys(
    lambda keys: (
        StudyEntry.objects.filter(learner__in=keys, topic__isnull=False)
        .order_by()
        .values_list("learner_id", "topic_id")
        .annotate(Sum("minutes"), Max("day"))
    )
)


def current_topics() -> dict[int, Topic]:
    """By primary key, without their long texts. One query."""
    return {topic.pk: topic for topic in _TOPICS()}


def topic_hours(members: Sequence[Membership], since: datetime | None, topics: Mapping[int, Topic]) -> list[TopicHours]:
    """What each learner logged on each of these topics that has an estimate, if they studied it in the period.

    One query.
    """
    backgrounds = {member.user_id: member.user.hours_background for member in members}
    estimates = {(topic.pk, one): topic.hours_for(one) for topic in topics.values() for one in Background.values}
    first_day = since.date() if since else None
    hours = []
    for learner, topic, minutes, last_day in _TOTALS(list(backgrounds)):
        estimate = estimates.get((topic, backgrounds[learner]))
        if estimate and estimate.high and (first_day is None or last_day >= first_day):
            hours.append(TopicHours(learner=learner, topic=topic, minutes=minutes, estimate=estimate))
    return hours
