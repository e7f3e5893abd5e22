"""Forms that visitors may send without a cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = TypeVar("View", bound=Callable[..., HttpResponse])


def same_origin_only(view: View) -> View:
    """Refuse requests from another site's page, without the cookie that Django's CSRF token needs.

    Browsers say where a request comes from, in headers that no script can set. Only for views that don't act for the
    person who is signed in.
    """

    @wraps(view)
    def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_cross_site(request):
            raise PermissionDenied("It was sent from another site.")
        return view(request, *args, **kwargs)

    return cast(View, csrf_exempt(guarded_view))


def is_cross_site(request: HttpRequest) -> bool:
    """Whether a browser says so. Other programs send neither header, and have no cookies that a page could misuse."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
