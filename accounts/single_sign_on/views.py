"""The way to a provider and back, to sign in or to confirm that it's you.

A form leads to a page of ours that sends the browser on. With a redirect instead, browsers would hold each address on
the way against the form-action of our policy.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.single_sign_on.adapter import refuse
from accounts.single_sign_on.client import CallbackView, ClientAdapter, Provider
from accounts.single_sign_on.confirmation import AUTH_PARAMS, CONFIRM
from lib.pages.views import AuthedRequest

RATE_LIMIT = "provider_sign_in"
BUSY = "Many people are signing in at this moment. Try again in a few seconds."
BUSY_HERE = "Many people are signing in at this moment. This page tries again by itself in a few seconds."
AGAIN_SECONDS = 3
WAIT_SECONDS = 2  # for a place among those who wait
# How many threads of a process wait for providers at the same time: the others are there for everything else.
_waiting = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


@require_POST
@never_cache
def sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a visitor to the provider."""
    return _go(request, _find(request, slug), AuthProcess.LOGIN, {})


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: AuthedRequest, slug: str) -> HttpResponse:
    """Ask a person to confirm at the provider that it's them, and send them there."""
    provider = _find(request, slug)
    get_object_or_404(SocialAccount, user=request.user, provider=provider.sub_id)
    if request.method == "POST":
        return _go(request, provider, CONFIRM, AUTH_PARAMS)
    page = get_next_redirect_url(request) or ""
    others = [
        way | {"url": f"{way['url']}?{urlencode({REDIRECT_FIELD_NAME: page})}" if page else way["url"]}
        for way in get_account_adapter().get_reauthentication_methods(request.user)
        if way["url"] != request.path
    ]
    context = {"provider": provider, "next": page, "others": others}
    return render(request, "accounts/confirm_with_provider.html", context)


@require_GET
@never_cache
def callback(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the provider sends people back."""
    provider = _find(request, slug)
    if not isinstance(provider, Provider):
        raise Http404
    with bounded() as has_room:
        if not has_room:  # the answer isn't used yet, so the same address works in a moment
            busy = refuse(request, provider.name, BUSY_HERE, status=503)
            busy["Refresh"] = str(AGAIN_SECONDS)
            return busy
        response: HttpResponse = CallbackView.adapter_view(ClientAdapter(request, slug))(request)
    return response


def _find(request: HttpRequest, slug: str) -> Provider:
    try:
        return get_adapter().get_provider(request, slug)  # type: ignore[no-any-return]  # our adapter's
    except SocialApp.DoesNotExist:
        raise Http404 from None


def _go(request: HttpRequest, provider: Provider, process: str, params: Mapping[str, str]) -> HttpResponse:
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, app="allauth.account", action=RATE_LIMIT)
    if too_many:
        return too_many
    nonce = get_random_string(32)
    with bounded() as has_room:
        if not has_room:
            return refuse(request, provider.name, BUSY, status=503)
        try:
            response = provider.redirect(
                request, process, next_url=get_next_redirect_url(request),
                data={"nonce": nonce, "asked_at": time.time()}, auth_params={"nonce": nonce, **params},
            )  # fmt: skip
        except requests.RequestException as error:
            try:
                get_adapter().on_authentication_error(request, provider, exception=error)
            except ImmediateHttpResponse as refusal:
                page: HttpResponse = refusal.response
                return page
    context = {"provider": provider, "url": response["Location"]}
    page = render(request, "accounts/go_to_provider.html", context)
    page["Refresh"] = f"0; url={response['Location']}"
    return page


@contextmanager
def bounded() -> Iterator[bool]:
    """Whether there is a thread to wait for a provider. Hold it as long as you wait."""
    has_room = _waiting.acquire(timeout=WAIT_SECONDS)
    try:
        yield has_room
    finally:
        if has_room:
            _waiting.release()
