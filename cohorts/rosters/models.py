"""A roster that somebody gave for a whole cohort, and what it would do to each person."""

import uuid
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import AddressField
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.joining.models import INVITED_ROLES, Invitation
from cohorts.sections.models import CohortSection

KEPT_FOR = timedelta(days=7)
LEASE = timedelta(minutes=2)  # a worker that is silent for longer has died


class RosterState(models.TextChoices):
    CHECKING = "checking", "being checked"
    REFUSED = "refused", "can’t be used"
    CHECKED = "checked", "checked"
    APPLYING = "applying", "being applied"
    APPLIED = "applied", "applied"


class RosterSource(models.TextChoices):
    FILE = "file", "a file"
    SCRIPT = "script", "a script"
    COURSE = "course", "a learning platform"


class RosterQuerySet(models.QuerySet["Roster"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=(RosterState.CHECKING, RosterState.APPLYING))

    def abandoned(self) -> Self:
        """Select the unfinished ones on which no worker has worked lately."""
        return self.unfinished().filter(worked_at__lt=timezone.now() - LEASE)


class Roster(models.Model):
    """A roster. Its lines name people who may have no account, so it is deleted after a week."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rosters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rosters")
    source = models.CharField(max_length=6, choices=RosterSource, default=RosterSource.FILE)
    content = models.BinaryField(help_text="As it was sent.")
    digest = models.CharField(max_length=64, help_text="Of the content and the choices, to know the same roster again.")
    chosen_encoding = models.CharField(max_length=9, blank=True, help_text="Empty: a guess.")
    encoding = models.CharField(max_length=9, blank=True, help_text="That it was read in.")
    is_guess = models.BooleanField(default=False)
    removes_missing = models.BooleanField(default=False, help_text="Learners who aren’t in it leave the cohort.")
    applies_at_once = models.BooleanField(default=False, help_text="Apply it after the check without asking.")
    days = models.PositiveSmallIntegerField(default=30, help_text="How long its invitations work.")
    state = models.CharField(max_length=8, choices=RosterState, default=RosterState.CHECKING)
    problem = models.CharField(max_length=300, blank=True, help_text="Why it can’t be used, and what to do.")
    total = models.PositiveIntegerField(default=0, help_text="Of lines.")
    created_at = models.DateTimeField(default=timezone.now)
    worked_at = models.DateTimeField(default=timezone.now, help_text="When a worker last did something.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RosterQuerySet] = RosterQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=Q(state=RosterState.APPLYING), name="one_roster_is_applied_at_once"
            )
        ]

    def __str__(self) -> str:
        return f"Roster of {self.cohort}"

    @property
    def is_running(self) -> bool:
        return self.state in (RosterState.CHECKING, RosterState.APPLYING)


class RosterOutcome(models.TextChoices):
    """What a line does, or did."""

    NEW = "new", "will be invited"
    INVITED = "invited", "already invited"
    MEMBER = "member", "already there"
    MOVED = "moved", "moves to another section"
    LEAVES = "leaves", "leaves"
    WAITS = "waits", "will join from the course"
    PROBLEM = "problem", "can’t be used"

    @property
    def past_label(self) -> str:
        """What was done, once the roster has been applied."""
        labels = {self.NEW: "invited", self.MOVED: "moved to another section", self.LEAVES: "left"}
        return labels.get(self, str(self.label))


UNUSED = (RosterOutcome.PROBLEM, RosterOutcome.WAITS)
"""Applying the roster does nothing to them."""


class RosterEntry(models.Model):
    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="Of the line in the file. 0: it isn’t in there.")
    email = AddressField("email address", blank=True)
    name = models.CharField(max_length=60, blank=True)
    section = models.CharField(max_length=CohortSection.MAX_NAME_CHARS, blank=True)
    role = models.CharField(max_length=7, choices=INVITED_ROLES, default=CohortRole.LEARNER)
    external_id = models.CharField(max_length=Membership.MAX_EXTERNAL_ID_CHARS, blank=True)
    text = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=7, choices=RosterOutcome)
    note = models.CharField(max_length=200, blank=True, help_text="More about the outcome, or what to do.")
    member = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number", "pk")
        indexes = [
            models.Index(fields=["roster", "outcome"], name="roster_line_outcome"),
            models.Index(fields=["email"], name="roster_line_email"),
        ]

    def __str__(self) -> str:
        return self.email or f"line {self.number}"

    @property
    def result(self) -> str:
        """What the line does, or did."""
        outcome = RosterOutcome(self.outcome)
        label = outcome.past_label if self.applied_at else str(outcome.label)
        if outcome == RosterOutcome.LEAVES and self.note:
            return f"{label} ({self.note})"
        return self.note or label
