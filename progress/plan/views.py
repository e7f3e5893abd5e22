"""The plan's page, its pauses and its calendar link."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from curriculum.models import Roadmap
from lib.durations import format_minutes
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, render_page, url_of_ours
from notices.mail import absolute_url
from progress.commitments.forms import CommitmentForm
from progress.forecast.changes import save_forecast
from progress.log_line.study_line import format_date
from progress.plan import actions
from progress.plan.calendar import calendar_of
from progress.plan.forms import PauseForm, PlanForm, WhatIfForm
from progress.plan.models import StudyPlan
from progress.plan.page import PlanPage, plan_page
from progress.refusals import undo, warn_if_refused

OFFICE_DAYS = (1, 2, 3, 4, 5)
SUGGESTED_HOURS = 8
TABS = {"forecast": "Forecast", "goal": "Goal", "settings": "Settings"}
PLAN_RESTARTED = "Plan restarted from today. Missed hours no longer count."


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: AuthedRequest) -> HttpResponse:
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, today = form.cleaned_data, request.user.today
        try:
            actions.save_plan(
                learner=request.user, minutes_a_day=data["a_day"], weekdays=data["weekdays"], start=data["start"]
            )
        except RefusedError as refusal:
            form.add_error("start", str(refusal))
        else:
            message = f"Saved: {format_minutes(data['a_day'])} on {_days_text(data['weekdays'])}."
            if data["start"] < today:
                message += f" Hours count from {format_date(data['start'])}. To count from today, restart the plan."
            messages.success(request, message)
            return redirect("progress:plan")
    return show_plan(request, form, tab="settings" if form.is_bound else "")


@require_GET
@login_required
def what_if(request: AuthedRequest) -> HttpResponse:
    """One sentence, beside the box; without JavaScript the plan's page with it."""
    if not request.htmx:
        return show_plan(request, PlanForm())
    page = plan_page(request.user, today=request.user.today)
    return render(request, "progress/plan.html#what_if", {"what_if": _what_if(request, page)})


@require_POST
@login_required
def restart_plan(request: AuthedRequest) -> HttpResponse:
    with warn_if_refused(request):
        undo_token = actions.restart_plan(learner=request.user, today=request.user.today)
        url = reverse("progress:undo_restart")
        offer_undo(request, PLAN_RESTARTED, url, undo_token, level=messages.SUCCESS)
    return redirect(url_of_ours(request, request.POST.get("next", ""), default=reverse("progress:plan")))


@require_POST
@login_required
def undo_restart(request: AuthedRequest) -> HttpResponse:
    return undo(request, actions.undo_restart, fallback="progress:plan", message=lambda _: "Start date restored.")


@require_POST
@login_required
def delete_plan(request: AuthedRequest) -> HttpResponse:
    with warn_if_refused(request):
        undo_token = actions.delete_plan(learner=request.user)
        message = "Plan deleted. Your logged hours stay."
        offer_undo(request, message, reverse("progress:restore_plan"), undo_token, has_focus=True)
    return redirect("progress:plan")


@require_POST
@login_required
def restore_plan(request: AuthedRequest) -> HttpResponse:
    return undo(request, actions.restore_plan, fallback="progress:plan", message=lambda _: "Plan restored.")


def show_plan(
    request: AuthedRequest,
    form: PlanForm,
    pause_form: PauseForm | None = None,
    commitment_form: CommitmentForm | None = None,
    tab: str = "",
) -> HttpResponse:
    """``tab`` is a key of TABS; otherwise, the one that the address names."""
    today = request.user.today
    page = plan_page(request.user, today=today, shows_all=request.GET.get("weeks") == "all")
    if page.changes.is_due:
        save_forecast(learner=request.user, forecast=page.outline.forecast, today=today)
    if not form.is_bound:
        form = PlanForm(initial=_initial(request, page, today))
    feed = _feed_address(page.row)
    tab = tab or request.GET.get("show") or ("forecast" if page.plan else "settings")
    context = {
        "page": page,
        "tab": tab if tab in TABS else "forecast",
        "tabs": TABS.items(),
        "form": form,
        "pause_form": pause_form or PauseForm(),
        "commitment_form": commitment_form or CommitmentForm(initial=_commitment_initial(page)),
        "what_if": _what_if(request, page),
        "feed": feed,
        "webcal": feed and f"webcal:{feed.partition(':')[2]}",
    }
    return render_page(request, "progress/plan.html", context)


def tab_url(tab: str) -> str:
    return f"{reverse('progress:plan')}?show={tab}"


def _initial(request: HttpRequest, page: PlanPage, today: date) -> dict[str, Any]:
    """The current plan. Without one, the chosen pace of the roadmap on five days, or else its middle one."""
    if page.row:
        days = [int(day) for day in page.row.weekdays]
        return {"a_day": format_minutes(page.row.minutes_a_day), "weekdays": days, "start": page.row.start}
    paces = {line.pace.uid: line for line in page.paces}
    middle = page.paces[len(page.paces) // 2] if page.paces else None
    chosen = paces.get(request.GET.get("pace", ""), middle)
    minutes = chosen.minutes_a_day if chosen else 120
    return {"a_day": format_minutes(minutes), "weekdays": OFFICE_DAYS, "start": today}


def _commitment_initial(page: PlanPage) -> dict[str, Any]:
    """The commitment in force. Without one, only a number of days: how many hours is the learner's word."""
    commitment = page.commitments.commitment
    return {"a_week": format_minutes(commitment.minutes), "days": commitment.days} if commitment else {"days": 3}


def _what_if(request: HttpRequest, page: PlanPage) -> dict[str, Any]:
    form = WhatIfForm(request.GET if "hours" in request.GET else {"hours": SUGGESTED_HOURS})
    sentence = page.what_if(form.minutes) if form.is_valid() else ""
    return {"form": form, "sentence": sentence, "problem": " ".join(map(str, form.errors.get("hours", [])))}


def _feed_address(row: StudyPlan | None) -> str:
    if row is None or not row.feed_token:
        return ""
    return absolute_url(reverse("progress:plan_feed", args=[row.feed_token]))


def _days_text(weekdays: list[int]) -> str:
    if len(weekdays) == len(PlanForm.base_fields["weekdays"].choices):  # type: ignore[attr-defined]  # the stubs give a wider type
        return "every day"
    return f"{len(weekdays)} day{'' if len(weekdays) == 1 else 's'} a week"


@require_POST
@login_required
def add_pause(request: AuthedRequest) -> HttpResponse:
    form = PauseForm(request.POST)
    if not form.is_valid():
        return show_plan(request, PlanForm(), form, tab="settings")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    try:
        actions.add_pause(learner=request.user, first=first, last=last)
    except RefusedError as refusal:
        form.add_error("last", str(refusal))
        return show_plan(request, PlanForm(), form, tab="settings")
    messages.success(request, f"Pause added {_span_text(first, last)}.")
    return redirect(tab_url("settings"))


@require_POST
@login_required
def remove_pause(request: AuthedRequest, pk: int) -> HttpResponse:
    pause = actions.remove_pause(learner=request.user, pk=pk)
    if pause:
        message = f"Pause removed {_span_text(pause.first, pause.last)}."
        messages.info(
            request, render_to_string("progress/undo_pause.html", {"message": message, "pause": pause}, request)
        )
    return redirect(tab_url("settings"))


def _span_text(first: date, last: date) -> str:
    return f"from {first.day} {first:%B} to {last.day} {last:%B %Y}"


@require_POST
@login_required
def open_feed(request: AuthedRequest) -> HttpResponse:
    is_another = StudyPlan.objects.filter(learner=request.user).exclude(feed_token="").exists()
    message = "New calendar link created. The old one no longer works." if is_another else "Calendar link created."
    with warn_if_refused(request):
        actions.open_feed(learner=request.user)
        messages.success(request, message)
    return redirect(tab_url("settings"))


@require_POST
@login_required
def close_feed(request: AuthedRequest) -> HttpResponse:
    with warn_if_refused(request):
        actions.close_feed(learner=request.user)
        messages.success(request, "Calendar link turned off.")
    return redirect(tab_url("settings"))


@require_GET
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Show the feed to anybody with its link: calendar programs don't sign in."""
    row = StudyPlan.objects.filter(feed_token=token, learner__is_active=True).select_related("learner").first()
    if row is None:
        raise Http404
    try:
        page = plan_page(row.learner, today=row.learner.today)
    except Roadmap.DoesNotExist:
        raise Http404 from None
    body = calendar_of(page, address=absolute_url(reverse("progress:plan")))
    headers = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
