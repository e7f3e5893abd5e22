"""Base classes and fields for all nodes of a roadmap."""

from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from curriculum.fields import BodyField
from curriculum.models.version import VersionedQuerySet
from lib.durations import Hours, HoursRange
from lib.model_fields import MarkdownField, RangeColumns, RenderedField

validate_uid = RegexValidator(
    r"^[a-z0-9]+(?:[-.][a-z0-9]+)*$", "A uid is made of lower-case letters, digits, hyphens and dots."
)


class Stars(models.IntegerChoices):
    """The importance of a topic."""

    AWARENESS = 1, "awareness"
    USEFUL = 2, "useful"
    IMPORTANT = 3, "important"
    VERY_IMPORTANT = 4, "very important"
    CRITICAL = 5, "critical"


def stars_field(**options: Any) -> Any:
    """A field for 1 to 5 stars; None if the source gives none."""
    return models.PositiveSmallIntegerField(
        choices=Stars, validators=[MinValueValidator(1), MaxValueValidator(5)], **options
    )


def successor_field() -> Any:
    """Make the field for the uid (as in the files, not a key) of the node that has a retired node's content now."""
    return models.CharField(
        max_length=120, blank=True, validators=[validate_uid], help_text="The uid of what has its content now."
    )


def low_to_high(low: str, high: str, *, open_ended: bool = False) -> models.CheckConstraint:
    """A constraint: both ends or neither, and low <= high. If open-ended, the high end may be missing."""
    empty = Q(**{f"{low}__isnull": True, f"{high}__isnull": True})
    # Said in full: a CHECK lets pass what it cannot decide, and NULL <= 4 is undecided.
    both = Q(**{f"{low}__isnull": False, f"{high}__isnull": False, f"{low}__lte": F(high)})
    no_end = Q(**{f"{low}__isnull": False, f"{high}__isnull": True})
    return models.CheckConstraint(
        condition=empty | both | no_end if open_ended else empty | both,
        name=f"%(app_label)s_%(class)s_{low}_to_high",
    )


def known_stars() -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(stars__isnull=True) | Q(stars__range=(1, 5)), name="%(app_label)s_%(class)s_stars_1_to_5"
    )


class NodeQuerySet(VersionedQuerySet):
    def get_by_natural_key(self, uid: str) -> Any:
        return self.get(uid=uid)

    def current(self) -> Self:
        """Leave out retired nodes."""
        return self.filter(retired=False)


class Node(models.Model):
    """A part of the roadmap that progress can refer to. It can be edited, moved or retired, but is never deleted.

    `loaded_digest` is the digest of the values last taken from the content files (empty for a node made in the admin):
    values with another digest were edited here, and loading again leaves them alone.
    """

    uid = models.CharField(max_length=120, unique=True, validators=[validate_uid], help_text="Never changes.")
    order = models.PositiveSmallIntegerField(default=0, db_index=True)
    retired = models.BooleanField(default=False, help_text="No longer shown; what learners did with it stays.")
    body = BodyField(blank=True, help_text="Markdown with LaTeX in $…$ and $$…$$, without headings.")
    body_html = RenderedField("body")
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    history = HistoricalRecords(inherit=True)
    objects: ClassVar[Any] = NodeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("order", "pk")

    def natural_key(self) -> tuple[str]:
        return (self.uid,)


class ListItem(models.Model):
    """One line of a list that belongs to a node, such as a practice task. Progress doesn't refer to it."""

    order = models.PositiveSmallIntegerField(default=0, db_index=True)
    text = MarkdownField(help_text="One line of Markdown with LaTeX in $…$.")
    text_html = RenderedField("text", inline=True)

    history = HistoricalRecords(inherit=True)
    objects: ClassVar[Any] = VersionedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return str(self.text)


class HoursByBackground(models.Model):
    """Estimated hours in tenths for each of the two backgrounds, equal if the source doesn't distinguish them."""

    hours_refresher_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    hours_refresher_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    hours_from_scratch_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    hours_from_scratch_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")

    hours_refresher = RangeColumns(HoursRange, "hours_refresher_low", "hours_refresher_high")
    hours_from_scratch = RangeColumns(HoursRange, "hours_from_scratch_low", "hours_from_scratch_high")

    class Meta:
        abstract = True
        constraints = (
            low_to_high("hours_refresher_low", "hours_refresher_high"),
            low_to_high("hours_from_scratch_low", "hours_from_scratch_high"),
        )

    def hours_for(self, background: str) -> HoursRange | None:
        """The estimate for `refresher` or `from_scratch`, or None if the source gives none."""
        return self.hours_refresher if background == "refresher" else self.hours_from_scratch

    @property
    def hours(self) -> Hours | None:
        refresher, from_scratch = self.hours_refresher, self.hours_from_scratch
        return Hours(refresher, from_scratch) if refresher and from_scratch else None

    @hours.setter
    def hours(self, hours: Hours | None) -> None:
        self.hours_refresher = hours.refresher if hours else None
        self.hours_from_scratch = hours.from_scratch if hours else None
