"""What a provider publishes about itself: its configuration and its keys. Each process reads them once an hour."""

from ipaddress import ip_network
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings

from lib.bounded_requests import bounded_session
from lib.cache import LruCache

SECONDS = 5.0  # for each request to a provider
FRESH_SECONDS = 3600
LEEWAY_S = 60  # by which clocks may differ
MIN_SECONDS_BETWEEN = 60  # for keys that a token names and we don't have
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderError(requests.RequestException):
    """The provider can't be reached, or it answered something that we can't accept. The message is for the log."""


Document = dict[str, Any]
_documents: LruCache[tuple[float, Document]] = LruCache(64)


def provider_session() -> requests.Session:
    return bounded_session(seconds=SECONDS, networks=[ip_network(text) for text in settings.OIDC_NETWORKS])


def read_configuration(issuer: str) -> Document:
    """The provider's configuration (OpenID Connect Discovery 1.0). Raises ProviderError."""
    document = _read(f"{issuer.rstrip('/')}{WELL_KNOWN}", max_age=FRESH_SECONDS)
    if str(document.get("issuer")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderError(f"it calls itself {document.get('issuer')!r}, not {issuer!r}")
    for name in ENDPOINTS:
        _check_endpoint(name, document.get(name), issuer)
    if document.get("userinfo_endpoint"):
        _check_endpoint("userinfo_endpoint", document["userinfo_endpoint"], issuer)
    return document


def read_id_token(token: str, *, configuration: Document, client_id: str, nonce: str) -> Document:
    """The claims of an ID token that the provider signed for us and for this sign-in. Raises ProviderError."""
    try:
        header = jwt.get_unverified_header(token)
        claims: Document = jwt.decode(
            token,
            key=_find_key(configuration["jwks_uri"], header.get("kid")),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=configuration["issuer"],
            leeway=LEEWAY_S,
            options={"require": ["aud", "exp", "iat", "iss", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise ProviderError(f"its ID token isn’t valid: {error}") from error
    if claims.get("nonce") != nonce:
        raise ProviderError("its ID token is of another sign-in")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise ProviderError("its ID token was made for another client")
    return claims


def _find_key(url: str, kid: Any) -> jwt.PyJWK:
    """The key with this id. Keys that are a minute old are read again, because a provider may have made a new one."""
    for max_age in (FRESH_SECONDS, MIN_SECONDS_BETWEEN):
        keys = jwt.PyJWKSet.from_dict(_read(url, max_age=max_age)).keys
        for key in keys:
            if key.public_key_use in (None, "sig") and (key.key_id == kid or (kid is None and len(keys) == 1)):
                return key
    raise ProviderError(f"it has no key {kid!r}")


def _read(url: str, *, max_age: float) -> Document:
    entry = _documents.get(url)
    if entry and monotonic() - entry[0] < max_age:
        return entry[1]
    with provider_session() as session:
        response = session.get(url)
        response.raise_for_status()
        document = response.json()
    if not isinstance(document, dict):
        raise ProviderError(f"{url} is no JSON object")
    _documents.put(url, (monotonic(), document))
    return document


def _check_endpoint(name: str, url: Any, issuer: str) -> None:
    """It's a web address, and encrypted where the issuer is."""
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    schemes = {"https", urlsplit(issuer).scheme}
    if parts.scheme not in schemes or not parts.hostname or not url.isascii() or any(letter <= " " for letter in url):
        raise ProviderError(f"its {name} is {url!r}")
