"""A mentor's pages of projects: the list of a cohort, one that is handed in, its assessment and its files."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cohorts.access import cohort_or_404, led_cohort_or_404
from cohorts.sign_offs.views import file_response
from cohorts.threads.comment_forms import TOO_OFTEN
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, post_from, value_or_404
from lib.throttling import seconds_until_typeset
from projects.assessment import actions
from projects.assessment.forms import AssessmentForm
from projects.assessment.queries import WorkPage, cohort_projects, work_page
from projects.catalogue import projects
from projects.models import MentorDecision, ProjectFile, ProjectReview, ProjectWork
from projects.notices import read_work
from projects.peer_reviews.queries import assigned_reviews

CONFIRMATIONS = {
    MentorDecision.APPROVED: "Signed off.",
    MentorDecision.MISSING: "Sent. The learner can see what’s missing.",
}
SWITCHED_ON = "The learners of this cohort review each other’s work on “{}” from now on."
SWITCHED_OFF = "Nobody gets another peer review on “{}”. Reviews that are written stay."


@require_safe
@login_required
def work_detail(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """A handed-in project. Its learner is sent on to their own page of it."""
    work = _work_or_404(request, uid)
    if work.learner_id == request.user.pk:
        return redirect("projects:project_detail", work.project)
    read_work(person=request.user, work=work)
    return _render(request, work_page(work, timezone.localdate()))


@post_from("projects:work_detail")
@login_required
def assess_work(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Sign a project off, or say what is missing. What was typed stays where it can't be done."""
    work = _work_or_404(request, uid)
    if work.learner_id == request.user.pk:
        raise Http404
    form = AssessmentForm(request.POST, project=value_or_404(work.offered_project))
    undo_token = _assess(request, form, work) if form.is_valid() else ""
    if not undo_token:
        return _render(request, work_page(work, timezone.localdate()), form)
    offer_undo(
        request,
        CONFIRMATIONS[MentorDecision(form.cleaned_data["outcome"])],
        reverse("projects:undo_assessment"),
        undo_token,
    )
    return redirect(work)


@require_POST
@login_required
def undo_assessment(request: AuthedRequest) -> HttpResponse:
    try:
        work = actions.undo_assessment(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_list")
    return redirect(work)


@require_safe
@login_required
def project_file(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """A file, for those who may see the work. A peer who reviews it gets it without its author's name for it."""
    file = ProjectFile.objects.filter(uid=uid, work__in=ProjectWork.objects.visible_to(request.user)).first()
    if file is None:
        assigned = assigned_reviews(request.user).values("work")
        file = get_object_or_404(ProjectFile, uid=uid, work__in=assigned)
        file.name = file.neutral_name
    return file_response(file)


@require_safe
@login_required
def cohort_project_list(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    page = cohort_projects(cohort, number=request.GET.get("page", ""))
    context = {"cohort": cohort, "leads": cohort.is_led_by(request.user), "page": page}
    return render(request, "projects/cohort_projects.html", context)


@require_POST
@login_required
def switch_peer_reviews(request: AuthedRequest, slug: str, project: str) -> HttpResponse:
    """Switch peer reviews of a project on, or with ``off`` off."""
    cohort, folder = led_cohort_or_404(request.user, slug), value_or_404(projects().get(project))
    is_on = "off" not in request.POST
    try:
        actions.switch_peer_reviews(person=request.user, cohort=cohort, project=folder, is_on=is_on)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, (SWITCHED_ON if is_on else SWITCHED_OFF).format(folder))
    return redirect("projects:cohort_projects", slug)


def _work_or_404(request: AuthedRequest, uid: uuid.UUID) -> ProjectWork:
    works = ProjectWork.objects.visible_to(request.user).select_related("learner", "cohort")
    return get_object_or_404(works, uid=uid)


def _assess(request: AuthedRequest, form: AssessmentForm, work: ProjectWork) -> str:
    """Assess the work and return the undo token. Empty: the form says why it can't be done."""
    data = form.cleaned_data
    if data["text"].strip() and (wait := seconds_until_typeset(request)):
        form.add_error("text", TOO_OFTEN.format(wait=wait))
        return ""
    outcome = MentorDecision(data["outcome"])
    try:
        _, undo_token = actions.assess_work(
            person=request.user, work=work, outcome=outcome, levels=form.levels, text=data["text"], base=data["base"]
        )
    except RefusedError as refusal:
        form.add_error("text", str(refusal))
        return ""
    return undo_token


def _render(request: AuthedRequest, page: WorkPage, form: AssessmentForm | None = None) -> HttpResponse:
    if form is None and page.project:
        form = AssessmentForm(project=page.project, levels=page.newest.levels if page.newest else None)
    context: dict[str, Any] = {
        "page": page, "work": page.work, "project": page.project, "form": form, "max_chars": ProjectReview.MAX_CHARS,
        "rubric": list(zip(page.own_levels, form.level_fields, strict=True)) if form else [],
    }  # fmt: skip
    return render(request, "projects/work_detail.html", context)
