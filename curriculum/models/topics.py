"""The roadmap as a reference work: sections, their topics, the subtopics in them."""

from typing import Any, ClassVar

from django.db import models

from curriculum.models.base import (
    HoursByBackground,
    ListItem,
    Node,
    NodeQuerySet,
    known_stars,
    stars_field,
    successor_field,
)
from lib.model_fields import MarkdownField, RenderedField


class Section(Node, HoursByBackground):
    """``shared_topics`` belong to sections of other roadmaps. Here they stand before the section's own."""

    roadmap = models.ForeignKey("Roadmap", on_delete=models.PROTECT, related_name="sections")
    number = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    note = models.CharField(max_length=200, blank=True)
    shared_topics: "models.ManyToManyField[Topic, Any]" = models.ManyToManyField(
        "Topic", blank=True, related_name="shared_in"
    )

    _history_m2m_fields: ClassVar[list[str]] = ["shared_topics"]

    class Meta(Node.Meta):
        constraints = (*HoursByBackground.Meta.constraints,)

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class ItemKind(models.TextChoices):
    """The lists a section, topic or subtopic may have. The value is the key in the content files."""

    PRACTICE = "practice", "practice"
    PATH = "path", "learning path"
    KEY_IDEAS = "key_ideas", "key ideas"
    SURVEY = "survey", "survey only"
    WHAT_YOU_NEED = "what_you_need", "what you need"
    TIME_ALLOCATION = "time_allocation", "how to spend the time"
    WHEN = "when", "when to learn more"
    SKIP = "skip", "skip for now"
    DONT_IMPLEMENT = "dont_implement", "do not implement"
    GOOD_TO_HAVE = "good_to_have", "good to have"
    ADD_LATER = "add_later", "add later"
    ABBREVIATIONS = "abbreviations", "abbreviations"
    EXERCISES = "exercises", "exercises"


class SectionItem(ListItem):
    node = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind)


class Topic(Node, HoursByBackground):
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="topics")
    number = models.CharField(max_length=8)
    title = models.CharField(max_length=120)
    label = models.CharField(max_length=40, blank=True, help_text="A short name for the map.")
    stars = stars_field(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    depth = models.CharField(max_length=200, blank=True)
    why = MarkdownField(blank=True)
    why_html = RenderedField("why", inline=True)
    skip_if = models.CharField(max_length=200, blank=True)
    successor = successor_field()

    class Meta(Node.Meta):
        constraints = (known_stars(), *HoursByBackground.Meta.constraints)

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def short_title(self) -> str:
        return self.label or self.title


class TopicItem(ListItem):
    node = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind)


class SubtopicQuerySet(NodeQuerySet):
    def follow_parents(self) -> None:
        """Give every subtopic the topic of its parent, level by level, after a parent has moved to another topic."""
        astray = self.filter(parent__isnull=False).exclude(topic=models.F("parent__topic"))
        parents = Subtopic.objects.filter(pk=models.OuterRef("parent"))
        while astray.update(topic=models.Subquery(parents.values("topic")[:1])):
            pass


class Subtopic(Node, HoursByBackground):
    """Part of a topic, at any depth: `parent` is None directly under the topic."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="subtopics")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subtopics")
    title = models.CharField(max_length=160)
    stars = stars_field(null=True, blank=True)
    part = models.CharField(max_length=120, blank=True, help_text="The part of the topic it opens or belongs to.")
    note = models.CharField(max_length=200, blank=True)
    depth = models.CharField(max_length=200, blank=True)
    why = MarkdownField(blank=True)
    why_html = RenderedField("why", inline=True)
    skip_if = models.CharField(max_length=200, blank=True)
    successor = successor_field()

    objects: ClassVar[Any] = SubtopicQuerySet.as_manager()

    class Meta(Node.Meta):
        constraints = (known_stars(), *HoursByBackground.Meta.constraints)

    def __str__(self) -> str:
        return self.title


class SubtopicItem(ListItem):
    node = models.ForeignKey(Subtopic, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=16, choices=ItemKind)
