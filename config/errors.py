"""Our own error pages in development too."""

from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.views import debug


def use_own_pages() -> None:
    """Put our pages in the place of Django's yellow ones, which list every address and setting to whoever asks.

    With DEBUG on Django asks these two functions instead of the URLconf's handlers and has no setting for it. What
    went wrong is in the log either way: in var/log/web.log of `make run`.
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
