"""Drafts: the texts in learners' editors."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from exercises.catalogue.models import Exercise


class Draft(models.Model):
    """The newest text in a learner's editor of an exercise, and the text that was replaced as a whole before it.

    A review of a passed exercise has a draft of its own, so that it doesn't replace the one in progress.
    """

    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="drafts")
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    is_review = models.BooleanField(default=False, help_text="Written for a review, from the starter.")
    source = models.TextField(blank=True)
    set_aside = models.TextField(
        blank=True, help_text="What was replaced: by another version, the starter or the partial solution."
    )
    revision = models.UUIDField(default=uuid.uuid4, help_text="A save names the revision that it goes on from.")
    browser = models.CharField(max_length=36, blank=True, help_text="The one that wrote it, which may write again.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise", "is_review"], name="one_draft_of_each_sort")
        ]

    def __str__(self) -> str:
        return f"{self.exercise.slug}, draft of {self.learner}"

    def may_follow(self, base: str, browser: str) -> bool:
        """Whether a save from ``browser`` that is based on revision ``base`` loses nothing."""
        return base == str(self.revision) or (browser != "" and browser == self.browser)
