from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from exercises.fleet.admin import RunnerHostAdmin
from exercises.models import CheckResult, EarlierVerdict, Exercise, Submission
from exercises.submissions.readings import record_reading_of

__all__ = ["ExerciseAdmin", "RunnerHostAdmin", "SubmissionAdmin"]


class ReadOnly:
    """Rows that mirror files or record facts, so nobody may edit them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.action(description="Regrade submissions of this exercise", permissions=["view"])
def regrade(
    modeladmin: admin.ModelAdmin[Exercise], request: HttpRequest, exercises: QuerySet[Exercise]
) -> HttpResponse:
    """Open the form that chooses the scope. Nothing is sent from here."""
    slugs = list(exercises.values_list("slug", flat=True))
    query = f"?{urlencode({'exercise': slugs[0]})}" if len(slugs) == 1 else ""
    return redirect(reverse("authoring:start_regrade") + query)


@admin.register(Exercise)
class ExerciseAdmin(ReadOnly, admin.ModelAdmin[Exercise]):
    actions = (regrade,)
    list_display = ("title", "section", "stage", "version", "minutes", "device", "digest", "retired")
    list_filter = ("stage", "section", "device", "retired")
    search_fields = ("title", "slug")


class CheckInline(ReadOnly, admin.TabularInline[CheckResult, Submission]):
    model = CheckResult
    fields = ("title", "verdict", "message", "ms")


class EarlierInline(ReadOnly, admin.TabularInline[EarlierVerdict, Submission]):
    model = EarlierVerdict
    fields = ("verdict", "digest", "graded_at", "replaced_at", "message")


@admin.register(Submission)
class SubmissionAdmin(ReadOnly, admin.ModelAdmin[Submission]):
    list_display = (
        "created_at",
        "exercise",
        "learner",
        "mode",
        "state",
        "verdict",
        "mistake",
        "attempts",
        "worker",
        "host",
    )
    list_filter = ("state", "verdict", "mode", "host", "exercise")
    list_select_related = ("exercise", "learner", "host")
    search_fields = ("uid", "learner__email")
    date_hierarchy = "created_at"
    inlines = (CheckInline, EarlierInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        return Submission.objects.visible_to(cast(User, request.user))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        submission: Submission | None = kwargs.get("obj")
        if submission:
            record_reading_of(submission, reader=cast(User, request.user), role="admin")
        return super().render_change_form(request, context, *args, **kwargs)
