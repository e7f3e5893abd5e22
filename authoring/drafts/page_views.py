"""The draft's page, and publishing what it shows: now, or at a date and time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.admins import curriculum_admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.draft_page import DraftPage
from authoring.drafts.operation_forms import PublishForm
from authoring.drafts.publishing import publish_draft
from authoring.drafts.selections import Selection
from authoring.impact.sentences import published_sentence
from authoring.reviews.forms import AskReviewForm
from authoring.schedules.actions import schedule_publication
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, post_from, value_or_404


@require_GET
@curriculum_admins_only
def draft_detail(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """Show what would change, for whom, and what must be fixed first. A worker computes the impact meanwhile."""
    selection = Selection.from_query(request.META.get("QUERY_STRING", ""))
    page = DraftPage(whole=content_or_404(roadmap), selection=selection, person=request.user)
    if request.htmx:  # the page that polls has queued it
        return render(request, "authoring/impact.html", {"page": page, "content": page.whole})
    return render_draft_page(request, page)


def render_draft_page(request: AuthedRequest, page: DraftPage, **context: Any) -> HttpResponse:
    page.queue_preview()
    schedule = page.schedule
    initial = {"state": page.content.state, "selection": page.query}
    if schedule and schedule.selection == page.query:
        initial["note"] = schedule.note
    context = {
        "page": page,
        "content": page.whole,
        "form": PublishForm(page.content, initial=initial, time_zone=request.user.time_zone),
        "ask_form": AskReviewForm(person=request.user, initial={"selection": page.query}),
    } | context
    return render(request, "authoring/draft_detail.html", context)


@curriculum_admins_only
@post_from("authoring:draft_detail")
def publish(request: AuthedRequest, roadmap: str) -> HttpResponse:
    return _publish(request, roadmap, is_scheduled=False)


@curriculum_admins_only
@post_from("authoring:draft_detail")
def schedule(request: AuthedRequest, roadmap: str) -> HttpResponse:
    return _publish(request, roadmap, is_scheduled=True)


def _publish(request: AuthedRequest, roadmap: str, *, is_scheduled: bool) -> HttpResponse:
    """Show the page again, with what was typed, if the changes aren't as the person saw them."""
    content = content_or_404(roadmap)
    draft = value_or_404(content.draft)
    selection = Selection.from_query(request.POST.get("selection", ""))
    page = DraftPage(whole=content, selection=selection, person=request.user)
    zone = request.user.time_zone
    with timezone.override(request.user.zone):
        form = PublishForm(page.content, request.POST, time_zone=zone)
        if form.is_valid():
            values = {
                "person": request.user, "draft": draft, "selection": selection, "state": form.cleaned_data["state"],
                "note": form.cleaned_data["note"], "questions": form.questions,
            }  # fmt: skip
            try:
                if is_scheduled:
                    schedule_publication(**values, publish_at=form.cleaned_data["publish_at"])
                    messages.success(request, "Scheduled. You can change or cancel it below.")
                    return redirect("authoring:draft_detail", roadmap)
                version = publish_draft(**values)
            except RefusedError as refusal:
                messages.error(request, f"Nothing was published. {refusal}")
                # The next click publishes what the page shows now.
                data = request.POST.copy()
                data["state"] = page.content.state
                form = PublishForm(page.content, data, time_zone=zone)
            else:
                sentence = published_sentence(version.impact)
                messages.success(request, f"Published as version {version.number}. {sentence}")
                return redirect("authoring:history", roadmap)
        else:
            messages.error(request, "Nothing was published. Read the remarks at the end of the page.")
        return render_draft_page(request, page, form=form)
