"""The result of each check of a submission."""

from typing import Any

from django.db import models

from exercises.models.choices import VerdictChoice
from exercises.models.submission import Submission


class CheckResult(models.Model):
    """One check of one submission, in the order the exercise lists them."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="checks")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=240)
    verdict = models.CharField(max_length=9, choices=VerdictChoice)
    message = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)
    picture: Any = models.JSONField(null=True, blank=True)
    output = models.TextField(blank=True)
    ms = models.FloatField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["submission", "order"], name="check_order_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}"

    @property
    def was_run(self) -> bool:
        """False for a check that was not reached because the code had ended: it took no time."""
        return self.ms > 0

    @property
    def is_passed(self) -> bool:
        return self.verdict == VerdictChoice.PASSED
