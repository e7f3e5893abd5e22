"""Rate limits per person. Submissions have their own, counted in the database."""

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


class PersonThrottle(UserRateThrottle):
    """The REST API. It counts in the cache, and refuses nobody while the cache can't be reached."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("throttle.uncounted", error=str(error))
            return True


class TypesettingThrottle(PersonThrottle):
    """Text with formulas: typesetting may take a second per note, and all share one engine."""

    scope = "typesetting"


def seconds_until_typeset(request: HttpRequest) -> int:
    """Count this text. Return the seconds to wait; 0: typeset it now."""
    return _seconds_until(TypesettingThrottle(), request)


def _seconds_until(throttle: PersonThrottle, request: HttpRequest) -> int:
    if throttle.allow_request(cast(Request, request), cast("APIView", None)):
        return 0
    return max(1, math.ceil(throttle.wait() or 1))


class InvitationThrottle(PersonThrottle):
    """Invitation links that don't exist: nobody should be able to try many."""

    scope = "invitation"

    def get_ident(self, request: Request) -> str:
        """The client's address, behind as many proxies as the site trusts."""
        return str(get_ip(request))


def seconds_until_guess(request: HttpRequest) -> int:
    """Count this wrong link. Return the seconds to wait; 0: answer it now."""
    return _seconds_until(InvitationThrottle(), request)
