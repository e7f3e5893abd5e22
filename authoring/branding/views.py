"""How the site presents itself, for admins."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.admins import operations_admins_only
from audit_log.actions import record
from audit_log.names import AuditAction
from authoring.branding.forms import BrandingForm
from branding.models import SiteBranding
from branding.queries import branding, read_branding
from lib.pages.views import AuthedRequest


@require_http_methods(["GET", "POST"])
@operations_admins_only
def edit_branding(request: AuthedRequest) -> HttpResponse:
    site = read_branding()
    site.pk = SiteBranding.THE_ROW
    form = BrandingForm(request.POST or None, request.FILES or None, instance=site)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(AuditAction.BRANDING_CHANGED, actor=request.user, fields={"changed": form.changed_data})
        branding.renew()
        messages.success(request, "Saved. Everybody sees it within half a minute.")
        return redirect("authoring:edit_branding")
    return render(request, "authoring/edit_branding.html", {"form": form, "logo_url": branding().logo_url})
