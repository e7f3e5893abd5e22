"""Our own error pages: in development too, and for a database that can’t be reached. Problems where a script asked."""

import sys
from types import TracebackType
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.views import debug, defaults

from lib.api.problems import is_api, problem_response

log = structlog.get_logger(__name__)

TRY_AGAIN_AFTER_S = "10"
NOT_NOW = (
    "A part of the site isn’t responding. Everything you saved is safe. If you’ve just sent something, send it again in"
    " a moment."
)
BAD_REQUEST = "We can’t read this request. Nothing was changed."
SERVER_ERROR = "Something went wrong on our side, and it has been recorded. Try again in a minute."


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(400, BAD_REQUEST) if is_api(request) else defaults.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The URLconf's handler of exceptions: 503 if the database can't be reached, else 500."""
    error = sys.exception()
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database.down", path=request.path, error=str(error))
        return not_now(request)
    return problem_response(500, SERVER_ERROR) if is_api(request) else defaults.server_error(request)


def not_now(request: HttpRequest) -> HttpResponse:
    """Answer that a server isn't responding, and when to try again."""
    # Without the request, the page doesn't ask for its user.
    response = problem_response(503, NOT_NOW) if is_api(request) else render(None, "503.html", status=503)
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
