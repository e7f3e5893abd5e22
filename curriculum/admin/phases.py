"""Phases with their activities, checkpoints and criteria."""

from django.contrib import admin

from curriculum.admin.nodes import DraggedNodeAdmin, ItemInline, NodeAdmin, NodeInline, preview
from curriculum.models import Activity, ActivityItem, Checkpoint, Criterion, Phase


class ActivityInline(NodeInline):
    model = Activity
    fields = ("title", "week_first", "week_last", "hours_low", "hours_high", "retired")


class CheckpointInline(NodeInline):
    model = Checkpoint
    fields = ("title", "kind", "retired")


class CriterionInline(NodeInline):
    model = Criterion
    fields = ("text", "retired")


class ActivityItemInline(ItemInline):
    model = ActivityItem


@admin.register(Phase)
class PhaseAdmin(DraggedNodeAdmin):
    headline = (
        ("number", "title"),
        "roadmap",
        "label",
        "stars",
        "note",
        "depth",
        ("weeks_low", "weeks_high", "ongoing"),
        ("daily_hours_low", "daily_hours_high"),
    )
    list_display = ("__str__", "stars", "weeks", "daily_hours", "is_shown")
    inlines = (ActivityInline, CheckpointInline)


@admin.register(Activity)
class ActivityAdmin(NodeAdmin):
    headline = (
        "title",
        "phase",
        ("week_first", "week_last"),
        ("hours_low", "hours_high"),
        "emphasis",
        "topics",
        "resources",
    )
    texts = ("goal", "body")
    within = ("phase",)
    goal_preview = preview("goal")
    list_display = ("title", "phase", "weeks", "hours", "is_shown")
    list_filter = ("phase", "retired")
    list_select_related = ("phase",)
    autocomplete_fields = ("topics", "resources")
    ordering = ("phase__number", "order")
    inlines = (ActivityItemInline,)


@admin.register(Checkpoint)
class CheckpointAdmin(NodeAdmin):
    headline = ("title", "phase", "kind", "if_yes", "if_no")
    within = ("phase",)
    list_display = ("title", "phase", "kind", "is_shown")
    list_filter = ("phase", "kind", "retired")
    list_select_related = ("phase",)
    ordering = ("phase__number", "order")
    inlines = (CriterionInline,)


@admin.register(Criterion)
class CriterionAdmin(NodeAdmin):
    headline = ("checkpoint", "topics")
    texts = ("text", "body")
    within = ("checkpoint",)
    text_preview = preview("text")
    list_display = ("text", "checkpoint", "is_shown")
    list_filter = ("checkpoint", "retired")
    search_fields = ("text", "uid", "body")
    list_select_related = ("checkpoint",)
    autocomplete_fields = ("topics",)
    ordering = ("checkpoint__phase__number", "checkpoint__order", "order")
