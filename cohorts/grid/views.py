"""The grid of a cohort's learners: its cells' evidence, its file, and what a mentor has seen."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit_log.names import AuditAction
from cohorts.access import cohort_or_404, member_or_404
from cohorts.audit import record_in_cohort
from cohorts.bulk.forms import operations_for
from cohorts.cohort.models import Cohort
from cohorts.grid.choice import GridChoice
from cohorts.grid.csv_file import grid_csv
from cohorts.grid.evidence import cell_evidence
from cohorts.grid.queries import cohort_grid, whole_grid
from cohorts.versions import cohort_version, reminders_version
from lib.errors import RefusedError
from lib.pages.live import live, version_from
from lib.pages.views import AuthedRequest, render_page, value_or_404


class CohortRequest(AuthedRequest):
    """A request whose version has been asked for, so that its cohort is read once."""

    cohort: Cohort


def _version(request: CohortRequest, slug: str) -> str:
    request.cohort = cohort_or_404(request.user, slug)
    return version_from(cohort_version(request.cohort), reminders_version(request.user, request.cohort))


@login_required
@require_safe
@live(_version)
def cohort_detail(request: CohortRequest, slug: str) -> HttpResponse:
    """Show the grid of learners. The address says what is shown, so that it can be kept and sent."""
    cohort = request.cohort
    grid = cohort_grid(cohort, GridChoice.from_query(request.GET), reader=request.user, now=timezone.now())
    leads = cohort.is_led_by(request.user)
    context = {"cohort": cohort, "grid": grid, "leads": leads, "operations": operations_for(leads=leads)}
    return render(request, "cohorts/cohort_detail.html", context)


@login_required
@require_safe
def grid_file(request: AuthedRequest, slug: str) -> HttpResponse:
    """Download the same learners as a CSV file, without pages."""
    cohort = cohort_or_404(request.user, slug)
    choice = GridChoice.from_query(request.GET)
    try:
        text = grid_csv(whole_grid(cohort, choice, reader=request.user, now=timezone.now()))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{cohort.get_absolute_url()}?{choice.query}")
    record_in_cohort(AuditAction.GRID_EXPORTED, actor=request.user, cohort=cohort, fields={"by": choice.by})
    name = f"{cohort.slug}-{choice.by}-{_day(request)}.csv"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _day(request: AuthedRequest) -> str:
    return datetime.now(request.user.zone).date().isoformat()


@login_required
@require_safe
def evidence(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Show the evidence behind a cell of the grid. The query names it, such as topic=calculus; without one it is
    everything.
    """
    cohort = cohort_or_404(request.user, slug)
    member = member_or_404(cohort, uid)
    if not request.GET:
        return redirect("cohorts:learner_detail", slug, uid)
    page = value_or_404(cell_evidence(member, request.GET.dict()))
    return render_page(request, "cohorts/evidence.html", {"cohort": cohort, "evidence": page})
