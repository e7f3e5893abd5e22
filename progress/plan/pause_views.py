"""The plan's pauses."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from curriculum.decorators import needs_roadmap
from lib.errors import RefusedError
from lib.requests import AuthedRequest
from progress.plan import actions
from progress.plan.forms import PauseForm, PlanForm
from progress.plan.views import show_plan


@require_POST
@login_required
@needs_roadmap
def add_pause(request: AuthedRequest) -> HttpResponse:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return show_plan(request, PlanForm(), form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    try:
        actions.add_pause(learner=request.user, first=first, last=last)
    except RefusedError as refusal:
        form.add_error("last", str(refusal))
        return show_plan(request, PlanForm(), form)
    messages.success(request, f"Pause added {_span_text(first, last)}.")
    return redirect("progress:plan")


@require_POST
@login_required
def remove_pause(request: AuthedRequest, pk: int) -> HttpResponse:
    pause = actions.remove_pause(learner=request.user, pk=pk)
    if pause:
        message = f"Pause removed {_span_text(pause.first, pause.last)}."
        messages.info(
            request, render_to_string("progress/undo_pause.html", {"message": message, "pause": pause}, request)
        )
    return redirect("progress:plan")


def _span_text(first: date, last: date) -> str:
    return f"from {first.day} {first:%B} to {last.day} {last:%B %Y}"
