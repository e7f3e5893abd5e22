"""How often one person may ask the REST interface. Submissions have a rate of their own, counted in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from redis import RedisError
from rest_framework.request import Request
from rest_framework.throttling import UserRateThrottle

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which asks the settings for this class while it is being imported

log = structlog.get_logger(__name__)


class PersonThrottle(UserRateThrottle):
    """Counts in the cache. While that cannot be reached nobody is turned away: it is a courtesy, not a wall."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("throttle.uncounted", error=str(error))
            return True
