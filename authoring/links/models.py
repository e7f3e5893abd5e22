"""Links from the roadmap and the exercises to other sites."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class LinkState(models.TextChoices):
    """The result of the newest check."""

    UNCHECKED = "", "not checked yet"
    WORKS = "works", "works"
    MOVED = "moved", "moved"
    UNCLEAR = "unclear", "no clear answer"
    BROKEN = "broken", "broken"
    PRIVATE = "private", "not checked"


class ExternalLinkQuerySet(models.QuerySet["ExternalLink"]):
    def due_for_check(self) -> Self:
        """Those that were never checked, and then those that were checked too long ago."""
        before = timezone.now() - ExternalLink.MAX_AGE
        old = self.filter(Q(checked_at=None) | Q(checked_at__lt=before))
        return old.order_by(F("checked_at").asc(nulls_first=True), "pk")


class ExternalLink(models.Model):
    MAX_URL_CHARS = 1_000
    MAX_AGE = timedelta(days=7)

    url = models.CharField(max_length=MAX_URL_CHARS, unique=True)
    places = models.JSONField(default=list, help_text="Where it stands: the title and the path of each page.")
    state = models.CharField(max_length=8, choices=LinkState, blank=True, default=LinkState.UNCHECKED)
    detail = models.CharField(max_length=200, blank=True, help_text="What happened, as a sentence.")
    location = models.CharField(max_length=MAX_URL_CHARS, blank=True, help_text="Where it has moved to.")
    checked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ExternalLinkQuerySet] = ExternalLinkQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        indexes = [models.Index(fields=["checked_at"], name="external_link_due")]

    def __str__(self) -> str:
        return self.url
