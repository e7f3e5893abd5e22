"""Pages that update while they are open. They ask for themselves with the version that they show, and usually get an
empty answer. `static/js/live.js` is the other side; `components/live.html` puts a page's version in it.

The answer of a page with a channel waits for news on it, so that the page shows them at once.
"""

from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from typing import Any

import redis
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from lib.api.preferences import preferred_wait, wait_applied
from lib.pages.late_answers import LateAnswer, answer_late
from lib.pages.views import learner_of

log = structlog.get_logger(__name__)
HEADER = "X-Live-Version"
MAX_WAIT_SECONDS = 20  # as for scripts: a proxy closes a silent connection after 60 seconds, and some after 30
View = Callable[..., HttpResponse]


def live(version_of: Callable[..., str], *, channel_of: Callable[..., str] | None = None) -> Callable[[View], View]:
    """Answer 204 to a page that shows the current version. ``version_of`` gets what the view gets, and is cheap.

    It checks the reader's rights as the view does: it raises Http404 for somebody who may no longer see the page.
    ``channel_of`` gets the arguments of the address. With it the answer waits as long as the page prefers, until
    `publish_news` tells of another version. Without news it is 204 all the same: the page asks again.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            version = version_of(request, *args, **kwargs)
            if request.method == "GET" and version and request.headers.get(HEADER) == version:
                response = HttpResponse(status=204)
                seconds = preferred_wait(request, max_seconds=MAX_WAIT_SECONDS) if channel_of else 0
                if not (channel_of and seconds):
                    return response
                late = LateAnswer(
                    channel=channel_of(*args, **kwargs),
                    seconds=seconds,
                    is_there=lambda: _has_changed(version, lambda: version_of(request, *args, **kwargs)),
                    render=bytes,
                    person=getattr(learner_of(request), "pk", None),
                    headers_of_wait=wait_applied(seconds),
                )
                return answer_late(response, late)
            request.live_version = version  # type: ignore[attr-defined]  # components/live.html reads both
            request.live_wait = MAX_WAIT_SECONDS if channel_of else 0  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        return wrapper

    return decorate


def _has_changed(version: str, current: Callable[[], str]) -> bool:
    try:
        return current() != version
    except Http404:
        return True  # the page is gone, or the reader may no longer see it: asking again says so


def publish_news(channel: str) -> None:
    """Wake the answers that wait. Pages ask again anyway, so it does no harm when the cache can't be reached."""
    try:
        _client().publish(channel, "news")
    except (redis.RedisError, OSError) as error:
        log.warning("live.not_published", channel=channel, error=str(error))


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=2)


def version_from(*facts: object) -> str:
    """A short name for what a page shows: it changes whenever one of the facts does."""
    return sha256(repr(facts).encode()).hexdigest()[:16]
