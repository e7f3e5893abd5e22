"""Announcements by the leads and mentors of a cohort to everybody in it, or to those who match a filter."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.names import NameField
from cohorts.cohort.models import Cohort, Membership
from lib.compiled_queries import Param
from lib.model_fields import RenderedNoteField, version_of


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def current(self) -> Self:
        """Leave out withdrawn ones, and those that are still to be sent."""
        return self.filter(withdrawn_at=None, scheduled_for=None)

    def scheduled(self) -> Self:
        """Select those that are still to be sent."""
        return self.filter(withdrawn_at=None).exclude(scheduled_for=None)

    def for_member(self, person: User | Param) -> Self:
        """Select those to everybody, and those to some people with this one among them."""
        recipients = Announcement.recipients.through.objects.filter(
            announcement=OuterRef("pk"), membership__user=person
        )
        return self.filter(Q(audience="") | Exists(recipients))

    def addressed_to(self, person: User | Param) -> Self:
        """Select those to the person, in their cohorts and in any role. Archived cohorts don't count."""
        memberships = Membership.objects.filter(user=person, cohort__archived_at=None)
        return self.current().for_member(person).filter(cohort__in=memberships.values("cohort"))

    def to_notify(self) -> Self:
        """Select those whose members haven't all been notified."""
        return self.current().filter(told_at=None, cohort__archived_at=None)


class Announcement(models.Model):
    MAX_CHARS = 4_000
    MAX_A_DAY = 5  # in a cohort: each one may send an email to every member

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="announcements")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="announcements",
        help_text="Nobody any more when they have deleted their account.",
    )  # fmt: skip
    title = NameField(max_length=80)
    text = models.TextField(validators=[MaxLengthValidator(MAX_CHARS)], help_text="Markdown with LaTeX.")
    html = RenderedNoteField("text")
    written_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    audience = models.CharField(
        max_length=300, blank=True, default="",
        help_text="Whom it is for, as the query of the grid. Empty: everybody in the cohort.",
    )  # fmt: skip
    audience_text = models.CharField(max_length=300, blank=True, default="", help_text="The same as words.")
    recipients = models.ManyToManyField(
        Membership, blank=True, related_name="announcements", help_text="Who matched when it was sent."
    )
    scheduled_for = models.DateTimeField(
        null=True, blank=True, help_text="When it is to be sent. Empty: it has been sent."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When every member had been notified.")

    objects: ClassVar[AnnouncementQuerySet] = AnnouncementQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = [
            models.Index(fields=["cohort", "-written_at"], name="announcement_newest"),
            models.Index(fields=["written_at"], condition=Q(told_at=None), name="announcement_to_tell"),
            models.Index(
                fields=["scheduled_for"], condition=Q(scheduled_for__isnull=False), name="announcement_scheduled"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('cohorts:announcement_list', args=[self.cohort.slug])}#announcement-{self.uid}"

    @property
    def version(self) -> str:
        return version_of(f"{self.title}\n{self.text}")
