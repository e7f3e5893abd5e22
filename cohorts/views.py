"""The mentor's pages, read only. Who may not see a cohort gets the same answer as if it did not exist."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import AuthedRequest
from cohorts import queries
from cohorts.models import Cohort, Membership
from exercises.highlight import python_html
from exercises.models import Mode, Submission
from progress.views import needs_roadmap


@login_required
@require_safe
def cohort_list(request: AuthedRequest) -> HttpResponse:
    """The cohorts I look after; with one only, that one."""
    if not request.user.is_mentor:
        raise Http404
    cohorts = list(Cohort.objects.visible_to(request.user).with_counts())
    if len(cohorts) == 1:
        return redirect(cohorts[0])
    return render(request, "cohorts/cohort_list.html", {"cohorts": cohorts})


@login_required
@require_safe
@needs_roadmap
def cohort_detail(request: AuthedRequest, slug: str) -> HttpResponse:
    grid = queries.cohort_grid(_cohort_or_404(request.user, slug), now=timezone.now())
    return render(request, "cohorts/cohort_detail.html", {"cohort": grid.cohort, "grid": grid})


@login_required
@require_safe
@needs_roadmap
def learner_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = _cohort_or_404(request.user, slug)
    page = queries.learner_page(_member_or_404(cohort, uid), now=timezone.now())
    return render(request, "cohorts/learner_detail.html", {"cohort": cohort, "page": page, "learner": page.learner})


@login_required
@require_safe
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID, submission: uuid.UUID) -> HttpResponse:
    """One counted submission. Try runs are between the learner and the grader."""
    cohort = _cohort_or_404(request.user, slug)
    learner = _member_or_404(cohort, uid).user
    counted = Submission.objects.filter(learner=learner, mode=Mode.SUBMIT).select_related("exercise", "learner")
    row = get_object_or_404(counted, uid=submission)
    page = {
        "cohort": cohort,
        "learner": learner,
        "submission": row,
        "results": queries.results_for_mentor(row),
        "source_html": python_html(row.source),
        "read_only": True,
    }
    return render(request, "cohorts/submission_detail.html", page)


def _cohort_or_404(user: User, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(user), slug=slug)


def _member_or_404(cohort: Cohort, uid: uuid.UUID) -> Membership:
    return get_object_or_404(cohort.memberships.learners().select_related("user"), user__uid=uid)
