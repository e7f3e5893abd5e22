"""The REST API of a site, for the person who is signed in."""

import os
import re
import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from descent import http, oauth, places, sign_in
from descent.errors import SignedOutError, SiteError, TooManyRequestsError, UsageError

LONGEST_PAUSE_S = 60
_ROWS_A_PAGE = 200  # the most that the site gives
NOT_SIGNED_IN = "You’re not signed in. Run descent login and the address of your site."
NOT_SIGNED_IN_THERE = "You’re not signed in to {site}. Run descent login {site}"
REFUSED_BY_SITE = "{site} doesn’t accept DESCENT_TOKEN: {detail}"
NO_URL = "DESCENT_TOKEN is set. Set DESCENT_URL to the address of your site, too."
SITE_FAILED = "{site} failed (status {status}). It’s not your fault. Try again in a minute."
NOT_THE_SITE = "{site} answered, but not as a Descent site. Perhaps your network wants you to sign in to it first."
TOO_MANY = "{detail} Try again in {seconds} s."


class Api:
    """Use `connect()` to make one."""

    def __init__(self, site: str, *, token: str = "", current: sign_in.SiteSession | None = None) -> None:
        self.site = site
        self._token = token
        self._current = current

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return self._answer("GET", path, params=params)

    def rows(self, path: str, **params: Any) -> list[dict[str, Any]]:
        """All rows of a list, of every page of it."""
        rows: list[dict[str, Any]] = []
        while True:
            options = params | {"limit": _ROWS_A_PAGE, "offset": len(rows)}
            data = http.any_json_of(self._response("GET", path, params=options))
            if isinstance(data, list):  # it has no pages
                return data
            rows += data["results"]
            if not data["results"] or len(rows) >= data["count"]:
                return rows

    def post(self, path: str, **data: Any) -> dict[str, Any]:
        return self._answer("POST", path, json=data)

    def submit(self, key: str, **data: Any) -> dict[str, Any]:
        """The key lets the site recognise a repetition, so a broken connection is no loss."""
        return self._answer("POST", "submissions/", json=data, headers={"Idempotency-Key": f'"{key}"'})

    def wait(self, uid: str, *, seconds: int) -> tuple[dict[str, Any], int]:
        """A submission, once it has a verdict or the seconds are over, and how long to pause before asking again."""
        headers, timeout = {"Prefer": f"wait={seconds}"}, seconds + http.TIMEOUT_S
        response = self._signed_in("GET", f"submissions/{uid}/", headers=headers, timeout=timeout, is_once=True)
        pause = 0 if "Preference-Applied" in response.headers else max(1, _pause(response))
        return self._object(response), pause

    def _answer(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        return self._object(self._response(method, path, **options))

    def _object(self, response: httpx.Response) -> dict[str, Any]:
        """Raises SiteError if something else answered, such as a proxy or a network's own sign-in page."""
        if response.is_success and (data := http.json_of(response)):
            return data
        raise self._error(response)

    def _response(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self._signed_in(method, path, **options)
        if response.status_code == 429 and 0 < (pause := _pause(response)) <= LONGEST_PAUSE_S:
            time.sleep(pause)
            response = self._send(method, path, **options)
        if response.is_success:
            return response
        raise self._error(response)

    def _signed_in(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self._send(method, path, **options)
        if response.status_code == 401 and self._current:  # revoked, or renewed by another process
            self._renew(self._current)
            response = self._send(method, path, **options)
        return response

    def _send(self, method: str, path: str, *, is_once: bool = False, **options: Any) -> httpx.Response:
        if self._current and not self._current.is_fresh:
            self._renew(self._current)
        kind, value = ("Bearer", self._current.access_token) if self._current else ("Token", self._token)
        headers = {"Authorization": f"{kind} {value}"} | options.pop("headers", {})
        may_repeat = not is_once and (method == "GET" or "Idempotency-Key" in headers)
        send = http.send_again if may_repeat else http.send
        return send(method, f"{self.site}/api/v1/{path}", headers=headers, **options)

    def _renew(self, previous: sign_in.SiteSession) -> None:
        """Take what another process has renewed meanwhile, or renew it."""
        with places.lock(places.sign_in_file()):
            latest = sign_in.load(previous.site)
            if latest is None:
                raise SignedOutError(NOT_SIGNED_IN)
            if latest.access_token == previous.access_token or not latest.is_fresh:
                latest = oauth.renew(latest)
                current = sign_in.current_site()
                sign_in.save(latest)
                sign_in.use(current)
            self._current = latest

    def _error(self, response: httpx.Response) -> Exception:
        status, data = response.status_code, http.json_of(response)
        detail = str(data.get("detail", ""))
        if status == 401:
            text = REFUSED_BY_SITE.format(site=self.site, detail=detail)
            return SignedOutError(text if self._token else oauth.SIGNED_OUT.format(site=self.site))
        if status == 429:
            pause = _pause(response)
            text = TOO_MANY.format(detail=detail, seconds=pause) if pause > LONGEST_PAUSE_S else detail
            return TooManyRequestsError(text, pause=pause)
        if response.is_success:
            return SiteError(NOT_THE_SITE.format(site=self.site))
        if status >= 500 or not detail:
            return SiteError(SITE_FAILED.format(site=self.site, status=status))
        return ApiError(detail, status=status, data=data)


_PLAIN_SITE = re.compile(r"(localhost|127\.0\.0\.1)(:80(\d\d)?)?(/|$)")


class ApiError(UsageError):
    """The site refused what was sent, and said why in a problem document (RFC 9457)."""

    def __init__(self, message: str, *, status: int, data: dict[str, Any]) -> None:
        super().__init__(message)
        self.status = status
        self.data = data


def _pause(response: httpx.Response) -> int:
    """The seconds to wait, if the site says how many. Else 0: the message says what to do."""
    text = response.headers.get("Retry-After", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def connect(site: str = "") -> Api:
    """As the person who ran `descent login`, or with the API token in DESCENT_TOKEN, as in CI.

    Args:
        site: which of the sites they're signed in to. DESCENT_URL names another, and without both it's the current one.
    """
    named = site_address(os.environ.get("DESCENT_URL", ""))
    if token := os.environ.get("DESCENT_TOKEN", ""):
        if not named:
            raise UsageError(NO_URL)
        return Api(named, token=token)
    site = named or site
    current = sign_in.load(site)
    if current is None:
        raise SignedOutError(NOT_SIGNED_IN_THERE.format(site=site) if site else NOT_SIGNED_IN)
    return Api(current.site, current=current)


def site_address(text: str) -> str:
    """The scheme and host that somebody typed, without a slash at the end. Empty if nothing was typed.

    It's https, but for a site on this machine at port 80 or 8000 to 8099.

    >>> site_address("descent.example.org/")
    'https://descent.example.org'
    """
    if not text:
        return ""
    if "://" not in text:
        text = f"{'http' if _PLAIN_SITE.match(text) else 'https'}://{text}"
    try:
        url = httpx.URL(urlsplit(text).geturl())
    except (httpx.InvalidURL, ValueError) as error:
        raise UsageError(f"{text} isn’t an address: {error}.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(f"{text} isn’t the address of a site. Enter one such as https://descent.example.org.")
    return f"{url.scheme}://{url.netloc.decode()}"
