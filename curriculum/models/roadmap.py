"""The roadmap and what belongs to all of it: stars, paces, tracks, resources, advice."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from branding.queries import branding
from curriculum.models.base import ListItem, Node, known_stars, low_to_high, stars_field
from curriculum.models.topics import Topic
from lib.durations import CountRange, HoursRange
from lib.model_fields import MarkdownField, RangeColumns, RenderedField


class Roadmap(Node):
    """`balance_*` are the shares of the time, in percent; `body` says how to use the roadmap."""

    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300, blank=True)
    weeks_low = models.PositiveSmallIntegerField(null=True, blank=True)
    weeks_high = models.PositiveSmallIntegerField(null=True, blank=True)
    balance_coding = models.PositiveSmallIntegerField(default=0)
    balance_reading = models.PositiveSmallIntegerField(default=0)
    balance_watching = models.PositiveSmallIntegerField(default=0)
    balance_rule = MarkdownField(blank=True)
    balance_rule_html = RenderedField("balance_rule", inline=True)

    weeks = RangeColumns(CountRange, "weeks_low", "weeks_high")

    class Meta(Node.Meta):
        constraints = (
            low_to_high("weeks_low", "weeks_high"),
            models.CheckConstraint(
                condition=models.Q(balance_coding=100 - F("balance_reading") - F("balance_watching")),
                name="balance_sums_to_100",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def promise(self) -> str:
        """What it offers to visitors: "Learn your way from linear algebra to LLMs, and prove it".

        A site can have words of its own.
        """
        if tagline := branding().tagline:
            return tagline
        if self.title.startswith("From "):
            return f"Learn your way f{self.title[1:]}, and prove it"
        return f"{self.title}: learn it, and prove it"

    @property
    def balance(self) -> dict[str, int]:
        """Percent of the time by kind of study."""
        return {"coding": self.balance_coding, "reading": self.balance_reading, "watching": self.balance_watching}

    @balance.setter
    def balance(self, shares: dict[str, int]) -> None:
        for kind, share in shares.items():
            setattr(self, f"balance_{kind}", share)


class StarLevel(Node):
    """The meaning of a number of stars: `title` is the word for it, `body` what the learner should do."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="star_levels")
    title = models.CharField(max_length=40)
    stars = stars_field()

    class Meta(Node.Meta):
        constraints = (
            known_stars(),
            models.UniqueConstraint(fields=["roadmap", "stars"], name="one_meaning_of_each_number_of_stars"),
        )

    def __str__(self) -> str:
        return self.title


class PaceProfile(Node):
    """The time that the roadmap takes at a number of hours a day."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="pace_profiles")
    title = models.CharField(max_length=120)
    daily_hours_low = models.PositiveSmallIntegerField(help_text="In tenths of an hour.")
    daily_hours_high = models.PositiveSmallIntegerField(help_text="In tenths of an hour.")
    weeks_low = models.PositiveSmallIntegerField()
    weeks_high = models.PositiveSmallIntegerField()
    months_low = models.PositiveSmallIntegerField()
    months_high = models.PositiveSmallIntegerField()

    daily_hours = RangeColumns(HoursRange, "daily_hours_low", "daily_hours_high")
    weeks = RangeColumns(CountRange, "weeks_low", "weeks_high")
    months = RangeColumns(CountRange, "months_low", "months_high")

    class Meta(Node.Meta):
        constraints = (
            low_to_high("daily_hours_low", "daily_hours_high"),
            low_to_high("weeks_low", "weeks_high"),
            low_to_high("months_low", "months_high"),
        )

    def __str__(self) -> str:
        return self.title


class Track(Node):
    """Something to do in every phase, for some hours every week."""

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="tracks")
    title = models.CharField(max_length=120)
    weekly_hours_low = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")
    weekly_hours_high = models.PositiveSmallIntegerField(null=True, blank=True, help_text="In tenths of an hour.")

    weekly_hours = RangeColumns(HoursRange, "weekly_hours_low", "weekly_hours_high")

    class Meta(Node.Meta):
        constraints = (low_to_high("weekly_hours_low", "weekly_hours_high"),)

    def __str__(self) -> str:
        return self.title


class TrackItemKind(models.TextChoices):
    """The value is the key in the content files."""

    HABITS = "habits", "habits"
    RULES = "rules", "rules"
    PAPERS = "papers", "papers"
    PLACES = "places", "places"


class TrackItem(ListItem):
    node = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=8, choices=TrackItemKind)


class Resource(Node):
    """A course, book, paper or site worth the time. `area` groups them, `label` says what it is for or of what sort."""

    class Medium(models.TextChoices):
        """The kind of study it asks for."""

        CODING = "coding", "coding"
        READING = "reading", "reading"
        WATCHING = "watching", "watching"

    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="resources")
    title = models.CharField(max_length=160)
    by = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=60)
    label = models.CharField(max_length=60)
    medium = models.CharField(max_length=8, choices=Medium)
    url = models.URLField(blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources")

    _history_m2m_fields: ClassVar[list[str]] = ["topics"]

    def __str__(self) -> str:
        return self.title


class AdviceKind(models.TextChoices):
    TIP = "tip", "tip"
    STRENGTH = "strength", "strength"
    GAP = "gap", "gap"


class Advice(Node):
    roadmap = models.ForeignKey(Roadmap, on_delete=models.PROTECT, related_name="advice")
    kind = models.CharField(max_length=8, choices=AdviceKind)
    title = models.CharField(max_length=160)

    class Meta(Node.Meta):
        verbose_name_plural = "advice"

    def __str__(self) -> str:
        return self.title
