"""How large a request may be. What is larger is refused before its body is read, let alone written to a disk."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lib.problems import is_api, problem_response

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]
MiB = 2**20
MAX_BODY_BYTES = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# A file of 4 MiB, or of 5, in a form; what is a little larger the form refuses.
MAX_UPLOAD_BYTES = {"/hours/import/": 5 * MiB, "/sign-offs/request/": 6 * MiB, "/authoring/import/": 9 * MiB}
TOO_LARGE = "descent.body_too_large"


MAX_JSON_BYTES = MiB // 2  # of the REST interface: the longest source, each character escaped, fits
# What may be sent to the REST interface with a file of 5 MiB. Only as a form: JSON keeps its limit.
MAX_API_UPLOAD_BYTES = {"/api/v1/sign-offs/": 6 * MiB}
MAX_QUERY_BYTES = 8 * 1024
MAX_TYPE_BYTES = 256  # a boundary of 60,000 characters takes Django's parser 15 s; RFC 2046 allows 70


def max_bytes(path: str, content_type: str = "") -> int:
    if path.startswith("/api/"):
        is_upload = content_type.lower().startswith("multipart/form-data")
        return MAX_API_UPLOAD_BYTES.get(path, MAX_JSON_BYTES) if is_upload else MAX_JSON_BYTES
    sizes = (size for prefix, size in MAX_UPLOAD_BYTES.items() if path.startswith(prefix))
    return next(sizes, MAX_BODY_BYTES)


class BodyLimit:
    """Around Django, which stores a body as a whole before it looks at the address or asks who sent it.

    A body that announces itself as too large is never received. One that does not say its length is cut off where it
    becomes too large. BodyLimitMiddleware then answers, so that the page and its headers are like any other.
    """

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            receive = _limit(scope, receive)
        await self.app(scope, receive, send)


def _limit(scope: dict[str, Any], receive: Receive) -> Receive:
    types = [value for name, value in scope["headers"] if name == b"content-type"]
    limit, size, is_cut = max_bytes(scope["path"], b"".join(types[:1]).decode("latin-1")), 0, False
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if any(not length.isdigit() or int(length[:20]) > limit for length in lengths):
        scope[TOO_LARGE] = True

    async def receive_limited() -> Mapping[str, Any]:
        nonlocal size, is_cut
        if is_cut:
            await asyncio.Event().wait()  # until Django, which listens for the end of the connection, has answered
        if not scope.get(TOO_LARGE):
            event = await receive()
            size += len(event.get("body", b""))
            scope[TOO_LARGE] = size > limit
            if not scope[TOO_LARGE]:
                return event
        is_cut = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive_limited


class BodyLimitMiddleware:
    """Answers a request whose body or query is too large, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY_BYTES:
            return _refusal(request, f"The address is longer than {MAX_QUERY_BYTES // 1024} KiB.", 414)
        if len(request.META.get("CONTENT_TYPE", "")) > MAX_TYPE_BYTES:
            return _refusal(request, f"The Content-Type is longer than {MAX_TYPE_BYTES} characters.", 400)
        limit = max_bytes(request.path_info, request.META.get("CONTENT_TYPE", ""))
        if not _is_cut(request) and _length(request) <= limit:
            return self.get_response(request)
        return _refusal(request, f"The request is larger than {limit / MiB:g} MiB.", 413)


def _refusal(request: HttpRequest, trouble: str, status: int) -> HttpResponse:
    if is_api(request):
        return problem_response(status, f"{trouble} Send less at once. Nothing was changed.")
    return render(request, "413.html", {"trouble": trouble}, status=status)


def _is_cut(request: HttpRequest) -> bool:
    return isinstance(request, ASGIRequest) and bool(request.scope.get(TOO_LARGE))


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text[:20]) if text.isascii() and text.isdigit() else 0
