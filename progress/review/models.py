"""The cards that come back for review."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from curriculum.models import Criterion
from exercises.models import Exercise


class Recall(models.IntegerChoices):
    """The quality of a recall, in FSRS's numbers."""

    FORGOTTEN = 1, "No"
    EFFORT = 2, "With effort"
    RECALLED = 3, "Yes"
    AT_ONCE = 4, "Easily"


class ReviewCard(models.Model):
    """A passed exercise or claimed criterion that comes back for review. Created by the first answer."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_cards")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="review_cards")
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.CASCADE, related_name="review_cards"
    )
    card = models.JSONField(help_text="As the scheduler keeps it.")
    due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["learner", "due_at"], name="review_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(exercise__isnull=False, criterion__isnull=True)
                | Q(exercise__isnull=True, criterion__isnull=False),
                name="review_of_one_thing",
            ),
            models.UniqueConstraint(fields=["learner", "exercise"], name="one_review_card_for_each_exercise"),
            models.UniqueConstraint(fields=["learner", "criterion"], name="one_review_card_for_each_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.exercise or self.criterion}, due {self.due_at:%Y-%m-%d}"
