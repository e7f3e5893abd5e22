"""Announcements to a cohort."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.names import NameFormField
from cohorts.access import cohort_or_404, joined_cohort_or_404
from cohorts.announcements import actions
from cohorts.announcements.models import Announcement
from cohorts.announcements.queries import announcements_page
from cohorts.threads.comment_forms import render_form, should_send
from cohorts.threads.forms import CommentForm
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo, warn_of_refusal


class AnnouncementForm(CommentForm):
    """A text with a title. The title is part of a notification, so it can hold no link and nothing invisible."""

    title = NameFormField(max_length=80, help_text="Members see it in their notification.")


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
    form = AnnouncementForm(request.POST or None, initial={"uid": uuid.uuid4()})
    if request.method == "POST" and should_send(request, form):
        data = form.cleaned_data
        new = {"title": data["title"], "text": data["text"], "uid": data["uid"]}
        try:
            announcement = actions.announce(person=request.user, cohort=cohort, **new)
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, f"Published. The members of {cohort} are being notified.")
            return redirect(announcement)
    return render_form(request, "announce", form, {"cohort": cohort})


@require_http_methods(["GET", "POST"])
@login_required
def edit_announcement(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    announcement = get_object_or_404(cohort.announcements.current(), uid=uid)
    form = AnnouncementForm(request.POST or None, initial=_as_saved(announcement))
    context: dict[str, Any] = {"cohort": cohort, "announcement": announcement}
    if request.method == "POST" and should_send(request, form):
        new = {name: form.cleaned_data[name] for name in ("title", "text", "base")}
        try:
            actions.change_announcement(person=request.user, announcement=announcement, **new)
        except actions.AnnouncementChangedError as conflict:
            current = _as_saved(conflict.announcement)
            form = AnnouncementForm(new | {"base": current["base"]})  # saving again overwrites it on purpose
            form.add_error("text", str(conflict))
            context["other"] = f"{current['title']}\n\n{current['text']}"
        except RefusedError as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(announcement)
    return render_form(request, "edit_announcement", form, context)


@require_POST
@login_required
def withdraw_announcement(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    announcement = get_object_or_404(cohort.announcements, uid=uid)
    undo_token = actions.withdraw_announcement(person=request.user, announcement=announcement)
    undo_url = reverse("cohorts:restore_announcement", args=[slug])
    offer_undo(request, f"Withdrew “{announcement}”.", undo_url, undo_token)
    return redirect("cohorts:announcement_list", slug)


@require_POST
@login_required
def restore_announcement(request: AuthedRequest, slug: str) -> HttpResponse:
    cohort = cohort_or_404(request.user, slug)
    undo_token = request.POST.get("undo_token", "")
    with warn_of_refusal(request):
        actions.restore_announcement(person=request.user, cohort=cohort, undo_token=undo_token)
    return redirect("cohorts:announcement_list", slug)


def _as_saved(announcement: Announcement) -> dict[str, str]:
    return {"title": announcement.title, "text": announcement.text, "base": announcement.version}
