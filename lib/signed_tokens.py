"""JSON documents of other servers, and tokens that they signed with the keys in them.

Each process reads a document once an hour.
"""

from collections.abc import Callable
from time import monotonic
from typing import Any

import jwt
import requests

from lib.cache import LruCache

FRESH_SECONDS = 3600
LEEWAY_S = 60  # by which clocks may differ
MIN_SECONDS_BETWEEN = 60  # for keys that a token names and we don't have
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]

Document = dict[str, Any]
OpenSession = Callable[[], requests.Session]
_documents: LruCache[tuple[float, Document]] = LruCache(64)


class SignedTokenError(ValueError):
    """A token or a document that we can't accept. The message is for the log."""


def read_document(url: str, *, open_session: OpenSession, max_age: float = FRESH_SECONDS) -> Document:
    """The JSON object at an address. Raises `requests.RequestException` or SignedTokenError."""
    entry = _documents.get(url)
    if entry and monotonic() - entry[0] < max_age:
        return entry[1]
    with open_session() as session:
        response = session.get(url)
        response.raise_for_status()
        document = response.json()
    if not isinstance(document, dict):
        raise SignedTokenError(f"{url} is no JSON object")
    _documents.put(url, (monotonic(), document))
    return document


def read_claims(token: str, *, jwks_url: str, issuer: str, client_id: str, open_session: OpenSession) -> Document:
    """The claims of a token that the issuer signed for this client. Its nonce is still to be checked.

    Raises `requests.RequestException` or SignedTokenError.
    """
    try:
        header = jwt.get_unverified_header(token)
        claims: Document = jwt.decode(
            token,
            key=_find_key(jwks_url, header.get("kid"), open_session),
            algorithms=ALGORITHMS,
            audience=client_id,
            issuer=issuer,
            leeway=LEEWAY_S,
            options={"require": ["aud", "exp", "iat", "iss", "sub"]},
        )
    except jwt.PyJWTError as error:
        raise SignedTokenError(f"its ID token isn’t valid: {error}") from error
    is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if is_for_several else client_id) != client_id:
        raise SignedTokenError("its ID token was made for another client")
    return claims


def _find_key(url: str, kid: Any, open_session: OpenSession) -> jwt.PyJWK:
    """The key with this id. Keys that are a minute old are read again, because a server may have made a new one."""
    for max_age in (FRESH_SECONDS, MIN_SECONDS_BETWEEN):
        keys = jwt.PyJWKSet.from_dict(read_document(url, open_session=open_session, max_age=max_age)).keys
        for key in keys:
            if key.public_key_use in (None, "sig") and (key.key_id == kid or (kid is None and len(keys) == 1)):
                return key
    raise SignedTokenError(f"it has no key {kid!r}")
