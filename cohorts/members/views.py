"""The members of a cohort, and what each of them may know about it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.single_sign_on.providers import identity_providers
from cohorts.access import cohort_or_404, joined_cohort_or_404, led_cohort_or_404
from cohorts.cohort.models import Cohort, CohortRole, Membership
from cohorts.members import actions
from cohorts.members.bulk_views import MemberOperation
from cohorts.members.queries import MemberChoice, members_page
from cohorts.sections.actions import move_learners
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo


class MemberForm(forms.Form):
    role = forms.ChoiceField(choices=CohortRole.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if cohort.sections.current().exists():
            self.fields["section"] = forms.ModelChoiceField(
                cohort.sections.current(), to_field_name="uid", required=False, empty_label="none",
                help_text="Of a learner.",
            )  # fmt: skip


@require_safe
@login_required
def member_list(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    choice = MemberChoice.from_query(request.GET.dict())
    page = members_page(cohort, request.user, number=request.GET.get("page", ""), choice=choice)
    context = {"page": page, "cohort": cohort, "operations": list(MemberOperation)}
    context["shows_groups"] = page.may_change and bool(identity_providers())
    return render(request, "cohorts/member_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit_member(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Change the role of a member, and a learner's section."""
    cohort = led_cohort_or_404(request.user, slug)
    member = get_object_or_404(cohort.memberships.select_related("user", "section"), user__uid=uid)
    initial = {"role": member.role, "section": member.section.uid if member.section else None}
    form = MemberForm(request.POST or None, initial=initial, cohort=cohort)
    if request.method == "POST" and form.is_valid():
        try:
            member = _change(request, cohort, uid, form)
        except RefusedError as refusal:
            form.add_error("role", str(refusal))
        else:
            section = f" in {member.section_name}" if member.section_name else ""
            messages.success(request, f"{member.user} is now a {member.get_role_display()}{section}.")
            return _back(request, cohort)
    return render(request, "cohorts/edit_member.html", {"form": form, "cohort": cohort, "member": member})


@transaction.atomic
def _change(request: AuthedRequest, cohort: Cohort, uid: uuid.UUID, form: MemberForm) -> Membership:
    data = form.cleaned_data
    actions.change_role(person=request.user, cohort=cohort, uid=uid, role=data["role"])
    if "section" in data and data["role"] == CohortRole.LEARNER:
        move_learners(person=request.user, cohort=cohort, learners=[uid], section=data["section"])
    return cohort.memberships.select_related("user", "section").get(user__uid=uid)


@require_POST
@login_required
def remove_member(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    member = get_object_or_404(cohort.memberships.select_related("user"), user__uid=uid)
    try:
        undo_token = actions.remove_member(person=request.user, cohort=cohort, uid=uid)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:edit_member", slug, uid)
    offer_undo(request, f"{member.user} is no longer in {cohort}.", reverse("cohorts:restore_member"), undo_token)
    return _back(request, cohort)


@require_POST
@login_required
def leave(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = joined_cohort_or_404(request.user, slug)
    get_object_or_404(cohort.memberships, user=request.user)
    try:
        undo_token = actions.leave(person=request.user, cohort=cohort)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_about", slug)
    offer_undo(request, f"You’ve left {cohort}.", reverse("cohorts:restore_member"), undo_token)
    return redirect("cohorts:cohort_list")


@require_POST
@login_required
def restore_member(request: AuthedRequest) -> HttpResponse:
    try:
        token = request.POST.get("undo_token", "")
        cohort, people = actions.restore_members(person=request.user, undo_token=token)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_list")
    if people == [request.user]:
        messages.success(request, f"You’re in {cohort} again.")
        return redirect("cohorts:cohort_about", cohort.slug)
    who = f"{people[0]} is" if len(people) == 1 else f"{len(people)} people are"
    messages.success(request, f"{who} in {cohort} again.")
    return _back(request, cohort)


def _back(request: AuthedRequest, cohort: Cohort) -> HttpResponse:
    """Redirect to the members, or to the list of cohorts for somebody who has just given up their own rights."""
    may_see = cohort.is_visible_to(request.user)
    return redirect("cohorts:member_list", cohort.slug) if may_see else redirect("cohorts:cohort_list")
