"""A learner's marks of topics, their parts and resources."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from curriculum.models import Resource, Subtopic, Topic
from curriculum.models.base import low_to_high
from lib.durations import HoursRange
from lib.model_fields import RangeColumns


class MarkState(models.TextChoices):
    DOING = "doing", "doing"
    DONE = "done", "done"
    SKIPPED = "skipped", "skipped"
    REVIEW = "review", "to review"


class TopicMark(models.Model):
    """A learner's mark of a topic or subtopic. No mark means: to do.

    The mark of a topic also records what the learner marked: which parts the topic had, and the estimate that was in
    force for them. So a later edit of the curriculum changes neither what they finished nor the pace it shows.
    """

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="topic_marks")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="marks")
    subtopic = models.ForeignKey(Subtopic, null=True, blank=True, on_delete=models.CASCADE, related_name="marks")
    state = models.CharField(max_length=7, choices=MarkState)
    marked_at = models.DateTimeField(default=timezone.now)
    by_parts = models.BooleanField(
        default=False, help_text="The learner marked parts only; the state is what those marks came to."
    )
    parts = models.JSONField(default=list, blank=True, help_text="The uids of the topic's parts at that moment.")
    hours_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The estimate then, in tenths.")
    hours_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The estimate then, in tenths.")

    hours = RangeColumns(HoursRange, "hours_low", "hours_high")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "topic"], condition=Q(subtopic=None), name="one_mark_for_each_topic"
            ),
            models.UniqueConstraint(fields=["learner", "subtopic"], name="one_mark_for_each_subtopic"),
            low_to_high("hours_low", "hours_high"),
        ]

    def __str__(self) -> str:
        return f"{self.subtopic or self.topic}: {self.state}"

    @property
    def recorded_parts(self) -> list[str]:
        """The parts, or none where a file that was read back had something else there."""
        return self.parts if isinstance(self.parts, list) else []


def record_of(topic: Topic, learner: User) -> dict[str, Any]:
    """The columns with which a topic's mark records the topic as it is now."""
    hours = topic.hours_for(learner.hours_background)
    low, high = hours.ends if hours else (None, None)
    parts = [part.uid for part in topic.subtopics.all() if not part.retired]
    return {"parts": parts, "hours_low": low, "hours_high": high}


class ResourceMark(models.Model):
    """The learner has read, watched or worked through a resource."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_marks")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="marks")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "resource"], name="one_mark_for_each_resource")]

    def __str__(self) -> str:
        return f"{self.resource}: done"
