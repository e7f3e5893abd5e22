"""What the views of several apps share: types of requests, rendering a page, going back, and the offer to undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from lib.errors import RefusedError

if TYPE_CHECKING:
    from django.contrib.auth.models import _User  # mypy's plugin resolves it to AUTH_USER_MODEL

T = TypeVar("T")
View = Callable[..., HttpResponse]


class HtmxRequest(HttpRequest):
    """Any request after htmx's middleware."""

    htmx: HtmxDetails


class AuthedRequest(HtmxRequest):
    """A request behind ``login_required``."""

    user: _User


def learner_of(request: HttpRequest) -> _User | None:
    """The signed-in user. None for a visitor, and before the session was read."""
    user = getattr(request, "user", None)
    return user if user and user.is_authenticated else None


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render the whole page, or for htmx only the content of its <main>."""
    part = "#content" if getattr(request, "htmx", False) else ""
    response = render(request, f"{template}{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def post_from(page: str) -> Callable[[View], View]:
    """Let a view take POST only, as ``require_POST`` does, but redirect GET to ``page``, the name of the form's view.

    For a view that answers a refused form with a page, whose address is then in the browser. Both have the same
    arguments in their addresses.
    """

    def decorate(view: View) -> View:
        post = require_POST(view)

        @wraps(view)
        def open_or_post(request: HttpRequest, **arguments: Any) -> HttpResponse:
            is_opened = request.method in ("GET", "HEAD")
            return redirect(page, **arguments) if is_opened else post(request, **arguments)

        return open_or_post

    return decorate


def value_or_404(value: T | None) -> T:
    """Return the value. Raises Http404 if there is none."""
    if value is None:
        raise Http404
    return value


def url_of_ours(request: HttpRequest, url: str, *, default: str) -> str:
    """The address, as sent by one of our forms, if it leads to this site; otherwise ``default``."""
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    is_address = is_ours and "/" in url  # a bare word would be taken for the name of a view
    return url if is_address else default


@contextmanager
def warn_of_refusal(request: HttpRequest) -> Iterator[None]:
    """Show a RefusedError as a warning, and go on."""
    try:
        yield
    except RefusedError as refusal:
        messages.warning(request, str(refusal))


def offer_undo(
    request: HttpRequest,
    message: str,
    url: str,
    undo_token: str,
    *,
    has_focus: bool = False,
    level: int = messages.INFO,
) -> None:
    """Add a message that says what was done, with a button that posts ``undo_token`` to ``url``.

    ``has_focus``: the button gets the keyboard's focus, where the element that had it is gone.
    """
    context = {"message": message, "url": url, "undo_token": undo_token, "has_focus": has_focus}
    messages.add_message(request, level, render_to_string("components/undo.html", context, request))
