"""How often one person may ask. Submissions have a rate of their own, counted in the database."""

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
    from rest_framework.views import APIView  # which asks the settings for this class while it is being imported

log = structlog.get_logger(__name__)


class PersonThrottle(UserRateThrottle):
    """The REST interface. Counts in the cache: while that cannot be reached nobody is turned away."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("throttle.uncounted", error=str(error))
            return True


class TypesettingThrottle(PersonThrottle):
    """Text with formulas: the engine may take a second for each note, and there is one for all."""

    scope = "typesetting"


def seconds_until_typeset(request: HttpRequest) -> int:
    """Count this text. 0: typeset it now."""
    return _seconds_until(TypesettingThrottle(), request)


def _seconds_until(throttle: PersonThrottle, request: HttpRequest) -> int:
    if throttle.allow_request(cast(Request, request), cast("APIView", None)):
        return 0
    return max(1, math.ceil(throttle.wait() or 1))


class InvitationThrottle(PersonThrottle):
    """Invitation links that don't exist: nobody should be able to try many."""

    scope = "invitation"

    def get_ident(self, request: Request) -> str:
        """The address of the client behind as many proxies as the site trusts."""
        return str(get_ip(request))


def seconds_until_guess(request: HttpRequest) -> int:
    """Count this wrong link. 0: answer it now."""
    return _seconds_until(InvitationThrottle(), request)
