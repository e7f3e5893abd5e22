"""Review: one thing after another, a few a day, never in the way of anything."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import AuthedRequest
from exercises.highlight import python_html
from progress import actions
from progress.models import Recall
from progress.queries.review import due_for, review_page
from progress.views import page


@require_GET
@login_required
def review(request: AuthedRequest) -> HttpResponse:
    shown = review_page(request.user, now=timezone.now())
    source = python_html(shown.source) if shown.source else ""
    return page(request, "review", {"page": shown, "source_html": source, "recalls": Recall.choices})


@require_POST
@login_required
def answer_review(request: AuthedRequest, kind: str, uid: str) -> HttpResponse:
    found = due_for(request.user, now=timezone.now())
    due = next((one for one in found if (one.kind, one.of.uid) == (kind, uid)), None)
    if due is None:
        messages.info(request, "That is not due: it was answered already, or was never yours to recall.")
        return redirect("progress:review")
    try:
        recall = Recall(int(request.POST.get("recall", "")))
    except ValueError:
        return redirect("progress:review")
    answered = actions.answer_review(learner=request.user, of=due.of, recall=recall)
    day = timezone.localdate(answered.due_at, timezone=request.user.zone)
    said = f"It comes back on {day:%A}, {day.day} {day:%B}."
    undo = render_to_string("progress/undo_review.html", {"said": said, "receipt": answered.receipt}, request)
    messages.success(request, undo)
    return redirect("progress:review")


@require_POST
@login_required
def undo_review(request: AuthedRequest) -> HttpResponse:
    try:
        actions.undo_review(learner=request.user, receipt=request.POST.get("receipt", ""))
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    return redirect("progress:review")
