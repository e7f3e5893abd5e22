from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from exercises.actions import regrade
from exercises.models import CheckResult, EarlierVerdict, Exercise, Submission


class ReadOnly:
    """Rows that mirror files or record facts: to look at, never to edit."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.action(description="Grade again what passed an earlier version", permissions=["view"])
def grade_again(modeladmin: admin.ModelAdmin[Exercise], request: HttpRequest, exercises: QuerySet[Exercise]) -> None:
    for exercise in exercises:
        done = regrade(exercise=exercise)
        modeladmin.message_user(request, f"{exercise}: {done.chosen} of {done.passes} passes are graded again.")


@admin.register(Exercise)
class ExerciseAdmin(ReadOnly, admin.ModelAdmin[Exercise]):
    actions = (grade_again,)
    list_display = ("title", "section", "stars", "minutes", "device", "digest", "retired")
    list_filter = ("section", "device", "retired")
    search_fields = ("title", "slug")


class CheckInline(ReadOnly, admin.TabularInline[CheckResult, Submission]):
    model = CheckResult
    fields = ("title", "verdict", "message", "ms")


class EarlierInline(ReadOnly, admin.TabularInline[EarlierVerdict, Submission]):
    model = EarlierVerdict
    fields = ("verdict", "digest", "graded_at", "replaced_at", "message")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin[Submission]):
    list_display = ("created_at", "exercise", "learner", "mode", "state", "verdict", "mistake", "attempts", "worker")
    list_filter = ("state", "verdict", "mode", "exercise")
    list_select_related = ("exercise", "learner")
    search_fields = ("uid", "learner__email")
    date_hierarchy = "created_at"
    inlines = (CheckInline, EarlierInline)
