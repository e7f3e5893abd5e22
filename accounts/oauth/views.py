"""The OAuth server: allauth's endpoints for programs, bounded, and our page where a person allows an app.

allauth's own page takes a confirmation without a CSRF token, so it isn't used.
"""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account import app_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.idp.oidc import views as oidc
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.oauth import actions, refresh_tokens
from accounts.oauth.actions import PendingDevice, find_device
from accounts.oauth.client import GRANT_TYPES
from accounts.scopes import Scope
from accounts.sign_in.adapter import site_url
from lib.errors import RefusedError
from lib.pages.views import AuthedRequest


class DeviceForm(forms.Form):
    """The code that an app shows. A valid form has the `device` that waits."""

    code = forms.CharField(
        max_length=20,
        help_text="Eight letters, such as VLFR-JXQK. Capitals and the dash don’t matter.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    device: PendingDevice

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_code(self) -> str:
        try:
            self.device = find_device(self.request, self.cleaned_data["code"])
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.device.code


MAX_BODY_BYTES = 4096
FORM = "application/x-www-form-urlencoded"
NOT_A_FORM = f"Send the parameters in the body, as {FORM}, in at most {MAX_BODY_BYTES} bytes."
TOO_MANY_REQUESTS = "Too many requests from your network. Try again in a minute."


@csrf_exempt
@require_POST
def device_code(request: HttpRequest) -> HttpResponse:
    """A device code for an app, and the code that it shows to the person (RFC 8628)."""
    return _answer(request, "device_code", _issue_device_code)


def _issue_device_code(request: HttpRequest) -> HttpResponse:
    """Do what allauth does, which builds the addresses from the request's Host."""
    response: HttpResponse = oidc.device_code(request)
    if response.status_code == 200:
        device = json.loads(response.content)
        uris = {name: site_url(device[name]) for name in ("verification_uri", "verification_uri_complete")}
        response.content = json.dumps(device | uris)
    return response


@csrf_exempt
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """Tokens for a device code that somebody allowed, or for a refresh token."""
    return _answer(request, "token", _issue_tokens)


@transaction.atomic
def _issue_tokens(request: HttpRequest) -> HttpResponse:
    predecessor = refresh_tokens.claim(request.POST.get("refresh_token", ""))
    response: HttpResponse = oidc.token(request)
    if response.status_code == 200:
        tokens = json.loads(response.content)
        actions.delete_older_access_tokens(tokens["access_token"])
        if predecessor:
            end = refresh_tokens.replace(predecessor, successor=tokens["refresh_token"])
            tokens["refresh_expires_in"] = refresh_tokens.seconds_until(end)
            response.content = json.dumps(tokens)
        else:
            actions.delete_surplus_grants(tokens["access_token"])
    return response


@csrf_exempt
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Sign an app out, as the app itself asks (RFC 7009), with either of its tokens."""
    return _answer(request, "token", _revoke)


@transaction.atomic
def _revoke(request: HttpRequest) -> HttpResponse:
    """Do what allauth does, which leaves the refresh token valid if the app sends its access token."""
    token = actions.find_token(request.POST.get("token", ""), client=request.POST.get("client_id", ""))
    response: HttpResponse = oidc.revoke(request)
    if response.status_code == 200 and token and token.user and (grant := token.get_grant_id()):
        actions.revoke_grant(person=token.user, uid=UUID(grant))
    return response


def _answer(request: HttpRequest, action: str, view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Ask allauth, unless the request is too large, of another form, or one too many."""
    if request.content_type != FORM or len(request.body) > MAX_BODY_BYTES or request.META["QUERY_STRING"]:
        return _error("invalid_request", NOT_A_FORM, status=400)
    if not ratelimit.consume(request, app="allauth.idp.oidc", action=action):
        response = _error("slow_down", TOO_MANY_REQUESTS, status=429)
        response["Retry-After"] = "60"
        return response
    return view(request)


def _error(code: str, description: str, *, status: int) -> JsonResponse:
    return JsonResponse({"error": code, "error_description": description}, status=status)


@require_safe
def metadata(request: HttpRequest) -> JsonResponse:
    """Tell apps where the endpoints are (RFC 8414)."""
    endpoints = {
        f"{name}_endpoint": site_url(reverse(f"idp:oidc:{view}"))
        for name, view in (("device_authorization", "device_code"), ("token", "token"), ("revocation", "revoke"))
    }
    capabilities: dict[str, Any] = {
        "scopes_supported": list(Scope),
        "grant_types_supported": GRANT_TYPES,
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["none"],
    }
    return JsonResponse({"issuer": site_url("")} | endpoints | capabilities)


def _signed_in_long_ago(request: HttpRequest) -> bool:
    """Whether the person typed their password, or used a second factor, so long ago that we ask again.

    allauth doesn't count the sign-in itself, and `descent login` usually leads to one: it would ask twice in a row.
    """
    times = (
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record["method"] in app_settings.REAUTHENTICATION_METHODS
    )
    return bool(time.time() - max(times, default=0) >= app_settings.REAUTHENTICATION_TIMEOUT)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
@reauthentication_required(allow_get=True, enabled=_signed_in_long_ago)  # type: ignore[untyped-decorator]  # the library has no types
def device(request: AuthedRequest) -> HttpResponse:
    """Ask for the code that an app shows. Then say what the app may do, and ask whether to allow it."""
    data = request.POST if request.method == "POST" else request.GET
    form = DeviceForm(data if "code" in data else None, request=request)
    step = "code"
    if form.is_valid():
        step = "ask" if request.method == "GET" else _answer_app(request, form)
    pending = form.device if step != "code" else None
    return render(request, "accounts/device.html", {"form": form, "step": step, "device": pending})


def _answer_app(request: AuthedRequest, form: DeviceForm) -> str:
    """Answer the app, and return the next step: "allowed", "refused", or the form with what is wrong."""
    is_allowed = request.POST.get("answer") == "allow"
    try:
        actions.answer_device(request, request.user, form.device, is_allowed=is_allowed)
    except RefusedError as refusal:
        form.add_error("code", str(refusal))
        return "code"
    return "allowed" if is_allowed else "refused"


@require_POST
@login_required
def revoke_app(request: AuthedRequest, uid: UUID) -> HttpResponse:
    was_signed_in = actions.revoke_grant(person=request.user, uid=uid)
    messages.success(request, "App signed out." if was_signed_in else "This app was already signed out.")
    return redirect("accounts:api_tokens")
