"""Signing in with a code (RFC 8628), renewing the tokens and signing out."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from descent import http
from descent.errors import DescentError, SignedOutError, SiteError, UsageError
from descent.sign_in import SiteSession, sign_in_from

CLIENT_ID = "descent-cli"
SCOPE = "read submit log"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
METADATA = "/.well-known/oauth-authorization-server"
DEFAULT_INTERVAL_S = 5.0
LOOPBACK = re.compile(r"(https?)://(?:localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
NO_SITE = "There’s no Descent site at {site} that this client can sign in to. Check the address."
FOREIGN_ENDPOINT = "{site} sends sign-ins to another site, {endpoint}. Nothing was sent there."
NOT_ALLOWED = "You didn’t allow it. Run descent login again if you want to sign in."
CODE_EXPIRED = "The code expired before you allowed it. Run descent login again."
SIGNED_OUT = "You’re signed out of {site}. Run descent login."


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    site: str
    device: str
    token: str
    revocation: str


def find_endpoints(site: str) -> Endpoints:
    """Ask the site. A redirect, as from http to https, is followed, and what it leads to is the site from then on.

    So is its other name on this machine: `make run` prints 127.0.0.1, and people type localhost.
    """
    response = http.send("GET", f"{site}{METADATA}", follow_redirects=True)
    data = http.json_of(response)
    if response.status_code != 200 or "token_endpoint" not in data:
        raise UsageError(NO_SITE.format(site=site))
    here = str(response.url).removesuffix(METADATA)
    endpoints = {
        name: str(data.get(f"{key}_endpoint", ""))
        for name, key in (("device", "device_authorization"), ("token", "token"), ("revocation", "revocation"))
    }
    own = {_origin(endpoint) for endpoint in endpoints.values()}
    if own != {_origin(here)} and not (len(own) == 1 and _are_this_machine(here, *own)):
        foreign = next(endpoint for endpoint in endpoints.values() if _origin(endpoint) != _origin(here))
        raise SiteError(FOREIGN_ENDPOINT.format(site=here, endpoint=foreign))
    return Endpoints(site=own.pop(), **endpoints)


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _are_this_machine(*urls: str) -> bool:
    """Whether all lead to the same port of this machine."""
    matches = [LOOPBACK.fullmatch(_origin(url)) for url in urls]
    return len({match and match.groups() for match in matches}) == 1 and None not in matches


def sign_in(site: str, *, show: Callable[[dict[str, Any]], None]) -> SiteSession:
    """Ask for a code, `show` it, and wait until the person has answered in the browser."""
    endpoints = find_endpoints(site)
    response = http.send("POST", endpoints.device, data={"client_id": CLIENT_ID, "scope": SCOPE})
    device = http.json_of(response)
    if response.status_code != 200 or "device_code" not in device:
        raise SiteError(_trouble(device, f"{endpoints.site} gave no code. Try again in a minute."))
    show(device)
    return sign_in_from(endpoints.site, _wait_for_tokens(endpoints, device))


def _wait_for_tokens(endpoints: Endpoints, device: dict[str, Any]) -> dict[str, Any]:
    fields = {"client_id": CLIENT_ID, "grant_type": DEVICE_GRANT, "device_code": device["device_code"]}
    interval = float(device.get("interval", DEFAULT_INTERVAL_S))
    deadline = time.monotonic() + float(device.get("expires_in", 300))
    while time.monotonic() < deadline:
        time.sleep(interval)
        try:
            answer = http.json_of(http.send("POST", endpoints.token, data=fields))
        except SiteError:  # RFC 8628 wants fewer requests after one without an answer
            interval *= 2
            continue
        if "access_token" in answer:
            return answer
        match answer.get("error"):
            case "authorization_pending":
                continue
            case "slow_down":
                interval += DEFAULT_INTERVAL_S
            case "access_denied":
                raise SignedOutError(NOT_ALLOWED)
            case "expired_token" | "invalid_grant":
                break
            case _:
                raise SiteError(
                    _trouble(answer, "The site didn’t say whether you allowed it. Run descent login again.")
                )
    raise SignedOutError(CODE_EXPIRED)


def renew(current: SiteSession) -> SiteSession:
    """Raises SignedOutError when the refresh token no longer works."""
    endpoints = find_endpoints(current.site)
    fields = {"client_id": CLIENT_ID, "grant_type": "refresh_token", "refresh_token": current.refresh_token}
    answer = http.json_of(http.send("POST", endpoints.token, data=fields))
    if "access_token" in answer:
        return sign_in_from(current.site, answer)
    if answer.get("error") in ("invalid_grant", "invalid_client", "unauthorized_client"):
        raise SignedOutError(SIGNED_OUT.format(site=current.site))
    raise SiteError(_trouble(answer, f"{current.site} didn’t renew your sign-in. Try again in a minute."))


def revoke(current: SiteSession) -> bool:
    """Sign out at the site. False if it couldn't be told."""
    fields = {"client_id": CLIENT_ID, "token": current.refresh_token, "token_type_hint": "refresh_token"}
    try:
        endpoint = find_endpoints(current.site).revocation
        return http.send("POST", endpoint, data=fields).status_code == httpx.codes.OK
    except DescentError:
        return False


def _trouble(answer: dict[str, Any], default: str) -> str:
    return str(answer.get("error_description") or default)
