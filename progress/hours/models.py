"""Study entries and the running timer."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.models import User
from curriculum.models import Topic
from lib.durations import MINUTES_IN_A_DAY, format_minutes
from progress.kinds import format_kind
from progress.log_line.study_line import MAX_NOTE_CHARS

TOPIC_NAMES = ("topic__uid", "topic__label", "topic__title")


class StudyKind(models.TextChoices):
    """The values are those of `progress.kinds`."""

    CODING = "coding", "coding"
    READING = "reading", "reading"
    WATCHING = "watching", "watching"
    UNSTATED = "unstated", "not stated"


class Source(models.TextChoices):
    """The origin of an entry: typed, timed, seen at the exercises, or imported from a file."""

    TYPED = "typed", "entered by hand"
    TIMER = "timer", "from the timer"
    RUNS = "runs", "from exercises"
    FILE = "file", "from a file"


class StudyEntryQuerySet(models.QuerySet["StudyEntry"]):
    def of(self, learner: User) -> Self:
        return self.filter(learner=learner)

    def newest_first(self) -> Self:
        return self.order_by("-day", "-created_at")

    def with_topic_names(self) -> Self:
        """Read the topics too, but none of their texts."""
        rows = self.select_related("topic")
        return rows.only(*(field.name for field in StudyEntry._meta.concrete_fields), *TOPIC_NAMES)

    def total_minutes(self) -> int:
        return self.aggregate(total=Sum("minutes"))["total"] or 0


class StudyEntry(models.Model):
    """Minutes of study on a day of the learner's own calendar."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_entries")
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="study_entries")
    kind = models.CharField(max_length=8, choices=StudyKind)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MINUTES_IN_A_DAY)])
    day = models.DateField()
    time_zone = models.CharField(max_length=64, help_text="The learner's zone when it was logged.")
    note = models.CharField(max_length=MAX_NOTE_CHARS, blank=True)
    shares_note = models.BooleanField(default=False, help_text="Mentors may read the note; else only the learner does.")
    source = models.CharField(max_length=5, choices=Source, default=Source.TYPED)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[StudyEntryQuerySet] = StudyEntryQuerySet.as_manager()  # type: ignore[assignment]  # the stubs know a manager only

    class Meta:
        verbose_name_plural = "study entries"
        indexes = [
            # What the sums of a page read, so that years of entries are added up from the indexes alone.
            models.Index(fields=["learner", "topic", "kind", "day", "minutes"], name="study_sums"),
            models.Index(fields=["learner", "day", "kind", "minutes"], name="study_days"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MINUTES_IN_A_DAY), name="study_minutes_in_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min {self.kind} on {self.day}"

    @property
    def label(self) -> str:
        """A name for its buttons: "1 h of reading on 24 Nov"."""
        return f"{format_minutes(self.minutes)} of {format_kind(self.kind)} on {self.day.day} {self.day:%b}"

    @property
    def note_for_mentors(self) -> str:
        return self.note if self.shares_note else ""
