"""The audit log, for admins."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.admins import admins_only
from audit_log.actions import record
from audit_log.names import AuditAction
from authoring.audit.files import FORMATS
from authoring.audit.forms import AuditFilterForm
from authoring.audit.queries import audit_page, find_entries
from lib.pages.views import AuthedRequest, value_or_404

MAX_ENTRIES_IN_A_FILE = 50_000


@require_safe
@admins_only
def audit_list(request: AuthedRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    form.is_valid()
    page = audit_page(form.cleaned_data, number=request.GET.get("page", ""))
    context = {"form": form, "page": page, "max_entries": MAX_ENTRIES_IN_A_FILE}
    return render(request, "authoring/audit_list.html", context)


@require_safe
@admins_only
@transaction.atomic
def audit_file(request: AuthedRequest, kind: str) -> HttpResponse:
    """Download the newest of the entries that the filter matches. The download is an entry too."""
    media_type, write = value_or_404(FORMATS.get(kind))
    form = AuditFilterForm(request.GET)
    form.is_valid()
    filters = {name: value for name, value in form.cleaned_data.items() if value and name != "person"}
    entries = find_entries(form.cleaned_data)[:MAX_ENTRIES_IN_A_FILE].iterator(chunk_size=2_000)
    body = "".join(write(entries))
    record(AuditAction.AUDIT_LOG_EXPORTED, actor=request.user, fields={"kind": kind, "filters": filters})
    name = f"audit-log-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=media_type, headers=headers)
