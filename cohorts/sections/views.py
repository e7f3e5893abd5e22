"""The sections of a cohort, and who is in which."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.access import cohort_or_404, led_cohort_or_404, uuid_or_none
from cohorts.cohort.models import Cohort
from cohorts.sections import actions
from cohorts.sections.forms import EditSectionForm, SectionForm
from cohorts.sections.models import CohortSection
from cohorts.sections.queries import LEARNERS_PER_PAGE, UNASSIGNED, move_page, read_section, section_list
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal

CHOOSE_WHERE = "Choose where to move them."
CHOOSE_SOMEBODY = "Tick the learners to move."


@require_http_methods(["GET", "POST"])
@login_required
def sections(request: AuthedRequest, slug: str) -> HttpResponse:
    """List the sections for leads and mentors. A lead adds one."""
    get_cohort = led_cohort_or_404 if request.method == "POST" else cohort_or_404
    cohort = get_cohort(request.user, slug)
    form = SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            section = actions.add_section(person=request.user, cohort=cohort, name=form.cleaned_data["name"])
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"{section} added. Choose its mentors, then move learners into it.")
            return redirect("cohorts:edit_section", slug, section.uid)
    context = {
        "cohort": cohort, "form": form, "sections": section_list(cohort), "leads": cohort.is_led_by(request.user),
        "learner_count": cohort.memberships.learners().count(),
    }  # fmt: skip
    return render(request, "cohorts/sections.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def edit_section(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Rename a section, and choose its mentors."""
    cohort = led_cohort_or_404(request.user, slug)
    section = _section_or_404(cohort, uid)
    staff = list(cohort.memberships.staff().select_related("user").order_by("user__name", "pk"))
    mentors = [str(member.user.uid) for member in section.mentors.select_related("user")]
    form = EditSectionForm(request.POST or None, staff=staff, initial={"name": section.name, "mentors": mentors})
    if request.method == "POST" and form.is_valid():
        uids = [uuid.UUID(text) for text in form.cleaned_data["mentors"]]
        try:
            actions.edit_section(person=request.user, section=section, name=form.cleaned_data["name"], mentors=uids)
        except RefusedError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Saved {form.cleaned_data['name']}.")
            return redirect("cohorts:sections", slug)
    return render(request, "cohorts/edit_section.html", {"cohort": cohort, "section": section, "form": form})


@require_POST
@login_required
def remove_section(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    section = _section_or_404(led_cohort_or_404(request.user, slug), uid)
    undo_token = actions.remove_section(person=request.user, section=section)
    message = f"{section} removed. Its learners stay in the cohort."
    offer_undo(request, message, reverse("cohorts:restore_section", args=[slug]), undo_token)
    return redirect("cohorts:sections", slug)


@require_POST
@login_required
def restore_section(request: AuthedRequest, slug: str) -> HttpResponse:
    """Undo the removal of a section."""
    cohort = led_cohort_or_404(request.user, slug)
    with warn_of_refusal(request):
        undo_token = request.POST.get("undo_token", "")
        section = actions.restore_section(person=request.user, cohort=cohort, undo_token=undo_token)
        messages.success(request, f"{section} is back.")
    return redirect("cohorts:sections", slug)


@require_http_methods(["GET", "POST"])
@login_required
def move_learners(request: AuthedRequest, slug: str) -> HttpResponse:
    """Tick learners and move them into a section, or out of theirs."""
    cohort = led_cohort_or_404(request.user, slug)
    if request.method == "POST":
        return _move(request, cohort)
    query = request.GET
    choice = read_section(query.get("section", ""))
    page = move_page(cohort, choice=choice, search=query.get("q", ""), number=query.get("page", ""))
    return render(request, "cohorts/move_learners.html", {"cohort": cohort, "page": page})


@require_POST
@login_required
def undo_move(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = led_cohort_or_404(request.user, slug)
    with warn_of_refusal(request):
        count = actions.undo_move(person=request.user, cohort=cohort, undo_token=request.POST.get("undo_token", ""))
        messages.success(request, f"{_learners(count)} back where they were.")
    return redirect("cohorts:sections", slug)


def _move(request: AuthedRequest, cohort: Cohort) -> HttpResponse:
    data = request.POST
    shown: dict[str, Any] = {"section": read_section(data.get("section", "")), "q": data.get("q", "")[:80]}
    back = f"{reverse('cohorts:move_learners', args=[cohort.slug])}?{urlencode(shown)}"
    learners = [uid for text in data.getlist("learner")[:LEARNERS_PER_PAGE] if (uid := uuid_or_none(text))]
    target = data.get("to", "")
    uid = uuid_or_none(target)
    section = cohort.sections.current().filter(uid=uid).first() if uid else None
    if section is None and target != UNASSIGNED:
        messages.warning(request, CHOOSE_WHERE)
    elif not learners:
        messages.warning(request, CHOOSE_SOMEBODY)
    else:
        with warn_of_refusal(request):
            count, undo_token = actions.move_learners(
                person=request.user, cohort=cohort, learners=learners, section=section
            )
            message = (
                f"{_learners(count)} now in {section}." if section else f"{_learners(count)} now without a section."
            )
            offer_undo(request, message, reverse("cohorts:undo_move", args=[cohort.slug]), undo_token)
    return redirect(back)


def _learners(count: int) -> str:
    return "1 learner is" if count == 1 else f"{count} learners are"


def _section_or_404(cohort: Cohort, uid: uuid.UUID) -> CohortSection:
    return get_object_or_404(cohort.sections.current().select_related("cohort"), uid=uid)
