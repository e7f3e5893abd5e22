"""Announcements to a cohort."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.access import cohort_or_404, joined_cohort_or_404
from cohorts.announcements import actions
from cohorts.announcements.forms import AnnouncementForm, NewAnnouncementForm, initial_terms
from cohorts.announcements.models import Announcement
from cohorts.announcements.queries import announcements_page
from cohorts.cohort.models import Cohort
from cohorts.marks.models import cohort_zone, local_text
from cohorts.sections.queries import sections_of
from cohorts.threads.comment_forms import render_form, should_send
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal
from progress.roadmap.roadmaps import curriculum


@require_safe
@login_required
def announcement_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """Show the announcements to every member, the newest first."""
    cohort = joined_cohort_or_404(request.user, slug)
    page = announcements_page(cohort, request.user, number=request.GET.get("page", ""))
    return render(request, "cohorts/announcement_list.html", {"page": page, "cohort": cohort})


@require_http_methods(["GET", "POST"])
@login_required
def announce(request: AuthedRequest, slug: str) -> HttpResponse:
    """Write an announcement, preview it, publish it."""
    cohort = cohort_or_404(request.user, slug)
    initial = {"uid": uuid.uuid4(), **initial_terms(request.GET.urlencode())}
    form = NewAnnouncementForm(request.POST or None, initial=initial, **_places(cohort, request))
    if request.method == "POST" and should_send(request, form):
        data = form.cleaned_data
        new = {"title": data["title"], "text": data["text"], "uid": data["uid"], "terms": form.terms}
        try:
            announcement = actions.announce(person=request.user, cohort=cohort, **new)
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return _say_sent(request, cohort, announcement)
    return render_form(request, "announce", form, {"cohort": cohort})


@require_http_methods(["GET", "POST"])
@login_required
def edit_announcement(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    announcement = get_object_or_404(cohort.announcements.filter(withdrawn_at=None), uid=uid)
    places = _places(cohort, request) if announcement.scheduled_for else {}
    form_class = NewAnnouncementForm if places else AnnouncementForm
    form = form_class(request.POST or None, initial=_as_saved(announcement), **places)
    context: dict[str, Any] = {"cohort": cohort, "announcement": announcement}
    if request.method == "POST" and should_send(request, form):
        new = {name: form.cleaned_data[name] for name in ("title", "text", "base")}
        if isinstance(form, NewAnnouncementForm):
            new["terms"] = form.terms
        try:
            actions.change_announcement(person=request.user, announcement=announcement, **new)
        except actions.AnnouncementChangedError as conflict:
            current = _as_saved(conflict.announcement)
            data = request.POST.dict() | {"base": current["base"]}  # saving again overwrites it on purpose
            form = form_class(data, **places)
            form.add_error("text", str(conflict))
            context["other"] = f"{current['title']}\n\n{current['text']}"
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            announcement.refresh_from_db()
            return _say_sent(request, cohort, announcement) if places else redirect(announcement)
    return render_form(request, "edit_announcement", form, context)


@require_POST
@login_required
def withdraw_announcement(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    announcement = get_object_or_404(cohort.announcements, uid=uid)
    undo_token = actions.withdraw_announcement(person=request.user, announcement=announcement)
    undo_url = reverse("cohorts:restore_announcement", args=[slug])
    verb = "Cancelled" if announcement.scheduled_for else "Withdrew"
    offer_undo(request, f"{verb} “{announcement}”.", undo_url, undo_token)
    return redirect("cohorts:announcement_list", slug)


@require_POST
@login_required
def restore_announcement(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    undo_token = request.POST.get("undo_token", "")
    with warn_of_refusal(request):
        actions.restore_announcement(person=request.user, cohort=cohort, undo_token=undo_token)
    return redirect("cohorts:announcement_list", slug)


def _as_saved(announcement: Announcement) -> dict[str, Any]:
    saved = {"title": announcement.title, "text": announcement.text, "base": announcement.version}
    terms = {"when": "later", "send_at": announcement.scheduled_for} if announcement.scheduled_for else {}
    return saved | initial_terms(announcement.audience) | terms


def _places(cohort: Cohort, request: AuthedRequest) -> dict[str, Any]:
    """What a form of a new announcement needs to know."""
    try:
        course = curriculum(cohort.roadmap_id)
    except Roadmap.DoesNotExist:
        course = None
    return {
        "course": course,
        "sections": sections_of(cohort).sections,
        "zone": cohort_zone(cohort, request.user),
    }


def _say_sent(request: AuthedRequest, cohort: Cohort, announcement: Announcement) -> HttpResponse:
    announcement.refresh_from_db()
    whom = announcement.audience_text or f"the members of {cohort}"
    if announcement.scheduled_for:
        at = local_text(announcement.scheduled_for, cohort_zone(cohort, request.user))
        messages.success(request, f"It will be sent to {whom} on {at}.")
    elif announcement.audience:
        messages.success(request, f"Published. {announcement.recipients.count()} learners are being notified.")
    else:
        messages.success(request, f"Published. The members of {cohort} are being notified.")
    return redirect(announcement)
