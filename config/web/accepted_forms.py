"""Tell a browser which form was accepted, so that it deletes what it kept of it (static/js/form_drafts.js)."""

import re
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.messages import WARNING, get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponse

FIELD = "browser_draft"
COOKIE = f"{settings.COOKIE_PREFIX}accepted-draft-"
MAX_AGE = timedelta(days=30)  # as long as a browser keeps a draft
_ID = re.compile(r"[a-z0-9]{1,20}", re.ASCII)


class AcceptedFormMiddleware:
    """A form names its draft. Once it's accepted, the response has a cookie with that name for the next page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and _is_accepted(request, response):
            draft = request.POST.get(FIELD, "")
            if _ID.fullmatch(draft):
                # The page's script reads it, and it's no secret.
                response.set_cookie(
                    COOKIE + draft,
                    "1",
                    max_age=MAX_AGE,
                    secure=settings.SESSION_COOKIE_SECURE,
                    httponly=False,
                    samesite="Lax",
                )
        return response


def _is_accepted(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the form was. Otherwise it's shown again, or the redirect leads to a warning, or to a sign-in."""
    if response.status_code not in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER):
        return False
    if "next" in parse_qs(urlsplit(response["Location"]).query):
        return False
    storage = get_messages(request)
    levels = [message.level for message in storage]
    if isinstance(storage, BaseStorage):
        storage.used = False  # the next page shows them
    return all(level < WARNING for level in levels)
