"""The roadmap as an archive of content files, and back."""

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.admins import admins_only
from authoring.drafts.access import content_or_404
from authoring.drafts.queries import DraftContent
from authoring.impact.sentences import changes_text
from authoring.roadmaps.file_forms import ImportForm
from authoring.roadmaps.imports import import_changes, import_document
from curriculum.documents.document import Document
from curriculum.documents.folder import write_folder
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap
from curriculum.outlines.outline import RoadmapOutline
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest, offer_undo

EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first date, so that the same roadmap gives the same bytes


@require_safe
@admins_only
def export(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """Send the published roadmap in the format of `curriculum/content/`."""
    document = read_database(get_object_or_404(Roadmap, uid=roadmap))
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
@admins_only
def import_file(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """Bring a file into the draft, or only say what that would change."""
    content = content_or_404(roadmap)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"content": content, "form": form}
    if request.method == "POST" and form.is_valid():
        outline: RoadmapOutline = form.cleaned_data["file"]
        try:
            changes = import_changes(content, outline.document)
            is_check = "check" in request.POST
            if not is_check:
                return _import(request, content, outline, form.cleaned_data["reason"])
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            summary = changes_text([{"verb": change.verb, "kind": change.kind} for change in changes])
            context |= {"outline": outline, "changes": changes, "summary": summary, "is_check": is_check}
    return render(request, "authoring/import.html", context)


def _import(request: AuthedRequest, content: DraftContent, outline: RoadmapOutline, reason: str) -> HttpResponse:
    row = import_document(person=request.user, roadmap=content.roadmap, document=outline.document, reason=reason)
    if row:
        url = reverse("authoring:undo_edit", args=[content.roadmap.uid, row.batch])
        offer_undo(request, f"{row.action} into the draft.", url, "-", has_focus=True)
    return redirect("authoring:draft_detail", content.roadmap.uid)
