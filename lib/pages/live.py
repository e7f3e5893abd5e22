"""Pages that update while they are open. They ask for themselves with the version that they show, and usually get an
empty answer. `static/js/live.js` is the other side; `components/live.html` puts a page's version in it.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse

HEADER = "X-Live-Version"
View = Callable[..., HttpResponse]


def live(version_of: Callable[..., str]) -> Callable[[View], View]:
    """Answer 204 to a page that shows the current version. ``version_of`` gets what the view gets, and is cheap.

    It checks the reader's rights as the view does: it raises Http404 for somebody who may no longer see the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            version = version_of(request, *args, **kwargs)
            if request.method == "GET" and version and request.headers.get(HEADER) == version:
                return HttpResponse(status=204)
            request.live_version = version  # type: ignore[attr-defined]  # components/live.html reads it
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def version_from(*facts: object) -> str:
    """A short name for what a page shows: it changes whenever one of the facts does."""
    return sha256(repr(facts).encode()).hexdigest()[:16]
