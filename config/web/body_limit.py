"""How much a request may send, and for how long. A body that exceeds it isn't received, and none reaches a disk."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lib.api.problems import is_api, problem_response

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
KiB, MiB = 2**10, 2**20
MAX_BODY_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# A file of 4 MiB, or of 5, in a form; what is a little larger the form refuses.
MAX_UPLOAD_BYTES = {
    "/hours/import/": 5 * MiB,
    "/sign-offs/request/": 6 * MiB,
    "/projects/files/": 6 * MiB,
    "/authoring/import/": 9 * MiB,
}
MAX_JSON_BYTES = MiB // 2  # of the REST interface: the longest source, each character escaped, fits
# What may be sent to the REST interface with a file of 5 MiB. Only as a form: JSON keeps its limit.
MAX_API_UPLOAD_BYTES = {"/api/v1/sign-offs/": 6 * MiB}
_ROSTER = re.compile(r"/api/v1/cohorts/[-\w]+/roster/")
MAX_ROSTER_BYTES = 3 * MiB // 2  # of 5,000 people with names, addresses and sections
MAX_QUERY_BYTES = 8 * KiB
MAX_TYPE_BYTES = 256  # a boundary of 60,000 characters takes Django's parser 15 s; RFC 2046 allows 70

RECEIVE_SECONDS = 30  # for a body to arrive, and one more for each 100 KiB that it may have
SMALL_BODY_BYTES = 64 * KiB  # a body of this size is always received: the number of connections limits these
MAX_BYTES_IN_MEMORY = 64 * MiB  # of the larger bodies that a process holds at the same time

_REFUSAL = "descent.body_refusal"  # in a request's scope: the sentence and the status of the answer


class _RefusedError(Exception):
    """The body exceeds a limit."""

    def __init__(self, sentence: str, status: int) -> None:
        self.sentence, self.status = sentence, status


def max_bytes(path: str, content_type: str = "") -> int:
    if _ROSTER.fullmatch(path):
        return MAX_ROSTER_BYTES
    if path.startswith("/api/"):
        is_upload = content_type.lower().startswith("multipart/form-data")
        return MAX_API_UPLOAD_BYTES.get(path, MAX_JSON_BYTES) if is_upload else MAX_JSON_BYTES
    sizes = (size for prefix, size in MAX_UPLOAD_BYTES.items() if path.startswith(prefix))
    return next(sizes, MAX_BODY_BYTES)


class _Body(BytesIO):
    counted_bytes = 0
    """How many of its bytes count towards what a process may hold."""


class BodyReceiver:
    """Receives the bodies of a process, in its event loop."""

    def __init__(self) -> None:
        self._bytes_in_memory = 0

    @asynccontextmanager
    async def body_of(self, scope: Scope, receive: Receive) -> AsyncIterator[IO[bytes]]:
        """Receive a request's body, and hold it in memory for the ``with`` block.

        Where it exceeds a limit, the block gets an empty body, and `BodyLimitMiddleware` answers: so the page and its
        headers are like any other.

        Raises:
            RequestAborted: the client has disconnected.
        """
        body = _Body()
        try:
            await self._receive(body, scope, receive)
            yield body
        finally:
            self._bytes_in_memory -= body.counted_bytes

    async def _receive(self, body: _Body, scope: Scope, receive: Receive) -> None:
        limit = max_bytes(scope["path"], _header(scope, b"content-type"))
        try:
            async with asyncio.timeout(RECEIVE_SECONDS + limit / (100 * KiB)):
                await self._fill(body, scope, receive, limit)
        except TimeoutError:
            scope[_REFUSAL] = ("The request took too long to arrive.", 408)
        except _RefusedError as refusal:
            scope[_REFUSAL] = (refusal.sentence, refusal.status)
        body.seek(0)
        if _REFUSAL in scope:
            body.truncate()

    async def _fill(self, body: _Body, scope: Scope, receive: Receive, limit: int) -> None:
        if _number(_header(scope, b"content-length")) > limit:
            raise _too_large(limit)
        has_more = True
        while has_more:
            event = await receive()
            if event["type"] == "http.disconnect":
                raise RequestAborted
            body.write(event.get("body", b""))
            has_more = event.get("more_body", False)
            growth = max(0, body.tell() - SMALL_BODY_BYTES) - body.counted_bytes
            body.counted_bytes += growth
            self._bytes_in_memory += growth
            if body.tell() > limit:
                raise _too_large(limit)
            if growth and self._bytes_in_memory > MAX_BYTES_IN_MEMORY:
                raise _RefusedError("The site is receiving many large requests. Try again in half a minute.", 503)


def _too_large(limit: int) -> _RefusedError:
    return _RefusedError(f"The request is larger than {limit / MiB:g} MiB.", 413)


class BodyLimitMiddleware:
    """Answer a request whose body or query exceeds a limit, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_BYTES:
            return _refuse(request, f"The address is longer than {MAX_QUERY_BYTES // 1024} KiB.", 414)
        if len(request.META.get("CONTENT_TYPE", "")) > MAX_TYPE_BYTES:
            return _refuse(request, f"The Content-Type is longer than {MAX_TYPE_BYTES} characters.", 400)
        if isinstance(request, ASGIRequest) and _REFUSAL in request.scope:
            return _refuse(request, *request.scope[_REFUSAL])
        limit = max_bytes(request.path_info, request.META.get("CONTENT_TYPE", ""))
        if _number(request.META.get("CONTENT_LENGTH") or "0") > limit:  # not through PageHandler: a test's client
            refusal = _too_large(limit)
            return _refuse(request, refusal.sentence, refusal.status)
        return self.get_response(request)


def _refuse(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    advice = " Send less at once." if status in (413, 414) else ""
    if is_api(request):
        response: HttpResponse = problem_response(status, f"{sentence}{advice} Nothing was changed.")
    else:
        response = render(request, "413.html", {"problem": sentence, "status": status}, status=status)
    if status == 503:
        response["Retry-After"] = "30"
    return response


def _header(scope: Scope, name: bytes) -> str:
    """Return the first of the header's values. The server refuses a request with several lengths."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _number(text: str) -> int:
    """Return the length that a header says, which the server has checked."""
    return int(text[:20]) if text.isascii() and text.isdigit() else 0
