"""The pages of exceptions from a scheme of marks."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import cohort_or_404
from cohorts.cohort.models import Cohort
from cohorts.marks import exceptions
from cohorts.marks.forms import ExceptionForm
from cohorts.marks.models import MarkScheme, scheme_of
from cohorts.marks.queries import exception_history, learners_by_name
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, value_or_404, warn_of_refusal


def _scheme_or_404(request: AuthedRequest, slug: str) -> tuple[Cohort, MarkScheme]:
    """Return the cohort and its scheme, for a lead, a mentor or an admin."""
    cohort = cohort_or_404(request.user, slug)
    return cohort, value_or_404(scheme_of(cohort))


@require_safe
@login_required
def mark_exception_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show who was granted what and why, the newest first, and what was taken back."""
    cohort, scheme = _scheme_or_404(request, slug)
    history = exception_history(scheme, number=request.GET.get("page", ""))
    context = {"cohort": cohort, "scheme": scheme, "history": history, "leads": cohort.is_led_by(request.user)}
    return render(request, "cohorts/mark_exception_list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def grant_mark_exception(request: AuthedRequest, slug: str) -> HttpResponse:
    """Grant an exception. The address may name a learner and a row."""
    cohort, scheme = _scheme_or_404(request, slug)
    query = request.GET
    form = ExceptionForm(
        request.POST or None,
        scheme=scheme,
        rows=list(scheme.rows.current().with_subjects()),
        members=list(learners_by_name(cohort)),
        initial={"uid": uuid.uuid4(), "learners": query.getlist("learner")[:1], "row": query.get("row", "")},
    )
    if request.method == "POST" and form.is_valid():
        new = {
            "learners": form.learners,
            "row": form.chosen_row,
            "terms": form.terms,
            "batch": form.cleaned_data["uid"],
        }
        try:
            batch = exceptions.grant_exception(person=request.user, scheme=scheme, **new)
        except RefusedError as refusal:
            form.add_error("learners", str(refusal))
        else:
            offer_undo(request, "Granted.", reverse("cohorts:undo_mark_exception", args=[slug, batch]), "")
            return redirect("cohorts:mark_exception_list", slug)
    return render(request, "cohorts/grant_mark_exception.html", {"cohort": cohort, "form": form})


@require_POST
@login_required
def undo_mark_exception(request: AuthedRequest, slug: str, batch: uuid.UUID) -> HttpResponse:
    _, scheme = _scheme_or_404(request, slug)
    with warn_of_refusal(request):
        undo_token = exceptions.undo_exception(person=request.user, scheme=scheme, batch=batch)
        offer_undo(request, "Taken back.", reverse("cohorts:restore_mark_exception", args=[slug]), undo_token)
    return redirect("cohorts:mark_exception_list", slug)


@require_POST
@login_required
def restore_mark_exception(request: AuthedRequest, slug: str) -> HttpResponse:
    _, scheme = _scheme_or_404(request, slug)
    with warn_of_refusal(request):
        exceptions.restore_exception(person=request.user, scheme=scheme, undo_token=request.POST.get("undo_token", ""))
    return redirect("cohorts:mark_exception_list", slug)
