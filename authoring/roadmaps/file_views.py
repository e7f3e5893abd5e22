"""The roadmap as an archive of content files, and back."""

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admins import curriculum_admins_only
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from authoring.drafts.access import content_or_404
from authoring.drafts.changes import NodeChange
from authoring.drafts.queries import DraftContent, draft_content
from authoring.impact.sentences import changes_text
from authoring.roadmaps.actions import NOT_PUBLISHED_YET, add_roadmap
from authoring.roadmaps.file_forms import MAX_OFFERED_LINES, ImportForm
from authoring.roadmaps.imports import import_changes, import_document
from curriculum.documents.document import Document
from curriculum.documents.folder import write_folder
from curriculum.documents.rows import read_database
from curriculum.imports import find_problems
from curriculum.models import Roadmap
from curriculum.outlines.outline import RoadmapOutline
from curriculum.outlines.rewriting import LINE_KINDS
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo

EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first date, so that the same roadmap gives the same bytes


@require_safe
@curriculum_admins_only
def export(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """Send the published roadmap in the format of `curriculum/content/`."""
    document = read_database(get_object_or_404(Roadmap, uid=roadmap))
    record(AuditAction.ROADMAP_EXPORTED, actor=request.user, target=AuditTarget(kind="roadmap", uid=roadmap))
    response = HttpResponse(archive_of(document), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{roadmap}.zip"'
    return response


def archive_of(document: Document) -> bytes:
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(write_folder(document, Path(folder))):
            name = f"{document.uid}/{path.relative_to(folder)}"
            archive.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@require_http_methods(["GET", "POST"])
@curriculum_admins_only
def import_file(request: AuthedRequest, roadmap: str = "") -> HttpResponse:
    """Bring a file into a draft, or make a new roadmap of it. First say what that would do, if asked."""
    content = content_or_404(roadmap) if roadmap else None
    if request.method == "GET":
        return _page(request, content, ImportForm(initial={"into": content.roadmap if content else None}))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, content, form)
    outline, target = form.outline, form.roadmap
    try:
        if "check" not in request.POST:
            return _import(request, target, outline, form.cleaned_data["reason"])
        changes = import_changes(draft_content(target), outline.document) if target else None
    except RefusedError as refusal:
        form.add_error("file" if form.cleaned_data["file"] else "source", str(refusal))
        return _page(request, content, form)
    report = {
        "outline": outline,
        "changes": changes,
        "summary": _summary(changes, outline),
        "problems": find_problems(outline.document),
        "line_kinds": LINE_KINDS,
        "lines": outline.text_lines[:MAX_OFFERED_LINES] if outline.is_text else [],
    }
    return _page(request, content, form.next_form(), report)


def _page(
    request: AuthedRequest, content: DraftContent | None, form: ImportForm, report: dict[str, Any] | None = None
) -> HttpResponse:
    return render(request, "authoring/import.html", {"content": content, "form": form, "report": report})


def _summary(changes: list[NodeChange] | None, outline: RoadmapOutline) -> str:
    """ "2 topics edited, 1 question added"; of a new roadmap, everything that it adds."""
    if changes is not None:
        return changes_text([{"verb": change.verb, "kind": change.kind} for change in changes])
    counts = outline.counts()
    kinds = [kind for kind, count in counts.items() for _ in range(count) if kind != "roadmap"]
    return changes_text({"verb": "added", "kind": kind} for kind in kinds)


def _import(request: AuthedRequest, roadmap: Roadmap | None, outline: RoadmapOutline, reason: str) -> HttpResponse:
    if roadmap is None:
        added = add_roadmap(person=request.user, document=outline.document)
        messages.success(request, NOT_PUBLISHED_YET.format(added))
        return redirect("authoring:outline", added.uid)
    row = import_document(person=request.user, roadmap=roadmap, document=outline.document, reason=reason)
    if row:
        url = reverse("authoring:undo_edit", args=[roadmap.uid, row.batch])
        offer_undo(request, f"{row.action} into the draft.", url, "-", has_focus=True)
    return redirect("authoring:draft_detail", roadmap.uid)
