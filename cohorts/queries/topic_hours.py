"""What each learner of a cohort logged on each topic."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max, Sum

from accounts.models import Background
from cohorts.models import Cohort, Membership
from cohorts.queries.learners import learners_in
from cohorts.rules.struggles import TopicHours
from curriculum.models import Topic
from lib.compiled_objects import CompiledObjects
from lib.compiled_queries import CompiledQuery, Param
from progress.models import StudyEntry

LONG_TEXTS = ("body", "body_html", "why", "why_html")
_TOPICS = CompiledObjects(lambda: Topic.objects.current().order_by(), defer=LONG_TEXTS)
_TOTALS = CompiledQuery(
    lambda: (
        StudyEntry.objects.filter(
            learner__in=Membership.objects.learners().filter(cohort=Param("cohort")).values("user"),
            topic__isnull=False,
        )
        .order_by()
        .values_list("learner_id", "topic_id")
        .annotate(Sum("minutes"), Max("day"))
    )
)


def current_topics() -> dict[int, Topic]:
    """By primary key, without their long texts. One query."""
    return {topic.pk: topic for topic in _TOPICS()}


def topic_hours(cohort: Cohort, since: datetime | None, topics: Mapping[int, Topic]) -> list[TopicHours]:
    """What each learner logged on each of these topics that has an estimate, if they studied it in the period.

    Two queries.
    """
    backgrounds = {member.user_id: member.user.hours_background for member in learners_in([cohort.pk])}
    estimates = {(topic.pk, one): topic.hours_for(one) for topic in topics.values() for one in Background.values}
    first_day = since.date() if since else None
    hours = []
    for learner, topic, minutes, last_day in _TOTALS(cohort=cohort.pk):
        estimate = estimates.get((topic, backgrounds[learner]))
        if estimate and estimate.high and (first_day is None or last_day >= first_day):
            hours.append(TopicHours(learner=learner, topic=topic, minutes=minutes, estimate=estimate))
    return hours
