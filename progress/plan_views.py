"""The plan's pages: rhythm, pauses, finish, schedule, and the calendar feed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import AuthedRequest
from curriculum.models import Roadmap
from progress import actions
from progress.durations import say_minutes
from progress.forms import PauseForm, PlanForm, WhatIfForm
from progress.log_line import say_date
from progress.models import StudyPlan
from progress.plan_calendar import calendar_of
from progress.queries.plan import PlanPage, plan_page
from progress.views import needs_roadmap, page

OFFICE_DAYS = (1, 2, 3, 4, 5)
SUGGESTED_HOURS = 8


@require_http_methods(["GET", "POST"])
@login_required
@needs_roadmap
def plan(request: AuthedRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, today = form.cleaned_data, request.user.today
        try:
            actions.save_plan(
                learner=request.user, minutes_a_day=data["a_day"], weekdays=data["weekdays"], start=data["start"]
            )
        except actions.RefusedError as refusal:
            form.add_error("start", str(refusal))
        else:
            said = f"Saved: {say_minutes(data['a_day'])} on {_days_said(data['weekdays'])}."
            if data["start"] < today:
                said += f" It counts from {say_date(data['start'])} on; “Begin anew” lets it count from today."
            messages.success(request, said)
            return redirect("progress:plan")
    return _show(request, form)


@require_GET
@login_required
@needs_roadmap
def what_if(request: AuthedRequest) -> HttpResponse:
    """One sentence, beside the box; without JavaScript the plan's page with it."""
    if not request.htmx:
        return _show(request, PlanForm())
    shown = plan_page(request.user, today=request.user.today)
    return render(request, "progress/plan.html#what_if", {"what_if": _what_if(request, shown)})


@require_POST
@login_required
def begin_anew(request: AuthedRequest) -> HttpResponse:
    today = request.user.today
    said = "The plan begins anew today."
    return _do(request, lambda: actions.begin_anew(learner=request.user, today=today), said)


@require_POST
@login_required
def delete_plan(request: AuthedRequest) -> HttpResponse:
    try:
        receipt = actions.delete_plan(learner=request.user)
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        context = {"said": "The plan is gone. What you logged stays.", "receipt": receipt}
        messages.info(request, render_to_string("progress/undo_plan.html", context, request))
    return redirect("progress:plan")


@require_POST
@login_required
def restore_plan(request: AuthedRequest) -> HttpResponse:
    receipt = request.POST.get("receipt", "")
    return _do(request, lambda: actions.restore_plan(learner=request.user, receipt=receipt), "The plan is back.")


@require_POST
@login_required
@needs_roadmap
def add_pause(request: AuthedRequest) -> HttpResponse:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _show(request, PlanForm(), form)
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    try:
        actions.add_pause(learner=request.user, first=first, last=last)
    except actions.RefusedError as refusal:
        form.add_error("last", str(refusal))
        return _show(request, PlanForm(), form)
    messages.success(request, f"A pause {_span_said(first, last)}.")
    return redirect("progress:plan")


@require_POST
@login_required
def remove_pause(request: AuthedRequest, pk: int) -> HttpResponse:
    pause = actions.remove_pause(learner=request.user, pk=pk)
    if pause:
        said = f"No pause any more {_span_said(pause.first, pause.last)}."
        messages.info(request, render_to_string("progress/undo_pause.html", {"said": said, "pause": pause}, request))
    return redirect("progress:plan")


# ---------------------------------------------------------------- the calendar feed


@require_POST
@login_required
def open_feed(request: AuthedRequest) -> HttpResponse:
    said = "A new address. Whatever read the former one no longer can."
    return _do(request, lambda: actions.open_feed(learner=request.user), said)


@require_POST
@login_required
def close_feed(request: AuthedRequest) -> HttpResponse:
    return _do(request, lambda: actions.close_feed(learner=request.user), "The calendar address is closed.")


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever has the address may read it: calendar programs do not sign in."""
    row = StudyPlan.objects.filter(feed_token=token, learner__is_active=True).select_related("learner").first()
    if row is None:
        raise Http404
    try:
        shown = plan_page(row.learner, today=row.learner.today)
    except Roadmap.DoesNotExist:
        raise Http404 from None
    body = calendar_of(shown, address=request.build_absolute_uri(reverse("progress:plan")))
    headers = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


# ---------------------------------------------------------------- small things


def _show(request: AuthedRequest, form: PlanForm, pause_form: PauseForm | None = None) -> HttpResponse:
    today = request.user.today
    shown = plan_page(request.user, today=today, shows_all=request.GET.get("weeks") == "all")
    if not form.is_bound:
        form = PlanForm(initial=_initial(request, shown, today))
    context = {
        "page": shown,
        "form": form,
        "pause_form": pause_form or PauseForm(),
        "what_if": _what_if(request, shown),
        "feed": _feed_address(request, shown.row),
    }
    return page(request, "plan", context)


def _initial(request: HttpRequest, shown: PlanPage, today: date) -> dict[str, Any]:
    """The plan there is; else the roadmap's pace that was chosen, on five days; else its middle one."""
    if shown.row:
        days = [int(day) for day in shown.row.weekdays]
        return {"a_day": say_minutes(shown.row.minutes_a_day), "weekdays": days, "start": shown.row.start}
    profiles = {profile.uid: profile for profile in shown.profiles}
    middle = shown.profiles[len(shown.profiles) // 2] if shown.profiles else None
    chosen = profiles.get(request.GET.get("pace", ""), middle)
    minutes = 3 * (chosen.daily_hours_low + chosen.daily_hours_high) if chosen else 120
    return {"a_day": say_minutes(minutes), "weekdays": OFFICE_DAYS, "start": today}


def _what_if(request: HttpRequest, shown: PlanPage) -> dict[str, Any]:
    asked = WhatIfForm(request.GET if "hours" in request.GET else {"hours": SUGGESTED_HOURS})
    said = shown.what_if(asked.minutes) if asked.is_valid() else ""
    return {"form": asked, "said": said, "problem": " ".join(map(str, asked.errors.get("hours", [])))}


def _feed_address(request: HttpRequest, row: StudyPlan | None) -> str:
    if row is None or not row.feed_token:
        return ""
    return request.build_absolute_uri(reverse("progress:plan_feed", args=[row.feed_token]))


def _do(request: AuthedRequest, what: Callable[[], object], said: str) -> HttpResponse:
    try:
        what()
    except actions.RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("progress:plan")


def _days_said(weekdays: list[int]) -> str:
    if len(weekdays) == len(PlanForm.base_fields["weekdays"].choices):  # type: ignore[attr-defined]
        return "every day"
    return f"{len(weekdays)} day{'' if len(weekdays) == 1 else 's'} a week"


def _span_said(first: date, last: date) -> str:
    return f"from {first.day} {first:%B} to {last.day} {last:%B %Y}"
