"""Archives of a whole cohort: make one, follow it, download it."""

import uuid
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.access import led_cohort_or_404
from cohorts.exports import actions
from cohorts.exports.models import ExportState
from lib.pages.views import AuthedRequest, warn_of_refusal

REFRESH_SECONDS = 2
MAX_LISTED = 20


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def export_list(request: AuthedRequest, slug: str) -> HttpResponse:
    """The archives that the site still has, and a button for another one. While one is made, the page loads itself."""
    cohort = led_cohort_or_404(request.user, slug)
    if request.method == "POST":
        with warn_of_refusal(request):
            actions.order_export(person=request.user, cohort=cohort)
        return redirect("cohorts:export_list", slug)
    exports = list(cohort.exports.select_related("person")[:MAX_LISTED])
    running = next((export for export in exports if export.state == ExportState.MAKING), None)
    context = {
        "cohort": cohort, "exports": exports, "running": running, "steps": len(actions.STEPS) + 1,
        "days": settings.RETENTION_DAYS["cohort_exports"],
    }  # fmt: skip
    response = render(request, "cohorts/export_list.html", context)
    if running:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_safe
@login_required
@never_cache
def export_file(request: AuthedRequest, slug: str, uid: uuid.UUID) -> HttpResponseBase:
    export = get_object_or_404(led_cohort_or_404(request.user, slug).exports.select_related("cohort"), uid=uid)
    if export.state != ExportState.DONE:
        raise Http404
    file = SpooledTemporaryFile(actions.MAX_BYTES_IN_MEMORY)  # noqa: SIM115  the response closes it, which deletes it
    actions.read_export(person=request.user, export=export, file=cast(IO[bytes], file))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{slug}-{export.created_at:%Y-%m-%d}.zip")
