"""Django's admin as our admins meet it: behind the site's own sign-in and, outside DEBUG, a second factor."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import secure_admin_login
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.admins import FACTORS, lacks_second_factor
from accounts.audited_admin import AuditedAdmin
from accounts.models import User

# The library offers these with their secrets in clear, and with buttons that add and delete.
WITHHELD = {
    *("account.emailaddress", "mfa.authenticator", "usersessions.usersession"),
    *("allauth_idp_oidc.client", "allauth_idp_oidc.token"),
    *("socialaccount.socialaccount", "socialaccount.socialapp", "socialaccount.socialtoken"),
}


class PeopleView(AutocompleteJsonView):
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": obj.label_for_staff} if isinstance(obj, User) else result


class AdminSite(admin.AdminSite):
    site_header = site_title = "Descent"
    index_title = "People, cohorts and submissions"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = model_or_iterable if isinstance(model_or_iterable, list | tuple | set) else [model_or_iterable]
        shown = [model for model in models if model._meta.label_lower not in WITHHELD]
        admin_class = admin_class or admin.ModelAdmin
        super().register(shown, type(admin_class.__name__, (AuditedAdmin, admin_class), {}), **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's own form never appears: it asks for no second factor."""
        answer: HttpResponse = secure_admin_login(_open_or_ask)(request)
        return answer

    def autocomplete_view(self, request: HttpRequest) -> JsonResponse:
        return cast(JsonResponse, PeopleView.as_view(admin_site=self)(request))


def _open_or_ask(request: HttpRequest) -> HttpResponse:
    """Send a signed-in admin to the page, or ask for their second factor first."""
    page = request.GET.get(REDIRECT_FIELD_NAME, "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = reverse("admin:index")
    if not lacks_second_factor(request):
        return redirect(page)
    if not is_mfa_enabled(request.user, FACTORS):
        return render(request, "accounts/second_factor_needed.html", {"page": page}, status=403)
    ways = get_adapter().get_reauthentication_methods(request.user)
    question = next(way["url"] for way in ways if way["id"].startswith("mfa"))
    return redirect(f"{question}?{urlencode({REDIRECT_FIELD_NAME: page})}")
