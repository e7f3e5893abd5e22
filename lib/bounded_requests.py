"""A session of `requests` for servers whose addresses somebody typed.

It connects to addresses that were checked (:mod:`lib.public_http`), follows no redirects, and bounds how long an answer
takes and how large it is. It reads neither a proxy nor a password from the environment.
"""

import io
import threading
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from lib.public_http import ConnectionPolicy, Network, connection_to

MAX_BYTES = 2**20
USER_AGENT = "Descent"


def bounded_session(*, seconds: float, networks: list[Network]) -> requests.Session:
    """A session whose every request ends after ``seconds``. Without TLS it reaches only the private ``networks``."""
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity"})
    session.mount("https://", _BoundedAdapter(seconds, ConnectionPolicy(networks)))
    session.mount("http://", _BoundedAdapter(seconds, ConnectionPolicy(networks, only_networks=True)))
    return session


class _BoundedAdapter(BaseAdapter):
    """Raises `requests.RequestException` for whatever goes wrong."""

    def __init__(self, seconds: float, policy: ConnectionPolicy) -> None:
        super().__init__()
        self._seconds, self._policy = seconds, policy

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        try:
            response = self._send(request)
        except (OSError, HTTPException, ValueError) as error:
            raise requests.ConnectionError(str(error), request=request) from error
        if response.is_redirect:
            raise requests.TooManyRedirects(f"It leads on to {response.headers['Location']}", request=request)
        return response

    def close(self) -> None:
        """Each request has closed its own connection."""

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        parts = urlsplit(str(request.url))
        body = request.body if isinstance(request.body, str | bytes) else None  # nothing is streamed
        connection = connection_to(parts, self._policy, self._seconds)
        timer = threading.Timer(self._seconds, connection.abort)  # a socket's own timeout starts again with each byte
        timer.start()
        try:
            path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
            connection.request(str(request.method), path, body, dict(request.headers))
            answer = connection.getresponse()
            content = answer.read(MAX_BYTES + 1)
        finally:
            timer.cancel()
            connection.close()
        if connection.is_aborted:
            raise TimeoutError(f"no answer within {self._seconds:g} s")
        if len(content) > MAX_BYTES:
            raise ValueError(f"an answer of more than {MAX_BYTES} bytes")
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status, str(request.url), request
        response.headers = CaseInsensitiveDict(answer.getheaders())
        response.encoding = "utf-8"
        response.raw = io.BytesIO(content)
        return response
