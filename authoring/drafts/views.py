"""The editor's outline, discarding a draft and undoing its edits, and the history."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.admins import curriculum_admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.actions import discard_draft, reopen_draft
from authoring.drafts.actions import undo_edit as undo
from authoring.drafts.models import NodeEdit, RoadmapDraft
from authoring.drafts.outline import MAX_QUERY_CHARS, DraftOutline
from authoring.drafts.publishing import publish_version_again
from authoring.drafts.queries import draft_content
from authoring.impact.sentences import changes_text
from authoring.versions.history import history_of
from authoring.versions.models import RoadmapVersion
from curriculum.models import Roadmap
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, learner_of, offer_undo, value_or_404
from progress.roadmap.roadmaps import curriculum_named


@require_safe
@curriculum_admins_only
def outline(request: AuthedRequest, roadmap: str) -> HttpResponse:
    content = content_or_404(roadmap)
    query = request.GET.get("q", "").strip()[:MAX_QUERY_CHARS]
    context = {"content": content, "outline": DraftOutline(content=content, query=query)}
    return render(request, "authoring/outline.html", context)


@require_POST
@curriculum_admins_only
def discard(request: AuthedRequest, roadmap: str) -> HttpResponse:
    draft = value_or_404(content_or_404(roadmap).draft)
    discard_draft(person=request.user, draft=draft)
    offer_undo(request, "Discarded the draft.", reverse("authoring:reopen", args=[roadmap, draft.pk]), "-")
    return redirect("authoring:outline", roadmap)


@require_POST
@curriculum_admins_only
def reopen(request: AuthedRequest, roadmap: str, pk: int) -> HttpResponse:
    draft = get_object_or_404(RoadmapDraft, pk=pk, roadmap__uid=roadmap)
    try:
        reopen_draft(person=request.user, draft=draft)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("authoring:outline", roadmap)


@require_POST
@curriculum_admins_only
def undo_edit(request: AuthedRequest, roadmap: str, batch: uuid.UUID) -> HttpResponse:
    edit = value_or_404(
        NodeEdit.objects.filter(draft__roadmap__uid=roadmap, batch=batch).select_related("draft__roadmap").first()
    )
    try:
        row = undo(person=request.user, draft=edit.draft, batch=batch)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        if row:
            messages.success(request, f"{row.action}.")
    return redirect("authoring:draft_detail", roadmap)


@require_safe
@curriculum_admins_only
def history(request: AuthedRequest, roadmap: str) -> HttpResponse:
    row = get_object_or_404(Roadmap, uid=roadmap)
    page = history_of(row, number=request.GET.get("page", ""))
    return render(request, "authoring/history.html", {"roadmap": row, "page": page, "content": draft_content(row)})


@require_POST
@curriculum_admins_only
def roll_back(request: AuthedRequest, roadmap: str, number: int) -> HttpResponse:
    version = get_object_or_404(RoadmapVersion.objects.select_related("roadmap"), roadmap__uid=roadmap, number=number)
    try:
        new = publish_version_again(person=request.user, version=version)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        undo_url = reverse("authoring:roll_back", args=[roadmap, new.number - 1])
        offer_undo(
            request, f"The roadmap is as in version {number} again. That is version {new.number}.", undo_url, "-"
        )
    return redirect("authoring:history", roadmap)


@require_safe
def version_detail(request: AuthedRequest, roadmap: str, number: int) -> HttpResponse:
    """Show everybody what changed in the roadmap. A signed-in learner also reads what it meant for their plan."""
    versions = RoadmapVersion.objects.filter(roadmap__uid=roadmap).defer("content").select_related("roadmap")
    version = get_object_or_404(versions, number=number)
    course = curriculum_named(roadmap)
    context = {
        "version": version,
        "mine": version.impact_on(learner_of(request)),
        "summary": changes_text(version.changes),
        "roadmap_url": course.addresses.roadmap if course else reverse("progress:roadmap"),
    }
    return render(request, "authoring/version_detail.html", context)
