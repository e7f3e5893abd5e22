"""Marks of the topics whose hardest exercise the learner passed."""

from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from curriculum.models import Topic
from progress.topic.actions import mark_topic
from progress.topic.rules import TopicState


@transaction.atomic
def mark_known(*, learner: User, topics: Collection[int]) -> None:
    """Mark them done, by primary key. Their other exercises stay open."""
    for topic in Topic.objects.filter(pk__in=topics).prefetch_related("subtopics"):
        mark_topic(learner=learner, topic=topic, state=TopicState.DONE)
