"""Talk to a platform's services, with pylti1p3: one token for each registration, few pages, and no other host."""

import hashlib
import re
from collections.abc import Generator, Iterable
from typing import Any

from django.core.cache import cache
from pylti1p3.exception import LtiException
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from lib.sealed_text import seal, unseal
from lti.platforms.addresses import platform_session, refusal_of
from lti.platforms.keys import signing_key
from lti.platforms.models import LtiPlatform, origin_of

MAX_PAGES = 20
MAX_TOKEN_SECONDS = 3600
EARLY_S = 30  # before a token ends, we ask for another one
IS_NEXT = r"""rel\s*=\s*["']?next\b"""
NEXT_PAGE = re.compile(rf"(?:<([^>]*)>|(https?://[^\s<>;]+))\s*;[^,]*?\b{IS_NEXT}", re.IGNORECASE)


class SiteRegistration(Registration):
    """This site as a platform knows it."""

    def __init__(self, platform: LtiPlatform) -> None:
        key = signing_key()
        self._kid = key.kid
        self.set_issuer(platform.issuer).set_client_id(platform.client_id)
        self.set_auth_token_url(platform.token_url).set_tool_private_key(key.private_pem)
        if platform.token_audience:
            self.set_auth_audience(platform.token_audience)

    def get_kid(self) -> str:
        return self._kid


class Connector(ServiceConnector):
    """Asks through checked addresses, and keeps tokens encrypted in the cache."""

    def __init__(self, registration: Registration, *, max_pages: int = MAX_PAGES) -> None:
        super().__init__(registration, platform_session())
        self._max_pages = max_pages

    def _scope_key(self, scopes: Iterable[str]) -> str:
        """The library's key lacks the client: all schools of a hosted platform would share one token."""
        known = self._registration
        parts = [known.get_issuer(), known.get_client_id(), known.get_auth_token_url(), *sorted(scopes)]
        return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        return unseal(cache.get(f"lti.token:{scope_key}", "")) or None

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        seconds = min(int(expires_in), MAX_TOKEN_SECONDS) - EARLY_S
        if seconds > 0:
            cache.set(f"lti.token:{scope_key}", seal(access_token), seconds)

    def forget_token(self, scopes: Iterable[str]) -> None:
        """After a platform refused it."""
        cache.delete(f"lti.token:{self._scope_key(scopes)}")

    def get_paginated_data(
        self, scopes: Any, url: str | None, *args: Any, **options: Any
    ) -> Generator[TServiceConnectorResponse]:
        """The token goes along, so the next page has to be on the same host. A platform can't send us on for ever."""
        origin, seen = origin_of(url or ""), set()
        for _ in range(self._max_pages):
            if not url:
                return
            if refusal_of(url) or origin_of(url) != origin:
                raise LtiException("its next page is elsewhere")
            if url in seen:
                raise LtiException("its pages lead in a circle")
            seen.add(url)
            response = self.make_service_request(scopes, url, *args, case_insensitive_headers=True, **options)
            yield response
            url = _next_page(response["headers"].get("Link", ""))
        raise LtiException(f"it has more than {self._max_pages} pages")


def _next_page(link: str) -> str | None:
    """The address in a Link header. Moodle leaves out its brackets and quotes, which the library doesn't read: it would
    take the first page for the whole list.
    """
    if match := NEXT_PAGE.search(link):
        return match[1] or match[2]
    if re.search(IS_NEXT, link, re.IGNORECASE):
        raise LtiException("its next page has no address")
    return None
