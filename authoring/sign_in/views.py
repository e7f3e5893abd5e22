"""The providers where people sign in, for admins."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.admins import admins_only
from accounts.models import IdentityProvider
from accounts.single_sign_on.client import callback_url
from accounts.single_sign_on.models import MAX_PROVIDERS
from accounts.single_sign_on.providers import OF_ENVIRONMENT, identity_providers
from audit_log.actions import AuditTarget, record
from audit_log.names import AuditAction
from authoring.sign_in.forms import ProviderForm
from lib.pages.views import AuthedRequest

SAVED = "Saved. Everybody sees it within half a minute."
TOO_MANY = f"A site can have {MAX_PROVIDERS} providers. Remove one first."


@require_http_methods(["GET", "POST"])
@admins_only
@transaction.atomic
def provider_list(request: AuthedRequest) -> HttpResponse:
    """All of them, and the form for another one."""
    rows = list(IdentityProvider.objects.all())
    form = ProviderForm(request.POST or None)
    if request.method == "POST" and len(rows) >= MAX_PROVIDERS:
        form.add_error(None, TOO_MANY)
    if request.method == "POST" and form.is_valid():
        row = form.save()
        _record(AuditAction.PROVIDER_CHANGED, request, row, form)
        identity_providers.renew()
        messages.success(request, SAVED)
        return redirect("authoring:edit_provider", row.slug)
    of_environment = [provider for provider in identity_providers() if provider.slug in OF_ENVIRONMENT]
    context = {"form": form, "providers": [*of_environment, *rows]}
    return render(request, "authoring/provider_list.html", context)


@require_http_methods(["GET", "POST"])
@admins_only
@transaction.atomic
def edit_provider(request: AuthedRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(IdentityProvider, slug=slug)
    form = ProviderForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        _record(AuditAction.PROVIDER_CHANGED, request, row, form)
        identity_providers.renew()
        messages.success(request, SAVED)
        return redirect("authoring:edit_provider", slug)
    context = {"form": form, "provider": row, "callback": callback_url(slug)}
    return render(request, "authoring/edit_provider.html", context)


@require_POST
@admins_only
@transaction.atomic
def remove_provider(request: AuthedRequest, slug: str) -> HttpResponse:
    """The accounts stay, and open again if a provider with this issuer is added again."""
    row = get_object_or_404(IdentityProvider, slug=slug)
    _record(AuditAction.PROVIDER_REMOVED, request, row)
    row.delete()
    identity_providers.renew()
    messages.success(request, f"Removed {row.name}. Nobody signs in with it any more.")
    return redirect("authoring:provider_list")


def _record(
    action: AuditAction, request: AuthedRequest, row: IdentityProvider, form: ProviderForm | None = None
) -> None:
    target = AuditTarget(kind="provider", uid=row.slug, title=row.name)
    fields = {"changed": form.changed_data} if form else {}
    record(action, actor=request.user, target=target, fields=fields)
