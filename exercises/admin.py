from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from exercises.models import CheckResult, Exercise, Submission


class ReadOnly:
    """Rows that mirror files or record facts: to look at, never to edit."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Exercise)
class ExerciseAdmin(ReadOnly, admin.ModelAdmin[Exercise]):
    list_display = ("title", "section", "stars", "minutes", "device", "digest", "retired")
    list_filter = ("section", "device", "retired")
    search_fields = ("title", "slug")


class CheckInline(ReadOnly, admin.TabularInline[CheckResult, Submission]):
    model = CheckResult
    fields = ("title", "verdict", "message", "ms")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin[Submission]):
    list_display = ("created_at", "exercise", "learner", "mode", "state", "verdict", "mistake", "attempts", "worker")
    list_filter = ("state", "verdict", "mode", "exercise")
    list_select_related = ("exercise", "learner")
    search_fields = ("uid", "learner__email")
    date_hierarchy = "created_at"
    inlines = (CheckInline,)
