"""A learner's answers to the criteria of checkpoints."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from curriculum.models import Criterion

MAX_ANSWER_NOTE_CHARS = 2000


class CriterionMark(models.Model):
    """The learner's own word on a checkpoint criterion. Evidence needs no mark: it is a passed exercise."""

    class Answer(models.TextChoices):
        YES = "yes", "yes"
        NOT_YET = "not_yet", "not yet"

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="criterion_marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="marks")
    answer = models.CharField(max_length=7, choices=Answer)
    note = models.TextField(blank=True, max_length=MAX_ANSWER_NOTE_CHARS, help_text="Only you and your mentor see it.")
    marked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "criterion"], name="one_mark_for_each_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.answer}"
