"""How a cohort is marked: the scheme, its rows, and the exceptions from it. Marks themselves are never stored."""

import uuid
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User, validate_time_zone, zone_named
from cohorts.cohort.models import Cohort
from cohorts.marks.rules import LateKind, LateRule, Weights
from curriculum.models import Checkpoint, Topic
from exercises.models import Exercise
from lib.uids import UidModel

MAX_POINTS = 1_000
MAX_ROWS = 200
MAX_EXTRA_DAYS = 365
MAX_REASON_CHARS = 300
MAX_EXCEPTIONS = 5_000
A_PERCENTAGE = [MaxValueValidator(100)]


class LateChoice(models.TextChoices):
    NONE = LateKind.NONE.value, "No deduction"
    PER_DAY = LateKind.PER_DAY.value, "A percentage for each begun day"
    ZERO_AFTER = LateKind.ZERO_AFTER.value, "Nothing counts after some days"


class MarkScheme(models.Model):
    """How a cohort is marked. A cohort without one has no marks."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="mark_scheme")
    is_shown = models.BooleanField("learners see their marks", default=False)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    percent_signed_off = models.PositiveSmallIntegerField(default=100, validators=A_PERCENTAGE)
    percent_claimed = models.PositiveSmallIntegerField(default=0, validators=A_PERCENTAGE)
    counts_partial = models.BooleanField(default=False, help_text="Passed checks of an exercise count in part.")
    late_kind = models.CharField(max_length=10, choices=LateChoice, default=LateChoice.NONE)
    late_percent = models.PositiveSmallIntegerField(default=10, validators=A_PERCENTAGE)
    late_cap = models.PositiveSmallIntegerField(default=100, validators=A_PERCENTAGE)
    late_days = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(MAX_EXTRA_DAYS)])

    def __str__(self) -> str:
        return f"Marks of {self.cohort}"

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.time_zone)

    @property
    def weights(self) -> Weights:
        rule = LateRule(
            kind=LateKind(self.late_kind), percent=self.late_percent, cap=self.late_cap, days=self.late_days
        )
        return Weights(signed_off=self.percent_signed_off, claimed=self.percent_claimed, late_rule=rule)


class MarkRowQuerySet(models.QuerySet["MarkRow"]):
    def current(self) -> Self:
        """Leave out removed ones."""
        return self.filter(removed_at=None)

    def with_subjects(self) -> Self:
        """Read what the rows are about, without long texts."""
        columns = ("exercise__uid", "exercise__slug", "exercise__title", "exercise__retired", "exercise__stage")
        nodes = ("topic__uid", "topic__title", "checkpoint__uid", "checkpoint__title", "checkpoint__phase_id")
        own = [field.attname for field in self.model._meta.concrete_fields]
        return self.select_related("exercise", "topic", "checkpoint").only(*own, *columns, *nodes)


class MarkRow(UidModel):
    """An exercise, a topic or a checkpoint that counts for the mark."""

    scheme = models.ForeignKey(MarkScheme, on_delete=models.CASCADE, related_name="rows")
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    checkpoint = models.ForeignKey(Checkpoint, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField(default=0)
    points = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_POINTS)]
    )
    due_at = models.DateTimeField(null=True, blank=True)
    follows_due_week = models.BooleanField(default=False, help_text="It is due with its week in the shared plan.")
    canvas_id = models.PositiveBigIntegerField(null=True, blank=True, help_text="Of the assignment in Canvas.")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Since when it no longer counts.")

    objects: ClassVar[MarkRowQuerySet] = MarkRowQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(exercise__isnull=False, topic=None, checkpoint=None)
                | Q(exercise=None, topic__isnull=False, checkpoint=None)
                | Q(exercise=None, topic=None, checkpoint__isnull=False),
                name="mark_row_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(due_at=None) | Q(follows_due_week=False), name="mark_row_due_once"),
            *(
                models.UniqueConstraint(fields=["scheme", name], name=f"one_mark_row_for_each_{name}")
                for name in ("exercise", "topic", "checkpoint")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> Exercise | Topic | Checkpoint:
        subject = self.exercise or self.topic or self.checkpoint
        if subject is None:
            raise ValueError("The database refuses such a row.")
        return subject

    @property
    def subject_id(self) -> int:
        """The primary key of what it is about."""
        return self.exercise_id or self.topic_id or self.checkpoint_id or 0

    @property
    def title(self) -> str:
        return self.subject.title

    @property
    def kind(self) -> str:
        return "exercise" if self.exercise_id else "topic" if self.topic_id else "checkpoint"


class MarkExceptionQuerySet(models.QuerySet["MarkException"]):
    def in_force(self) -> Self:
        """Leave out those that were taken back."""
        return self.filter(undone_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")


class MarkException(UidModel):
    """A later due date, or that a row doesn't count. For one learner, or everybody in the cohort.

    One for chosen learners is a row for each of them, so that it goes with their account. Those that were written
    together share a ``batch``. Rows are only added: taking one back writes when and by whom, and never changes what it
    said.
    """

    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    scheme = models.ForeignKey(MarkScheme, on_delete=models.CASCADE, related_name="exceptions")
    row = models.ForeignKey(
        MarkRow, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions", help_text="Empty: all."
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mark_exceptions",
        help_text="Empty: everybody in the cohort.",
    )
    is_excused = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    extra_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_EXTRA_DAYS)]
    )
    reason = models.CharField(max_length=MAX_REASON_CHARS)
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Nobody any more when they have deleted their account.",
    )  # fmt: skip
    written_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the learners had been notified.")

    objects: ClassVar[MarkExceptionQuerySet] = MarkExceptionQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "exceptions from marks"
        indexes = [
            models.Index(fields=["scheme", "-written_at"], name="mark_exception_newest"),
            models.Index(fields=["batch"], name="mark_exception_batch"),
            models.Index(fields=["written_at"], condition=Q(told_at=None), name="mark_exception_to_tell"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_excused=True, due_at=None, extra_days=None)
                | Q(is_excused=False, due_at__isnull=False, extra_days=None)
                | Q(is_excused=False, due_at=None, extra_days__isnull=False),
                name="mark_exception_of_one_kind",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="no_mark_exception_without_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.row or 'all rows'}: {self.reason}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None


def scheme_of(cohort: Cohort) -> MarkScheme | None:
    """Return the scheme of a cohort, with the cohort. One query."""
    scheme = MarkScheme.objects.filter(cohort=cohort).first()
    if scheme:
        scheme.cohort = cohort
    return scheme


def marks_are_shown(cohort: Cohort) -> bool:
    """Whether the learners of a cohort see their marks. One query."""
    return MarkScheme.objects.filter(cohort=cohort, is_shown=True).exists()


def cohort_zone(cohort: Cohort, reader: User) -> ZoneInfo:
    """Return the time zone that a cohort's dates go by: that of its marks, or else the reader's own. One query."""
    scheme = MarkScheme.objects.filter(cohort=cohort).only("time_zone").first()
    return scheme.zone if scheme else reader.zone


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """
    >>> local_text(datetime(2026, 12, 4, 22, 59, tzinfo=ZoneInfo("UTC")), ZoneInfo("Europe/Berlin"))
    '4 Dec 2026, 23:59'
    """
    local = moment.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


def format_exception(item: MarkException, zone: ZoneInfo) -> str:
    """ "excused", "due 12 Dec 2026, 23:59" or "3 more days"."""
    if item.is_excused:
        return "excused"
    if item.due_at:
        return f"due {local_text(item.due_at, zone)}"
    return "1 more day" if item.extra_days == 1 else f"{item.extra_days} more days"
