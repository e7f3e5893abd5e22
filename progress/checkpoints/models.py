"""A learner's answers to the criteria of checkpoints."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from curriculum.models import Criterion

MAX_ANSWER_NOTE_CHARS = 2000


class _CurrentMarks(models.Manager["CriterionMark"]):
    """The answers to what the criteria ask now. A question that asks something else is open again."""

    def get_queryset(self) -> "models.QuerySet[CriterionMark]":
        return super().get_queryset().filter(meaning=F("criterion__meaning"))


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
    meaning = models.PositiveSmallIntegerField(default=1, help_text="What the criterion asked then (its ``meaning``).")

    everything = models.Manager["CriterionMark"]()
    """With the answers to earlier questions. The first manager, so archives have them too."""
    objects = _CurrentMarks()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "criterion", "meaning"], name="one_mark_for_each_question")
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.answer}"
