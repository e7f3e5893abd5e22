"""Which addresses a webhook may have."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from lib.errors import RefusedError
from lib.public_http import ConnectionPolicy, PrivateAddressError, ascii_host, check_if_numeric

NOT_HTTPS = "Enter an address that begins with https://."
HAS_PASSWORD = "Leave out the user name and password. Verify our signature instead."  # noqa: S105  a sentence
NOT_PUBLIC = "This address isn’t on the public internet, so we don’t send anything to it."
NOT_FOUND = "We can’t find this host. Check the address."


def check_address(url: str) -> None:
    """Raises RefusedError if we can tell without a name server that we may not send to it.

    A page must not wait for a stranger's name server. A worker looks the name up and checks where it leads, each time.
    """
    try:
        parts = urlsplit(url)
        host, _ = ascii_host(parts), parts.port
    except ValueError:
        raise RefusedError(NOT_FOUND) from None
    policy = policy_of(parts)
    if parts.scheme != "https" and not (parts.scheme == "http" and policy.networks):
        raise RefusedError(NOT_HTTPS)
    if parts.username is not None or parts.password is not None:
        raise RefusedError(HAS_PASSWORD)
    if not host:
        raise RefusedError(NOT_FOUND)
    try:
        check_if_numeric(host, policy)
    except PrivateAddressError:
        raise RefusedError(refusal_of(policy)) from None


def refusal_of(policy: ConnectionPolicy) -> str:
    return NOT_HTTPS if policy.only_networks else NOT_PUBLIC


def policy_of(parts: SplitResult) -> ConnectionPolicy:
    """Return the policy for an address. Without TLS it allows only the operator's own networks."""
    networks = [ipaddress.ip_network(text) for text in settings.WEBHOOK_NETWORKS]
    return ConnectionPolicy(networks, only_networks=parts.scheme != "https")
