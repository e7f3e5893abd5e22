"""The path through the roadmap: phases, their activities, and the checkpoints between them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models

from curriculum.documents.schema import DEFAULT_BADGE_SHARE
from curriculum.models.base import ListItem, Node, known_stars, low_to_high, stars_field
from curriculum.models.roadmap import Resource, Roadmap
from curriculum.models.topics import Topic
from lib.durations import CountRange, HoursRange, WeekSpan
from lib.model_fields import MarkdownField, RangeColumns, RenderedField


class Phase(Node):
    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    label = models.CharField(max_length=40, help_text="A short name for the map.")
    stars = stars_field(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    depth = models.CharField(max_length=200, blank=True)
    weeks_low = models.PositiveSmallIntegerField(null=True, blank=True)
    weeks_high = models.PositiveSmallIntegerField(null=True, blank=True)
    ongoing = models.BooleanField(default=False, help_text="The weeks are only its beginning.")
    daily_hours_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    daily_hours_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")

    weeks = RangeColumns(CountRange, "weeks_low", "weeks_high")
    daily_hours = RangeColumns(HoursRange, "daily_hours_low", "daily_hours_high")

    class Meta(Node.Meta):
        constraints = (
            known_stars(),
            low_to_high("weeks_low", "weeks_high"),
            low_to_high("daily_hours_low", "daily_hours_high"),
        )

    def __str__(self) -> str:
        return f"Phase {self.number}: {self.title}"


class Activity(Node):
    """The work of some weeks of a phase."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="activities")
    title = models.CharField(max_length=120)
    week_first = models.PositiveSmallIntegerField(null=True, blank=True)
    week_last = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: it does not end.")
    hours_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    hours_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    emphasis = models.CharField(max_length=120, blank=True)
    goal = MarkdownField(blank=True)
    goal_html = RenderedField("goal", inline=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="activities")
    resources = models.ManyToManyField(Resource, blank=True, related_name="activities")

    weeks = RangeColumns(WeekSpan, "week_first", "week_last")
    hours = RangeColumns(HoursRange, "hours_low", "hours_high")

    _history_m2m_fields: ClassVar[list[str]] = ["topics", "resources"]

    class Meta(Node.Meta):
        verbose_name_plural = "activities"
        constraints = (
            low_to_high("week_first", "week_last", open_ended=True),
            low_to_high("hours_low", "hours_high"),
        )

    def __str__(self) -> str:
        return self.title


class ActivityItem(ListItem):
    """One step, beginning with its verb: `Implement: …`."""

    node = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="items")


class CheckpointKind(models.TextChoices):
    CHECKPOINT = "checkpoint", "checkpoint"
    ASSESSMENT = "assessment", "self-assessment"


class Checkpoint(Node):
    """Questions at the end of a phase: before the next phase, or a self-assessment."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="checkpoints")
    kind = models.CharField(max_length=10, choices=CheckpointKind, default=CheckpointKind.CHECKPOINT)
    title = models.CharField(max_length=120)
    if_yes = models.CharField(max_length=200, blank=True, help_text="What to do when every answer is yes.")
    if_no = models.CharField(max_length=200, blank=True, help_text="What to do otherwise.")
    badge_share = models.PositiveSmallIntegerField(
        default=DEFAULT_BADGE_SHARE,
        db_default=DEFAULT_BADGE_SHARE,
        validators=[MaxValueValidator(100)],
        help_text="The percentage of the phase’s exercises that a badge needs, besides the proven criteria.",
    )

    class Meta(Node.Meta):
        constraints = (models.UniqueConstraint(fields=["phase", "kind"], name="one_checkpoint_of_each_kind"),)

    def __str__(self) -> str:
        return self.title


class Criterion(Node):
    """One question of a checkpoint. `topics` are those to go back to if the answer is no."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="criteria")
    text = MarkdownField(help_text="One line of Markdown with LaTeX in $…$.")
    text_html = RenderedField("text", inline=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="criteria")
    meaning = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="Changes when it asks something else. Answers count for their own meaning."
    )
    is_proven_by_exercises = models.BooleanField(
        default=True, editable=False, help_text="Whether its exercises prove what it asks now."
    )

    _history_m2m_fields: ClassVar[list[str]] = ["topics"]

    class Meta(Node.Meta):
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return str(self.text)


class CriterionWording(models.Model):
    """A wording that a criterion has had, and what it meant: a version that is published again means the same again."""

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="wordings")
    words = models.TextField(help_text="The text without capitals and repeated spaces.")
    meaning = models.PositiveSmallIntegerField()
    is_proven_by_exercises = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "words"], name="one_meaning_of_each_wording")]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.words}"
