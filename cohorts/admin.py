from django.contrib import admin
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
    extra = 0
    can_delete = True

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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
