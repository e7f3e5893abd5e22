"""Publications at a date and time."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from authoring.drafts.models import RoadmapDraft
from authoring.versions.models import MAX_NOTE_CHARS, RoadmapVersion
from lib.uids import UidModel, UidQuerySet


class ScheduleOutcome(models.TextChoices):
    WAITING = "waiting", "scheduled"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "not published"
    CANCELLED = "cancelled", "canceled"


class ScheduledPublicationQuerySet(UidQuerySet["ScheduledPublication"]):
    def waiting(self) -> Self:
        return self.filter(outcome=ScheduleOutcome.WAITING)

    def due(self) -> Self:
        return self.waiting().filter(publish_at__lte=timezone.now())


class ScheduledPublication(UidModel):
    """What an admin has previewed, with the moment when it's published unless something has changed by then."""

    draft = models.ForeignKey(RoadmapDraft, on_delete=models.CASCADE, related_name="schedules")
    selection = models.TextField(blank=True, help_text="Which changes, as `Selection.query`. Empty: everybody’s.")
    state = models.CharField(max_length=80, help_text="What the admin had previewed, `DraftContent.state`.")
    note = models.CharField(max_length=MAX_NOTE_CHARS, blank=True)
    questions = models.JSONField(default=dict, blank=True, help_text="What the edits of questions mean, by uid.")
    publish_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=ScheduleOutcome, default=ScheduleOutcome.WAITING)
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it wasn’t published.")
    version = models.OneToOneField(
        RoadmapVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="schedule"
    )

    objects: ClassVar[ScheduledPublicationQuerySet] = ScheduledPublicationQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-set_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["draft"], condition=Q(outcome="waiting"), name="one_schedule_waits"),
        )

    def __str__(self) -> str:
        return f"{self.draft}, {self.publish_at:%Y-%m-%d %H:%M}"
