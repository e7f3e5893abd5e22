"""The weekly goal: set, ended, undone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from lib.durations import format_minutes
from lib.pages.views import AuthedRequest, offer_undo
from progress.commitments import actions
from progress.commitments.forms import CommitmentForm
from progress.commitments.queries import format_days
from progress.plan.forms import PlanForm
from progress.plan.views import show_plan, tab_url
from progress.refusals import undo, warn_if_refused

COMMITMENT_ENDED = "Goal ended. Past weeks stay as they are."


@require_POST
@login_required
def set_commitment(request: AuthedRequest) -> HttpResponse:
    form = CommitmentForm(request.POST)
    if not form.is_valid():
        return show_plan(request, PlanForm(), commitment_form=form, tab="goal")
    minutes, days = form.cleaned_data["a_week"], form.cleaned_data["days"]
    undo_token = actions.set_commitment(learner=request.user, minutes=minutes, days=days, today=request.user.today)
    _offer_undo(request, f"Saved: {format_minutes(minutes)} a week, on at least {format_days(days)}.", undo_token)
    return redirect(tab_url("goal"))


@require_POST
@login_required
def end_commitment(request: AuthedRequest) -> HttpResponse:
    with warn_if_refused(request):
        undo_token = actions.end_commitment(learner=request.user, today=request.user.today)
        _offer_undo(request, COMMITMENT_ENDED, undo_token)
    return redirect(tab_url("goal"))


@require_POST
@login_required
def undo_commitment(request: AuthedRequest) -> HttpResponse:
    return undo(request, actions.undo_commitment, fallback=tab_url("goal"))


def _offer_undo(request: AuthedRequest, message: str, undo_token: str) -> None:
    offer_undo(request, message, reverse("progress:undo_commitment"), undo_token, level=messages.SUCCESS)
