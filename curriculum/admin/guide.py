"""The parts of the guide: tracks, resources, advice, star levels and paces."""

from django.contrib import admin

from curriculum.admin.nodes import DraggedNodeAdmin, ItemInline
from curriculum.models import Advice, PaceProfile, Resource, StarLevel, Track, TrackItem


class TrackItemInline(ItemInline):
    model = TrackItem


@admin.register(Track)
class TrackAdmin(DraggedNodeAdmin):
    headline = ("title", "roadmap", ("weekly_hours_low", "weekly_hours_high"))
    list_display = ("title", "weekly_hours", "is_shown")
    inlines = (TrackItemInline,)


@admin.register(Resource)
class ResourceAdmin(DraggedNodeAdmin):
    headline = ("title", "roadmap", "by", ("area", "label"), "medium", "url", "topics")
    list_display = ("title", "by", "area", "label", "medium", "is_shown")
    list_filter = ("medium", "area", "retired")
    search_fields = ("title", "by", "uid", "area")
    autocomplete_fields = ("topics",)


@admin.register(Advice)
class AdviceAdmin(DraggedNodeAdmin):
    headline = ("title", "roadmap", "kind")
    list_display = ("title", "kind", "is_shown")
    list_filter = ("kind", "retired")


@admin.register(StarLevel)
class StarLevelAdmin(DraggedNodeAdmin):
    headline = ("stars", "roadmap")
    list_display = ("__str__", "stars", "is_shown")
    search_fields = ("uid", "body")


@admin.register(PaceProfile)
class PaceProfileAdmin(DraggedNodeAdmin):
    headline = (
        "title",
        "roadmap",
        ("daily_hours_low", "daily_hours_high"),
        ("weeks_low", "weeks_high"),
        ("months_low", "months_high"),
    )
    list_display = ("title", "daily_hours", "weeks", "months", "is_shown")
