"""The mentor's pages."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.models import Cohort, open_to_mentor
from cohorts.queries.cohort_list import cohort_list_of
from cohorts.queries.grid import cohort_grid
from cohorts.queries.learner import learner_page, results_for_mentor
from cohorts.queries.threads import threads_for_mentor
from cohorts.views.access import cohort_or_404, member_or_404
from curriculum.decorators import needs_roadmap
from exercises.highlight import learner_html
from lib.requests import AuthedRequest


@login_required
@require_safe
def cohort_list(request: AuthedRequest) -> HttpResponse:
    """The cohorts that somebody looks after, and those in which they learn."""
    return render(request, "cohorts/cohort_list.html", {"cohorts": cohort_list_of(request.user)})


@login_required
@require_safe
@needs_roadmap
def cohort_detail(request: AuthedRequest, slug: str) -> HttpResponse:
    grid = cohort_grid(cohort_or_404(request.user, slug), now=timezone.now())
    leads = Cohort.objects.led_by(request.user).filter(pk=grid.cohort.pk).exists()
    return render(request, "cohorts/cohort_detail.html", {"cohort": grid.cohort, "grid": grid, "leads": leads})


@login_required
@require_safe
@needs_roadmap
def learner_detail(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    page = learner_page(member_or_404(cohort, uid), now=timezone.now())
    threads = threads_for_mentor(page.learner, cohort)
    context = {"cohort": cohort, "page": page, "learner": page.learner, "threads": threads}
    return render(request, "cohorts/learner_detail.html", context)


@login_required
@require_safe
def submission_detail(request: AuthedRequest, slug: str, uid: uuid.UUID, submission: uuid.UUID) -> HttpResponse:
    """One submission. A mentor sees a try run only after the learner has asked about it."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    row = get_object_or_404(open_to_mentor(learner, cohort), uid=submission)
    page = {
        "cohort": cohort,
        "learner": learner,
        "submission": row,
        "results": results_for_mentor(row),
        "source_html": learner_html(row.source, row.source_html),
        "read_only": True,
    }
    return render(request, "cohorts/submission_detail.html", page)
