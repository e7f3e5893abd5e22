"""Create a cohort, change it, plan it, archive it, clone it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cohorts.access import joined_cohort_or_404, led_cohort_or_404
from cohorts.cohort import actions
from cohorts.cohort.forms import CloneForm, CohortForm, EditCohortForm
from cohorts.cohort.models import Cohort
from cohorts.cohort.queries import cohort_facts, cohort_list_of
from cohorts.marks.models import marks_are_shown
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@login_required
@require_safe
def cohort_list(request: AuthedRequest) -> HttpResponse:
    """List the cohorts that somebody looks after, and those in which they learn."""
    return render(request, "cohorts/cohort_list.html", {"cohorts": cohort_list_of(request.user)})


@require_safe
@login_required
def cohort_about(request: AuthedRequest, slug: str) -> HttpResponse:
    """Tell a member which cohort it is, who sees what, and how to leave."""
    cohort = joined_cohort_or_404(request.user, slug)
    member = cohort.membership_of(request.user)
    shows_marks = member is not None and not member.is_staff and marks_are_shown(cohort)
    context = {"facts": cohort_facts(cohort, member), "member": member, "shows_marks": shows_marks}
    return render(request, "cohorts/cohort_about.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def create_cohort(request: AuthedRequest) -> HttpResponse:
    if not request.user.can_create_cohorts:
        raise PermissionDenied
    form = CohortForm(request.POST or None, initial={"started_on": request.user.today})
    if request.method == "POST" and form.is_valid():
        cohort = actions.create_cohort(person=request.user, **form.cleaned_data)
        messages.success(request, f"{cohort} created. Invite people next.")
        return redirect("cohorts:invitation_list", cohort.slug)
    return render(request, "cohorts/create_cohort.html", {"form": form})


@require_http_methods(["GET", "POST"])
@login_required
def edit_cohort(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    names = ("title", "started_on", "ends_on", "max_learners", "roadmap", "sends_nudges", "nudge_days", "close_days")
    form = EditCohortForm(request.POST or None, initial={name: getattr(cohort, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            _edit(request.user, cohort, dict(form.cleaned_data))
        except actions.EndDateError as refusal:
            form.add_error("ends_on", str(refusal))
        except RefusedError as refusal:
            form.add_error("roadmap", str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("cohorts:edit_cohort", cohort.slug)
    return render(request, "cohorts/edit_cohort.html", {"form": form, "cohort": cohort})


@transaction.atomic
def _edit(person: User, cohort: Cohort, fields: dict[str, Any]) -> None:
    """Change all or nothing. Raises RefusedError if the cohort can't have another roadmap or this end."""
    if roadmap := fields.pop("roadmap", None):
        actions.set_roadmap(person=person, cohort=cohort, roadmap=roadmap)
    nudges = {name: fields.pop(name) for name in ("sends_nudges", "nudge_days", "close_days")}
    actions.edit_cohort(person=person, cohort=cohort, **fields)
    actions.set_nudges(person=person, cohort=cohort, **nudges)


@require_POST
@login_required
def archive_cohort(request: AuthedRequest, slug: str) -> HttpResponse:
    """Archive a cohort, or with ``undo`` take it out of the archive."""
    cohort, is_archived = led_cohort_or_404(request.user, slug), "undo" not in request.POST
    actions.set_archived(person=request.user, cohort=cohort, is_archived=is_archived)
    messages.success(request, f"{cohort} is archived." if is_archived else f"{cohort} is active again.")
    return redirect("cohorts:edit_cohort", cohort.slug)


@require_http_methods(["GET", "POST"])
@login_required
def clone_cohort(request: AuthedRequest, slug: str) -> HttpResponse:
    """Create the same cohort for another term."""
    cohort = led_cohort_or_404(request.user, slug)
    form = CloneForm(request.POST or None, initial={"title": cohort.title, "started_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        clone = actions.clone_cohort(person=request.user, cohort=cohort, **form.cleaned_data)
        messages.success(request, f"{clone} created. Invite people next.")
        return redirect("cohorts:invitation_list", clone.slug)
    return render(request, "cohorts/clone_cohort.html", {"form": form, "cohort": cohort})
