"""The mentor's pages, read only. Who may not see a cohort gets the same answer as if it did not exist."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import AuthedRequest
from cohorts.models import Cohort, Membership, open_to_mentor
from cohorts.queries.grid import cohort_grid
from cohorts.queries.learner import learner_page, results_for_mentor
from cohorts.queries.threads import threads_for_mentor
from exercises.highlight import python_html
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
    grid = cohort_grid(cohort_or_404(request.user, slug), now=timezone.now())
    return render(request, "cohorts/cohort_detail.html", {"cohort": grid.cohort, "grid": grid})


@login_required
@require_safe
@needs_roadmap
def learner_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    page = learner_page(member_or_404(cohort, uid), now=timezone.now())
    threads = threads_for_mentor(page.learner)
    context = {"cohort": cohort, "page": page, "learner": page.learner, "threads": threads}
    return render(request, "cohorts/learner_detail.html", context)


@login_required
@require_safe
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID, submission: uuid.UUID) -> HttpResponse:
    """One counted submission. Try runs are between the learner and the grader, until the learner asks about one."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    row = get_object_or_404(open_to_mentor(learner), uid=submission)
    page = {
        "cohort": cohort,
        "learner": learner,
        "submission": row,
        "results": results_for_mentor(row),
        "source_html": python_html(row.source),
        "read_only": True,
    }
    return render(request, "cohorts/submission_detail.html", page)


def cohort_or_404(user: User, slug: str) -> Cohort:
    return get_object_or_404(Cohort.objects.visible_to(user), slug=slug)


def member_or_404(cohort: Cohort, uid: uuid.UUID) -> Membership:
    return get_object_or_404(cohort.memberships.learners().select_related("user"), user__uid=uid)
