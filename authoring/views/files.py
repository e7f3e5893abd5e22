"""The roadmap as an archive of content files."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.decorators import admins_only
from curriculum.documents import write_folder
from curriculum.documents.rows import read_database
from curriculum.models import Roadmap
from lib.requests import AuthedRequest

EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP's first date, so that the same roadmap gives the same bytes


@require_safe
@admins_only
def export(request: AuthedRequest, roadmap: str) -> HttpResponse:
    """What is published, in the format of `curriculum/content/`."""
    document = read_database(get_object_or_404(Roadmap, uid=roadmap))
    buffer = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(write_folder(document, Path(folder))):
            name = f"{roadmap}/{path.relative_to(folder)}"
            archive.writestr(zipfile.ZipInfo(name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{roadmap}.zip"'
    return response
