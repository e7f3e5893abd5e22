"""Where a SAML provider sends people back, and our metadata for it.

The provider's page posts its answer from another site, so browsers leave our session's cookie out. The answer is read
there, put aside for a few minutes under a secret, and a redirect leads to a page that has the session and decides. So
nothing that another site posts writes a session or a cookie.
"""

import hashlib
import time
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers.base.constants import AuthError
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.single_sign_on.adapter import EXPIRED, UNREADABLE, refuse
from accounts.single_sign_on.documents import LEEWAY_S, Document, ProviderError
from accounts.single_sign_on.providers import find_provider
from accounts.single_sign_on.views import BUSY, RATE_LIMIT, bounded

log = structlog.get_logger(__name__)

ASIDE_SECONDS = 300
TOO_MANY = "Too many people come from this address at the moment. Wait a minute, then sign in again."
UNASKED = "{provider} sent you here, but you didn’t begin here. Sign in from our page instead."
REPLAYED = "This answer of {provider} was used already. Sign in again."


@csrf_exempt
@require_POST
@never_cache
def acs(request: HttpRequest, slug: str) -> HttpResponse:
    """The assertion consumer service."""
    provider = _find(request, slug)
    if not ratelimit.consume(request, app="allauth.account", action=RATE_LIMIT):
        return HttpResponse(TOO_MANY, status=429, content_type="text/plain; charset=utf-8")
    with bounded() as has_room:
        result = _read(provider, request.POST.get("SAMLResponse", "")) if has_room else {"problem": "busy"}
    secret = get_random_string(32)
    cache.set(_key(slug, secret), result, ASIDE_SECONDS)
    url = f"{reverse('saml_finish_acs', args=[slug])}?{urlencode({'answer': secret})}"
    return HttpResponseRedirect(url, status=303)


@require_GET
@never_cache
def finish(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign in with the answer that was put aside, in the browser that asked for it."""
    provider = _find(request, slug)
    key = _key(slug, request.GET.get("answer", "")[:64])
    result = cache.get(key)
    cache.delete(key)
    if result is None:
        return refuse(request, provider.name, EXPIRED, status=403)
    if problem := result.get("problem"):
        return _explain(request, provider, problem)
    try:
        state = provider.unstash_redirect_state(request, result["in_response_to"])
    except PermissionDenied:
        return refuse(request, provider.name, EXPIRED, status=403)
    login = provider.sociallogin_from_response(request, result["claims"])
    login.state, login.claims = state, result["claims"]
    try:
        response: HttpResponse = complete_social_login(request, login)
    except ImmediateHttpResponse as page:
        response = page.response
    return response


@require_GET
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """Our own, to register at the provider."""
    context = {"provider": _find(request, slug)}
    return render(request, "accounts/saml_metadata.xml", context, content_type="application/samlmetadata+xml")


def _find(request: HttpRequest, slug: str) -> Any:
    row = find_provider(slug)
    if row is None or row.saml is None:
        raise Http404
    return get_adapter().get_provider(request, slug)


def _read(provider: Any, encoded: str) -> Document:
    """What to put aside: the claims, or the problem."""
    from accounts.single_sign_on.saml import responses  # needs requirements/saml.txt

    try:
        assertion = responses.read_response(encoded, provider.library_settings())
        claims = provider.claims_of(assertion)
    except responses.DeclinedError as error:
        log.info("account.provider_declined", provider=provider.sub_id, problem=str(error)[:400])
        return {"problem": "declined"}
    except responses.UnaskedError:
        return {"problem": "unasked"}
    except ProviderError as error:
        log.warning("account.provider_failed", provider=provider.sub_id, problem=str(error)[:400])
        return {"problem": "unreadable"}
    digest = hashlib.sha256(f"{provider.sub_id} {assertion.uid}".encode()).hexdigest()
    seconds = max(1, int(assertion.expires_at + LEEWAY_S - time.time()) + 1)
    if not cache.add(f"saml-assertion:{digest}", 1, seconds):
        log.warning("account.provider_failed", provider=provider.sub_id, problem="its assertion was used already")
        return {"problem": "replayed"}
    return {"in_response_to": assertion.in_response_to, "claims": claims}


def _explain(request: HttpRequest, provider: Any, problem: str) -> HttpResponse:
    if problem == "declined":
        try:
            get_adapter().on_authentication_error(request, provider, error=AuthError.CANCELLED)
        except ImmediateHttpResponse as page:
            response: HttpResponse = page.response
            return response
    sentences = {"unasked": (UNASKED, 403), "replayed": (REPLAYED, 403), "busy": (BUSY, 503)}
    sentence, status = sentences.get(problem, (UNREADABLE, 502))
    return refuse(request, provider.name, sentence.format(provider=provider.name), status=status)


def _key(slug: str, secret: str) -> str:
    return f"saml-answer:{hashlib.sha256(f'{slug} {secret}'.encode()).hexdigest()}"
