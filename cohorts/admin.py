from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cohorts.models import Cohort, CohortQuerySet, Comment, Membership, Thread


class MembershipInline(admin.TabularInline[Membership, Cohort]):
    model = Membership
    fields = ("user", "role", "joined_on")
    autocomplete_fields = ("user",)
    extra = 1


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin[Cohort]):
    """Who learns in it and who looks after them. Taking a mentor's line out ends what they may see."""

    list_display = ("title", "started_on", "mentors", "learner_count")
    search_fields = ("title", "memberships__user__name", "memberships__user__email")
    prepopulated_fields = {"slug": ("title",)}
    fields = (("title", "slug"), "started_on")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> CohortQuerySet:
        return Cohort.objects.with_counts().prefetch_related("memberships__user")

    @admin.display(description="learners")
    def learner_count(self, cohort: Cohort) -> int:
        return cohort.learners

    @admin.display(description="mentors")
    def mentors(self, cohort: Cohort) -> str:
        mentors = [member.user for member in cohort.memberships.all() if member.role == Membership.Role.MENTOR]
        return ", ".join(str(mentor) for mentor in mentors) or "nobody yet"


class CommentInline(admin.TabularInline[Comment, Thread]):
    model = Comment
    fields = readonly_fields = ("written_at", "from_mentor", "mentor", "text")
    ordering = ("written_at", "pk")
    extra = 0
    can_delete = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).select_related("mentor")

    def has_add_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False


@admin.register(Thread)
class ThreadAdmin(admin.ModelAdmin[Thread]):
    """To take out what should not stand there. What is written is written on the site's own pages."""

    list_display = ("title", "learner", "is_request", "opened_at", "settled_at")
    list_select_related = ("learner", "topic", "exercise", "submission__exercise")
    search_fields = ("learner__name", "learner__email", "comments__text")
    fields = readonly_fields = ("learner", "title", "is_request", "opened_at", "settled_at")
    inlines = (CommentInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With the last comment its thread goes, as on the site's own pages: there is none without a text."""
        super().save_related(request, form, formsets, change)
        if not form.instance.comments.exists():
            form.instance.delete()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
