import time
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit, urlunsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from lib.pages.views import HtmxRequest


class TimeZoneMiddleware:
    """Dates are shown in the reader's own time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            with timezone.override(request.user.zone):
                return self.get_response(request)
        return self.get_response(request)


class SessionAgeMiddleware:
    """End a session `SESSION_MAX_DAYS` after somebody last proved in it who they are, however often it is used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            proofs = [record["at"] for record in get_authentication_records(request, request.user)]
            if proofs and time.time() - max(proofs) > settings.SESSION_MAX_DAYS * 24 * 3600:
                logout(request)
        return self.get_response(request)


class LastSeenMiddleware:
    """Records when and from where each session was last used, at most every `EVERY_S` seconds.

    Saving the session also renews it: a session that is used ends `SESSION_COOKIE_AGE` after its last use.
    """

    EVERY_S = 600
    KEY = "seen"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and time.time() - request.session.get(self.KEY, 0) > self.EVERY_S:
            request.session[self.KEY] = int(time.time())
            _record_use(request)
        return self.get_response(request)


def _record_use(request: HttpRequest) -> None:
    """Do what the library's ``create_from_request`` does, in one statement instead of up to four."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    session = UserSession(
        session_key=request.session.session_key,
        user=request.user,
        ip=get_adapter().get_client_ip(request),
        user_agent=agent[: UserSession._meta.get_field("user_agent").max_length],
    )
    columns = ["user", "ip", "user_agent", "last_seen_at"]
    UserSession.objects.bulk_create(
        [session], update_conflicts=True, unique_fields=["session_key"], update_fields=columns
    )


class SignInMiddleware:
    """Lead people whose session has ended to the sign-in, and from there back to the page they were on.

    htmx would put the sign-in page into a part of that page, so it's told to leave. A form is on another page than the
    address it sends to, which often takes nothing but POST.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponse:
        response = self.get_response(request)
        sign_in = urlsplit(response.get("Location", ""))
        if sign_in.path != resolve_url(settings.LOGIN_URL):
            return response
        if request.htmx:
            page = _path_here(request, request.htmx.current_url) or resolve_url(settings.LOGIN_REDIRECT_URL)
            return HttpResponseClientRedirect(redirect_to_login(page).url)
        page = _path_here(request, request.headers.get("Referer"))
        if page and request.method == "POST" and parse_qs(sign_in.query).get("next") == [request.get_full_path()]:
            return redirect_to_login(page)
        return response


def _path_here(request: HttpRequest, url: str | None) -> str:
    """Return the path and query of a page of this site. Empty for any other."""
    if not url or not url_has_allowed_host_and_scheme(url, request.get_host(), require_https=request.is_secure()):
        return ""
    return urlunsplit(("", "", *urlsplit(url)[2:4], ""))
