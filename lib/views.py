"""What the views of several apps share: rendering a page, going back to one, and the offer to undo."""

from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

T = TypeVar("T")


def render_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Render the whole page, or for htmx only the content of its <main>."""
    part = "#content" if getattr(request, "htmx", False) else ""
    response = render(request, f"{template}{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


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
