"""Sections of a cohort, such as classes A and B, each with its own mentors."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import BooleanField, Exists, OuterRef, Q, Value
from django.db.models.functions import Lower

from accounts.models import User
from accounts.names import NameField
from cohorts.cohort.models import STAFF_ROLES, Cohort, Membership


class SectionQuerySet(models.QuerySet["CohortSection"]):
    def current(self) -> Self:
        """Leave out the removed ones, which can be restored for a day."""
        return self.filter(removed_at=None)

    def mentored_by(self, user: User) -> Self:
        """The sections that a lead or mentor of the cohort looks after first."""
        return self.current().filter(mentors__in=Membership.objects.filter(user=user, role__in=STAFF_ROLES))

    def with_own_of(self, user: User | None) -> Self:
        """Annotate ``is_own``, whether somebody mentors it."""
        if user is None:
            return self.annotate(is_own=Value(False, output_field=BooleanField()))
        own = Membership.objects.filter(mentored_sections=OuterRef("pk"), user=user, role__in=STAFF_ROLES)
        return self.annotate(is_own=Exists(own))


class CohortSection(models.Model):
    """A part of a cohort. A learner is in one at most: `Membership.section` points here."""

    MAX_PER_COHORT = 200
    MAX_NAME_CHARS = 60

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sections")
    name = NameField(max_length=MAX_NAME_CHARS)
    mentors = models.ManyToManyField(Membership, related_name="mentored_sections", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SectionQuerySet] = SectionQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    is_own: bool  # only on rows from with_own_of

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                "cohort", Lower("name"), condition=Q(removed_at=None), name="section_name_unique_in_its_cohort"
            )
        ]

    def __str__(self) -> str:
        return self.name
