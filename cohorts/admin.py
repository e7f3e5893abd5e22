import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from cohorts.cohort.models import Cohort, CohortQuerySet, CohortRole, Membership
from cohorts.members.actions import add_members, assign_role, record_ends
from cohorts.threads.models import Comment, Thread

MAX_ADDRESSES = 1_000
MAX_NAMED_ADDRESSES = 10


class AdminCohortForm(forms.ModelForm[Cohort]):
    """A cohort, and the addresses of people to add: five hundred inline forms would be too many."""

    add_people = forms.CharField(
        label="Add people", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Email addresses, separated by spaces, commas or new lines. Each person needs an account here first.",
    )  # fmt: skip
    add_as = forms.ChoiceField(label="Add them as", choices=CohortRole.choices, initial=CohortRole.LEARNER)

    def clean(self) -> dict[str, Any]:
        """Put the accounts of the addresses into ``people``."""
        data = super().clean() or {}
        addresses = addresses_in(data.get("add_people", ""))
        accounts = {person.email.lower(): person for person in accounts_of(addresses)}
        data["people"] = list(accounts.values())
        if len(addresses) > MAX_ADDRESSES:
            self.add_error("add_people", f"Add at most {MAX_ADDRESSES:,} people at once.")
        elif missing := [address for address in addresses if address not in accounts]:
            self.add_error("add_people", f"No active account has this address: {_join(missing)}. Check it, or "
                           "add the person under People first.")  # fmt: skip
        return data


def addresses_in(text: str) -> list[str]:
    """The addresses in a text, each once and in lower case; of “Sam Hansen <sam@example.org>” only the address.

    >>> addresses_in("Sam Hansen <Sam@example.org>, bo@example.org\\nbo@example.org")
    ['sam@example.org', 'bo@example.org']
    """
    addresses = re.sub(r"[^,;\n<>]*<([^<>]*)>", r" \1 ", text)
    return list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", addresses.lower()))))


def accounts_of(addresses: Sequence[str]) -> QuerySet[User]:
    rows = User.objects.filter(is_active=True).annotate(address=Lower("email"))
    return rows.filter(address__in=addresses[:MAX_ADDRESSES])


def _join(addresses: Sequence[str]) -> str:
    more = len(addresses) - MAX_NAMED_ADDRESSES
    return ", ".join(addresses[:MAX_NAMED_ADDRESSES]) + (f" and {more} more" if more > 0 else "")


@admin.register(Cohort)
class CohortAdmin(admin.ModelAdmin[Cohort]):
    """A cohort. Its members have a list of their own, because they may be hundreds."""

    form = AdminCohortForm
    list_display = ("title", "started_on", "mentors", "learner_count")
    search_fields = ("title", "memberships__user__name", "memberships__user__email")
    prepopulated_fields = {"slug": ("title",)}
    fields = (("title", "slug"), "started_on", ("max_learners", "archived_at"), "members", "add_people", "add_as")
    readonly_fields = ("members",)

    def get_queryset(self, request: HttpRequest) -> CohortQuerySet:
        mentors = Membership.objects.staff().select_related("user").order_by("user__name", "pk")
        return Cohort.objects.with_counts().prefetch_related(Prefetch("memberships", mentors, to_attr="mentoring"))

    @admin.display(description="learners")
    def learner_count(self, cohort: Cohort) -> int:
        return cohort.learners

    @admin.display(description="mentors")
    def mentors(self, cohort: Cohort) -> str:
        mentors: list[Membership] = cohort.mentoring  # type: ignore[attr-defined]  # from get_queryset
        return ", ".join(f"{member.user} ({member.user.email})" for member in mentors) or "nobody yet"

    @admin.display(description="members")
    def members(self, cohort: Cohort) -> SafeString | str:
        if cohort._state.adding:
            return "nobody yet"
        listing = f"{reverse('admin:cohorts_membership_changelist')}?cohort__id__exact={cohort.pk}"
        total = cohort.memberships.count()
        return format_html(
            '{} to search, change or remove: <a href="{}">list of members</a>. Mentors: {}',
            total, listing, self.mentors(cohort),
        )  # fmt: skip

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Count the memberships that go with it. Django would list each, with a query for its user."""
        members = Membership.objects.filter(cohort__in=[cohort.pk for cohort in objs]).count()
        return [str(cohort) for cohort in objs], {"cohorts": len(objs), "memberships": members}, set(), []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        people, role = form.cleaned_data["people"], form.cleaned_data["add_as"]
        if people:
            count = add_members(person=cast(User, request.user), cohort=form.instance, people=people, role=role)
            text = f"Added as {role}: {count}."
            if here := len(people) - count:
                text += f" Already in the cohort (role unchanged): {here}."
            messages.info(request, text)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin[Membership]):
    """The members of all cohorts. Deleting one ends what a mentor may see, or who may see a learner."""

    list_display = ("person", "email", "cohort", "role", "joined_on")
    list_filter = ("role", "cohort")
    search_fields = ("user__name", "user__email")
    ordering = ("-role", "user__name", "user__email")
    list_per_page = 100
    fields = ("person", "email", "cohort", "role", "joined_on")
    readonly_fields = ("person", "email", "cohort")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "cohort")

    @admin.display(description="person", ordering="user__name")
    def person(self, member: Membership) -> str:
        return str(member.user)

    @admin.display(description="email address", ordering="user__email")
    def email(self, member: Membership) -> str:
        return member.user.email

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Add people on the page of their cohort."""
        return False

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Change the role as a lead does: the audit log says whose, in which cohort, from what to what."""
        role, obj.role = CohortRole(obj.role), form.initial["role"]
        assign_role(obj, role, by=cast(User, request.user))
        super().save_model(request, obj, form, change)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        record_ends([obj], by=cast(User, request.user))
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        record_ends(queryset, by=cast(User, request.user))
        super().delete_queryset(request, queryset)


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
    """Admins delete what doesn't belong there. People write on the site's own pages."""

    list_display = ("title", "learner", "cohort", "is_request", "opened_at", "settled_at")
    list_select_related = ("learner", "cohort", "topic", "exercise", "submission__exercise")
    search_fields = ("learner__name", "learner__email", "comments__text")
    fields = readonly_fields = ("learner", "cohort", "title", "is_request", "opened_at", "settled_at")
    inlines = (CommentInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Delete the thread with its last comment, as the site's own pages do."""
        super().save_related(request, form, formsets, change)
        if not form.instance.comments.exists():
            form.instance.delete()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
