"""Links in a platform's course that lead to a part of this site."""

from django.db import models
from django.db.models import Q

from curriculum.models import Checkpoint, Roadmap
from exercises.models import Exercise
from lti.launches.models import LtiContext
from lti.platforms.models import MAX_ID_CHARS, MAX_URL_CHARS


class LtiLink(models.Model):
    """A link of a course, to a roadmap, a checkpoint or an exercise, or to none of them in particular.

    The addresses of its line items are where scores go.
    """

    context = models.ForeignKey(LtiContext, on_delete=models.CASCADE, related_name="links")
    link_id = models.CharField("resource link ID", max_length=MAX_ID_CHARS)
    title = models.CharField(max_length=120, blank=True)
    roadmap = models.ForeignKey(Roadmap, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    checkpoint = models.ForeignKey(Checkpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    line_items_url = models.CharField(max_length=MAX_URL_CHARS, blank=True)
    line_item_url = models.CharField(max_length=MAX_URL_CHARS, blank=True, help_text="Empty: not known yet.")
    may_create = models.BooleanField(default=False, help_text="Whether we may make its line item.")
    may_score = models.BooleanField(default=False, help_text="Whether the platform takes scores from us.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["context", "link_id"], name="lti_link_once"),
            models.CheckConstraint(
                condition=Q(roadmap=None, checkpoint=None)
                | Q(roadmap=None, exercise=None)
                | Q(checkpoint=None, exercise=None),
                name="lti_link_leads_to_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.link_id

    @property
    def is_scored(self) -> bool:
        """Whether there is a score, and somebody to send it to."""
        has_score = bool(self.checkpoint_id or self.exercise_id)
        return has_score and self.may_score and bool(self.line_item_url or self.line_items_url)
