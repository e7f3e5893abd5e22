"""An admin's order to erase accounts. Once it's done it says how many, and nothing about whom."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    MAX_PEOPLE = 5_000

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    admin = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="erasures",
        help_text="Who ordered it.",
    )  # fmt: skip
    total = models.PositiveIntegerField(help_text="Of accounts.")
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now, help_text="When a worker last did something.")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"Erasure of {self.total}"


class ErasureItem(models.Model):
    """An account that is still to be erased, or that was refused. It goes with the account."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="items")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="erasure_items")
    problem = models.CharField(max_length=300, blank=True, help_text="Why the account stays, and what to do first.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["erasure", "person"], name="one_item_for_each_person")]

    def __str__(self) -> str:
        return f"Item {self.pk}"
