"""Rate limits per person, shared by all processes. Submissions have their own, counted in the database."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import structlog
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from redis import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView  # DRF imports this class from the settings during its own import

log = structlog.get_logger(__name__)


class SharedThrottle(UserRateThrottle):
    """Counts in the cache, which all processes share. It refuses nobody while the cache can't be reached.

    The library's own classes read a list of times from the cache and write it back, so two processes overlook each
    other's requests. This one increments a counter for each window of the clock. The counter of the window before
    counts in proportion to how much of it lies within the last ``duration`` seconds.
    """

    num_requests: int
    duration: int
    seconds_in: float
    """Since the current window began."""
    current: int
    previous: int
    """Requests in the current window, and in the previous one."""

    def get_ident(self, request: Request) -> str:
        """A visitor's address in front of the proxies that the site trusts. DRF's takes any header as it was sent."""
        return str(get_ip(request))

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = self.get_cache_key(request, view)
        window, self.seconds_in = divmod(self.timer(), self.duration)
        counter = f"{key}.{window:.0f}"
        try:
            self.cache.add(counter, 0, 2 * self.duration)
            self.current = self.cache.incr(counter)
            self.previous = self.cache.get(f"{key}.{window - 1:.0f}", 0)
            is_allowed = self.remaining >= 0
            if not is_allowed:
                self.current = self.cache.decr(counter)  # what was refused doesn't delay the next one
        except (RedisError, ValueError) as error:  # ValueError: the counter was deleted meanwhile
            log.warning("throttle.uncounted", error=str(error))
            return True
        return is_allowed

    @property
    def remaining(self) -> int:
        """How many more requests are allowed now. Negative: this one is not."""
        return math.floor(self.num_requests - self.current - self.previous * (1 - self.seconds_in / self.duration))

    def wait(self) -> float:
        """The seconds until a request is allowed, after one was refused."""
        free = self.num_requests - 1 - self.current  # of the window before, so many may still count
        if free < 0:  # not in this window, and in the next one when one of this has faded
            return self.duration - self.seconds_in + self.duration / self.num_requests
        return self.duration * (1 - free / self.previous) - self.seconds_in


class PersonThrottle(SharedThrottle):
    """The REST API. Its responses say how much is left, as draft-ietf-httpapi-ratelimit-headers wants it."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        is_allowed = super().allow_request(request, view)
        if hasattr(self, "previous"):  # it has counted
            seconds = math.ceil(self.duration - self.seconds_in)
            view.headers["RateLimit-Policy"] = f'"person";q={self.num_requests};w={self.duration}'
            view.headers["RateLimit"] = f'"person";r={max(0, self.remaining)};t={seconds}'
        return is_allowed


class TypesettingThrottle(SharedThrottle):
    """Text with formulas: typesetting may take a second per note, and all share one engine."""

    scope = "typesetting"


class LintThrottle(SharedThrottle):
    """Code that somebody is typing: each pause starts a process that reads it."""

    scope = "lint"


class InvitationThrottle(SharedThrottle):
    """Invitation links that don't exist: nobody should be able to try many."""

    scope = "invitation"


class WebhookThrottle(SharedThrottle):
    """Webhooks that somebody adds or tries: for each the site asks a stranger's name servers and server."""

    scope = "webhook"


class WebhookMessageThrottle(SharedThrottle):
    """Messages that somebody has sent again."""

    scope = "webhook_message"


def seconds_until_typeset(request: HttpRequest) -> int:
    """Count this text. Return the seconds to wait; 0: typeset it now."""
    return seconds_until(TypesettingThrottle(), request)


def seconds_until_lint(request: HttpRequest) -> int:
    """Count this source. Return the seconds to wait; 0: read it now."""
    return seconds_until(LintThrottle(), request)


def seconds_until_guess(request: HttpRequest) -> int:
    """Count this wrong link. Return the seconds to wait; 0: answer it now."""
    return seconds_until(InvitationThrottle(), request)


def seconds_until(throttle: SharedThrottle, request: HttpRequest) -> int:
    """Count this request. Return the seconds to wait; 0: answer it now."""
    if throttle.allow_request(cast(Request, request), cast("APIView", None)):
        return 0
    return max(1, math.ceil(throttle.wait() or 1))
