"""The roadmap with its sections, topics and subtopics."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from curriculum.admin.nodes import BACKGROUND_HOURS, DraggedNodeAdmin, ItemInline, NodeAdmin, NodeInline, preview
from curriculum.forms import SubtopicForm
from curriculum.models import Roadmap, Section, SectionItem, Subtopic, SubtopicItem, Topic, TopicItem


class TopicInline(NodeInline):
    model = Topic
    fields = ("number", "title", "stars", "retired")


class SubtopicInline(NodeInline):
    model = Subtopic
    fields = ("title", "stars", "retired")


class TopLevelSubtopicInline(SubtopicInline):
    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(parent=None)


class SectionItemInline(ItemInline):
    model = SectionItem


class TopicItemInline(ItemInline):
    model = TopicItem


class SubtopicItemInline(ItemInline):
    model = SubtopicItem


@admin.register(Roadmap)
class RoadmapAdmin(NodeAdmin):
    headline = (
        "title",
        "summary",
        ("weeks_low", "weeks_high"),
        ("balance_coding", "balance_reading", "balance_watching"),
    )
    texts = ("body", "balance_rule")
    balance_rule_preview = preview("balance_rule")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one roadmap; it comes with the content."""
        return False


@admin.register(Section)
class SectionAdmin(DraggedNodeAdmin):
    headline = (("number", "title"), "roadmap", "note", *BACKGROUND_HOURS)
    list_display = ("__str__", "hours", "is_shown")
    inlines = (TopicInline, SectionItemInline)


@admin.register(Topic)
class TopicAdmin(NodeAdmin):
    headline = (("number", "title"), "section", "label", "stars", "note", "depth", "skip_if", *BACKGROUND_HOURS)
    texts = ("why", "body")
    within = ("section",)
    why_preview = preview("why")
    list_display = ("__str__", "section", "stars", "hours", "is_shown")
    list_filter = ("section", "stars", "retired")
    search_fields = ("title", "number", "uid", "body", "why")
    list_select_related = ("section",)
    ordering = ("section__order", "order")
    inlines = (TopLevelSubtopicInline, TopicItemInline)


@admin.register(Subtopic)
class SubtopicAdmin(NodeAdmin):
    form = SubtopicForm
    within = ("topic", "parent")
    headline = ("title", "topic", "parent", "stars", "part", "note", "depth", "skip_if", *BACKGROUND_HOURS)
    texts = ("why", "body")
    why_preview = preview("why")
    list_display = ("title", "topic", "parent", "stars", "hours", "is_shown")
    list_filter = ("stars", "retired", "topic")
    search_fields = ("title", "uid", "body", "why")
    list_select_related = ("topic", "parent")
    autocomplete_fields = ("topic", "parent")
    ordering = ("topic__section__order", "topic__order", "order")
    inlines = (SubtopicInline, SubtopicItemInline)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Move the subtopic's descendants to its new topic too."""
        super().save_model(request, obj, form, change)
        if change and "topic" in form.changed_data:
            Subtopic.objects.follow_parents()
