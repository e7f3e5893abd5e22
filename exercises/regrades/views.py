"""Regrades for admins: list, review, apply, cancel, undo. The form that starts one is in `authoring`."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.admins import admins_only, curriculum_admins_only
from exercises.models import Regrade, RegradeResult
from exercises.regrades import actions, queries
from exercises.submissions.readings import record_reading_of
from exercises.submissions.source_html import learner_html
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


@require_safe
@curriculum_admins_only
def regrade_list(request: AuthedRequest) -> HttpResponse:
    return render(request, "exercises/regrade_list.html", {"page": queries.regrade_list(request.GET.get("page", ""))})


@require_safe
@curriculum_admins_only
@vary_on_headers("HX-Request")
def regrade_detail(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    """Figures, and what would change. While it runs, the page asks with the version of the figures that it shows."""
    regrade = _regrade_or_404(uid)
    if request.htmx:
        return _figures(request, regrade)
    page = queries.regrade_page(regrade, show=request.GET.get("show", ""), number=request.GET.get("page", ""))
    return render(request, "exercises/regrade_detail.html", {"regrade": regrade, "page": page, "figures": page.figures})


def _figures(request: AuthedRequest, regrade: Regrade) -> HttpResponse:
    """The figures if they have changed. Once nothing changes by itself, the browser loads the whole page again."""
    if not regrade.is_running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    figures = queries.regrade_figures(regrade)
    if figures.version == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "exercises/regrade_figures.html", {"regrade": regrade, "figures": figures})


@require_safe
@admins_only
def regrade_result(request: AuthedRequest, uid: uuid.UUID, submission: uuid.UUID) -> HttpResponse:
    """Show both reports on one submission side by side, with its code."""
    rows = RegradeResult.objects.exclude(state=RegradeResult.State.WAITING).select_related(
        "regrade", "submission__exercise", "submission__learner"
    )
    result = get_object_or_404(rows, regrade__uid=uid, submission__uid=submission)
    old, new = queries.both_results(result)
    record_reading_of(result.submission, reader=request.user, role="admin")
    source_html = learner_html(result.submission.source, result.submission.source_html)
    context = {"result": result, "regrade": result.regrade, "old": old, "new": new, "source_html": source_html}
    return render(request, "exercises/regrade_result.html", context)


@require_POST
@curriculum_admins_only
def apply_regrade(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, actions.apply_regrade)


@require_POST
@curriculum_admins_only
def cancel_regrade(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, actions.cancel_regrade)


@require_POST
@curriculum_admins_only
def reopen_regrade(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, actions.reopen_regrade)


@require_POST
@curriculum_admins_only
def undo_regrade(request: AuthedRequest, uid: uuid.UUID) -> HttpResponse:
    return _decide(request, uid, actions.undo_regrade)


def _decide(request: AuthedRequest, uid: uuid.UUID, action: Callable[..., None]) -> HttpResponse:
    """Change the state of a regrade. The page that follows has a button that undoes it."""
    regrade = _regrade_or_404(uid)
    try:
        action(person=request.user, regrade=regrade)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect(regrade)


def _regrade_or_404(uid: uuid.UUID) -> Regrade:
    return get_object_or_404(Regrade.objects.select_related("started_by", "decided_by"), uid=uid)
