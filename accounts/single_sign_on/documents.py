"""What a provider publishes about itself: its configuration and its keys."""

from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

from lib.bounded_requests import bounded_session
from lib.signed_tokens import LEEWAY_S as LEEWAY_S
from lib.signed_tokens import Document as Document
from lib.signed_tokens import SignedTokenError, read_claims, read_document

SECONDS = 5.0  # for each request to a provider
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderError(requests.RequestException):
    """The provider can't be reached, or it answered something that we can't accept. The message is for the log."""


def provider_session() -> requests.Session:
    return bounded_session(seconds=SECONDS, networks=[ip_network(text) for text in settings.OIDC_NETWORKS])


def read_configuration(issuer: str) -> Document:
    """The provider's configuration (OpenID Connect Discovery 1.0). Raises ProviderError."""
    try:
        document = read_document(f"{issuer.rstrip('/')}{WELL_KNOWN}", open_session=provider_session)
    except SignedTokenError as error:
        raise ProviderError(str(error)) from error
    if str(document.get("issuer")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderError(f"it calls itself {document.get('issuer')!r}, not {issuer!r}")
    for name in ENDPOINTS:
        check_endpoint(name, document.get(name), issuer)
    if document.get("userinfo_endpoint"):
        check_endpoint("userinfo_endpoint", document["userinfo_endpoint"], issuer)
    return document


def read_id_token(token: str, *, configuration: Document, client_id: str, nonce: str) -> Document:
    """The claims of an ID token that the provider signed for us and for this sign-in. Raises ProviderError."""
    issuer, jwks_url = configuration["issuer"], configuration["jwks_uri"]
    try:
        claims = read_claims(
            token, jwks_url=jwks_url, issuer=issuer, client_id=client_id, open_session=provider_session
        )
    except SignedTokenError as error:
        raise ProviderError(str(error)) from error
    if claims.get("nonce") != nonce:
        raise ProviderError("its ID token is of another sign-in")
    return claims


def check_endpoint(name: str, url: Any, issuer: str) -> None:
    """It's a web address, and encrypted where the issuer is."""
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    schemes = {"https", urlsplit(issuer).scheme}
    if parts.scheme not in schemes or not parts.hostname or not url.isascii() or any(letter <= " " for letter in url):
        raise ProviderError(f"its {name} is {url!r}")
