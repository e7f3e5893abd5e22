"""Which addresses of platforms we use, and the session that asks them."""

from ipaddress import ip_network
from urllib.parse import urlsplit

import requests
from django.conf import settings

from lib.bounded_requests import bounded_session
from lib.public_http import ConnectionPolicy, Network, PrivateAddressError, ascii_host, check_if_numeric
from lti.platforms.models import MAX_URL_CHARS

SECONDS = 8.0  # for each request to a platform
NOT_HTTPS = "Enter an address that begins with https://, without a user name or a #."
NOT_PUBLIC = "This address isn’t on the public internet. An operator can allow its network with LTI_NETWORKS."


def platform_session() -> requests.Session:
    return bounded_session(seconds=SECONDS, networks=_networks())


def refusal_of(url: object) -> str:
    """Return why we don't use an address, as far as we can tell without a name server; empty if we do.

    Where a name leads is checked at each connection.
    """
    if not isinstance(url, str) or not 0 < len(url) <= MAX_URL_CHARS:
        return NOT_HTTPS
    if not url.isascii() or any(letter <= " " or letter in "\"'<>\\;," for letter in url):
        return NOT_HTTPS  # some would end the address in a header
    networks = _networks()
    try:
        parts = urlsplit(url)
        host, _ = ascii_host(parts), parts.port
    except ValueError:
        return NOT_HTTPS
    is_encrypted = parts.scheme == "https"
    if not host or parts.username is not None or parts.fragment:
        return NOT_HTTPS
    if not is_encrypted and not (parts.scheme == "http" and networks):
        return NOT_HTTPS
    try:
        check_if_numeric(host, ConnectionPolicy(networks, only_networks=not is_encrypted))
    except PrivateAddressError:
        return NOT_PUBLIC
    return ""


def _networks() -> list[Network]:
    return [ip_network(text) for text in settings.LTI_NETWORKS]
