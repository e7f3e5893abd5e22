"""Requests, with errors in our words."""

import time
from contextlib import suppress
from typing import Any

import httpx

from descent import __version__
from descent.errors import SiteError

TIMEOUT_S = 20
RETRY_PAUSES_S = (0.5, 2)
HEADERS = {"User-Agent": f"descent-cli/{__version__}", "Accept": "application/json, application/problem+json"}
UNREACHABLE = "{host} can’t be reached: {reason}. Check your connection and the address, then try again."
UNTRUSTED = (
    "The certificate of {host} isn’t trusted here. If your school has an authority of its own, set SSL_CERT_FILE to "
    "the file with its certificate."
)
TOO_SLOW = "{host} didn’t answer within {seconds} s. Try again in a minute."


def send(method: str, url: str, **options: Any) -> httpx.Response:
    """Raises SiteError when there's no answer."""
    headers = HEADERS | options.pop("headers", {})
    host, timeout = httpx.URL(url).host, options.pop("timeout", TIMEOUT_S)
    try:
        return httpx.request(method, url, headers=headers, timeout=timeout, **options)
    except httpx.TimeoutException as error:
        raise SiteError(TOO_SLOW.format(host=host, seconds=timeout)) from error
    except httpx.HTTPError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise SiteError(UNTRUSTED.format(host=host)) from error
        raise SiteError(UNREACHABLE.format(host=host, reason=str(error).rstrip("."))) from error


def send_again(method: str, url: str, **options: Any) -> httpx.Response:
    """`send`, and again after a pause if there's no answer, or if the site or a proxy before it has failed.

    Only for what the site does once however often it comes.
    """
    for pause in RETRY_PAUSES_S:
        with suppress(SiteError):
            response = send(method, url, **options)
            if not response.is_server_error:
                return response
        time.sleep(pause)
    return send(method, url, **options)


def json_of(response: httpx.Response) -> dict[str, Any]:
    """The object in an answer; empty if it holds something else, such as a proxy's page."""
    data = any_json_of(response)
    return data if isinstance(data, dict) else {}


def any_json_of(response: httpx.Response) -> Any:
    """What an answer holds, or None."""
    try:
        return response.json()
    except ValueError:
        return None
