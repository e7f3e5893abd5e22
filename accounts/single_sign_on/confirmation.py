"""People who sign in with a provider confirm there that it's them, as others do with their password.

The provider is told to ask for the password again, and its ID token says when it did. The holder of an open browser
could leave the first out of the address, so the second decides.
"""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core import context
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from accounts.single_sign_on.documents import LEEWAY_S
from accounts.single_sign_on.providers import identity_providers
from lib.errors import RefusedError

CONFIRM = "confirm"
METHOD = "provider"
AUTH_PARAMS = {"prompt": "login", "max_age": "0"}
OTHER_PERSON = "You signed in at {provider} as somebody else. Nothing was done. Try again with your own account there."
NOT_ASKED = (
    "{provider} didn’t ask for your password again, so we can’t be sure that it’s you. Sign out there, then try again."
)
NO_TIME = (
    "{provider} doesn’t tell us when you entered your password, so it can’t confirm that it’s you. Reset your password "
    "here to get another way, or ask an admin of this site."
)


def ways_to_confirm(user: AbstractBaseUser | AnonymousUser) -> list[dict[str, str]]:
    """The pages that lead a person to the providers with which they sign in."""
    providers = identity_providers()
    keys = set(SocialAccount.objects.filter(user_id=user.pk).values_list("provider", flat=True)) if providers else ()
    return [
        {
            "id": f"{METHOD}:{provider.slug}",
            "description": f"Confirm at {provider.name}",
            "url": reverse("confirm_with_provider", args=[provider.slug]),
        }
        for provider in providers
        if provider.key in keys
    ]


def has_confirmed_recently() -> bool:
    """Whether the person of this request has, in this session."""
    request = context.request
    times = [
        record["at"]
        for record in get_authentication_records(request, request.user)
        if record["method"] == METHOD and record.get("reauthenticated")
    ]
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT


def confirm(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """Go on with what the person was doing when we asked. Raises RefusedError."""
    name = login.provider.name
    if login.user.pk is None or login.user.pk != request.user.pk:
        raise RefusedError(OTHER_PERSON.format(provider=name))
    _check_time(login.claims.get("auth_time"), asked_at=login.state["data"]["asked_at"], name=name)
    record_authentication(request, request.user, METHOD, reauthenticated=True, provider=login.account.provider)
    page = login.get_redirect_url(request) or resolve_url("home")
    query = QueryDict(urlencode({REDIRECT_FIELD_NAME: page}))
    request.GET = query  # where allauth looks for the page
    response: HttpResponse | None = resume_request(request)
    return response or redirect(page)


def _check_time(auth_time: Any, *, asked_at: float, name: str) -> None:
    if not isinstance(auth_time, int | float) or isinstance(auth_time, bool):
        raise RefusedError(NO_TIME.format(provider=name))
    if auth_time < asked_at - LEEWAY_S:
        raise RefusedError(NOT_ASKED.format(provider=name))
