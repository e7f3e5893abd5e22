"""The grid of a cohort's learners: its cells' evidence, its file, and what a mentor has seen."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts import actions
from cohorts.forms.reminder import ReminderForm
from cohorts.grid_choice import GridChoice
from cohorts.grid_csv import grid_csv
from cohorts.models import Cohort, Reminder
from cohorts.queries.access import leads_cohort
from cohorts.queries.evidence import cell_evidence
from cohorts.queries.grid import cohort_grid, whole_grid
from cohorts.queries.versions import cohort_version
from cohorts.views.access import cohort_or_404, member_or_404
from curriculum.decorators import needs_roadmap
from lib.compiled_queries import CompiledQuery, Param
from lib.errors import RefusedError
from lib.live import live, version_from
from lib.requests import AuthedRequest
from lib.views import offer_undo, render_page, value_or_404

_REMINDERS = CompiledQuery(
    lambda: (
        Reminder.objects.filter(mentor=Param("mentor"), cohort=Param("cohort"))
        .order_by("pk")
        .values_list("learner", "seen_at", "remind_on")
    )
)


class CohortRequest(AuthedRequest):
    """A request whose version has been asked for, so that its cohort is read once."""

    cohort: Cohort


def _version(request: CohortRequest, slug: str) -> str:
    """With the mentor's own reminders: another of their tabs may have set one."""
    request.cohort = cohort_or_404(request.user, slug)
    reminders = _REMINDERS(mentor=request.user.pk, cohort=request.cohort.pk)
    return version_from(cohort_version(request.cohort), reminders)


@login_required
@require_safe
@live(_version)
@needs_roadmap
def cohort_detail(request: CohortRequest, slug: str) -> HttpResponse:
    """The grid of learners. The address says what is shown, so that it can be kept and sent."""
    cohort = request.cohort
    grid = cohort_grid(cohort, GridChoice.from_query(request.GET), reader=request.user, now=timezone.now())
    context = {"cohort": cohort, "grid": grid, "leads": leads_cohort(request.user, cohort)}
    return render(request, "cohorts/cohort_detail.html", context)


@login_required
@require_safe
@needs_roadmap
def grid_file(request: AuthedRequest, slug: str) -> HttpResponse:
    """The same learners as a CSV file, without pages."""
    cohort = cohort_or_404(request.user, slug)
    choice = GridChoice.from_query(request.GET)
    text = grid_csv(whole_grid(cohort, choice, reader=request.user, now=timezone.now()))
    name = f"{cohort.slug}-{choice.by}-{_day(request)}.csv"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": disposition})


def _day(request: AuthedRequest) -> str:
    return datetime.now(request.user.zone).date().isoformat()


@login_required
@require_safe
@needs_roadmap
def evidence(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """What a cell of the grid stands for. The query names it, such as topic=calculus; without one it is everything."""
    cohort = cohort_or_404(request.user, slug)
    member = member_or_404(cohort, uid)
    if not request.GET:
        return redirect("cohorts:learner_detail", slug, uid)
    page = value_or_404(cell_evidence(member, request.GET.dict()))
    return render_page(request, "cohorts/evidence.html", {"cohort": cohort, "evidence": page})


@login_required
@require_http_methods(["GET", "POST"])
def reminder(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Hide a learner from who needs attention, until a day or until something new happens."""
    cohort = cohort_or_404(request.user, slug)
    learner = member_or_404(cohort, uid).user
    form = ReminderForm(request.POST or None, today=request.user.today, initial={"back": request.GET.get("back", "")})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["remind_on"]
        try:
            token = actions.set_reminder(person=request.user, learner=learner, cohort=cohort, remind_on=day)
        except RefusedError as refusal:
            form.add_error("remind_on", str(refusal))
        else:
            message = f"You’ll see {learner} again on {day.day} {day:%B}, or when something new happens."
            offer_undo(request, message, reverse("cohorts:restore_reminder"), token)
            return _to_grid(cohort, form.cleaned_data["back"])
    return render_page(request, "cohorts/reminder.html", {"cohort": cohort, "learner": learner, "form": form})


@login_required
@require_POST
def restore_reminder(request: AuthedRequest) -> HttpResponse:
    """Undo a reminder."""
    try:
        cohort = actions.restore_reminder(person=request.user, undo_token=request.POST.get("undo_token", ""))
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
        return redirect("cohorts:cohort_list")
    messages.success(request, "Reminder removed.")
    return redirect(cohort)


def _to_grid(cohort: Cohort, back: str) -> HttpResponse:
    query = GridChoice.from_query(QueryDict(back).dict()).query
    return redirect(f"{cohort.get_absolute_url()}{'?' if query else ''}{query}")
