"""Use our own error pages in development too."""

from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.views import debug


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
