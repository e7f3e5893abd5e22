"""Our own error pages: in development too, and for a database that can’t be reached."""

import sys
from types import TracebackType
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.views import debug, defaults

TRY_AGAIN_AFTER_S = "10"
NOT_NOW = "A part of the site isn’t responding. Nothing is lost. Try again in a moment."


def server_error(request: HttpRequest) -> HttpResponse:
    """The URLconf's handler of exceptions: 503 if the database can't be reached, else 500."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return not_now(request)
    return defaults.server_error(request)


def not_now(request: HttpRequest) -> HttpResponse:
    """Answer that a server isn't responding, and when to try again."""
    if request.path.startswith("/api/"):
        response: HttpResponse = JsonResponse({"detail": NOT_NOW}, status=503)
    else:
        response = render(None, "503.html", status=503)  # a request would ask for its user
    response["Retry-After"] = TRY_AGAIN_AFTER_S
    return response


def use_own_pages() -> None:
    """Replace Django's yellow debug pages, which show every URL and setting to anybody.

    With DEBUG on, Django calls these two functions instead of the URLconf's handlers, and has no setting for it. The
    error is in the log either way: `make run` writes var/log/web.log.
    """
    debug.technical_404_response = _not_found
    debug.technical_500_response = _went_wrong


def _not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    handler: Any = get_resolver().resolve_error_handler(404)
    answer: HttpResponse = handler(request, exception=exception)
    return answer


def _went_wrong(
    request: HttpRequest,
    exc_type: type[BaseException] | None,
    exc_value: BaseException | None,
    tb: TracebackType | None,
    status_code: int = 500,
) -> HttpResponse:
    handler: Any = get_resolver().resolve_error_handler(status_code)
    answer: HttpResponse = handler(request) if status_code == 500 else handler(request, exception=exc_value)
    return answer
