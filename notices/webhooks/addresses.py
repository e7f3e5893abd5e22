"""Which addresses a webhook may have."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from lib.errors import RefusedError
from lib.public_http import ConnectionPolicy, PrivateAddressError, look_up

NOT_HTTPS = "Enter an address that begins with https://."
HAS_PASSWORD = "Leave out the user name and password. Verify our signature instead."  # noqa: S105  a sentence
NOT_PUBLIC = "This address isn’t on the public internet, so we don’t send anything to it."
NOT_FOUND = "We can’t find this host. Check the address."


def check_address(url: str) -> None:
    """Raises RefusedError if we may not send to it. It's checked again, and pinned, each time we connect."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise RefusedError(NOT_FOUND) from None
    policy = policy_of(parts)
    if parts.scheme != "https" and not (parts.scheme == "http" and policy.networks):
        raise RefusedError(NOT_HTTPS)
    if parts.username is not None or parts.password is not None:
        raise RefusedError(HAS_PASSWORD)
    try:
        look_up((parts.hostname or "").encode("idna").decode("ascii"), port, policy)
    except PrivateAddressError:
        raise RefusedError(NOT_HTTPS if policy.only_networks else NOT_PUBLIC) from None
    except (OSError, UnicodeError):
        raise RefusedError(NOT_FOUND) from None


def policy_of(parts: SplitResult) -> ConnectionPolicy:
    """Without TLS, only the operator's own networks."""
    networks = [ipaddress.ip_network(text) for text in settings.WEBHOOK_NETWORKS]
    return ConnectionPolicy(networks, only_networks=parts.scheme != "https")
