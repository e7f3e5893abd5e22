"""Answers pages in one hop to a thread that keeps its database connection.

Django's own ASGIHandler starts a thread for each request, hops to it for the signals, the view and the closing of the
response, and opens a new connection there. That took 4 of the 5 ms of ``/healthz``. It stays in charge of the
asynchronous views, which wait for hours without a thread. Bodies are still received, and responses sent, by the event
loop: a slow client never holds a thread.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, cast

from asgiref.sync import ThreadSensitiveContext
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.urls import set_script_prefix

from lib import turns

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

STREAM_SUFFIX = "/stream"  # of the address of every asynchronous view, and of no other


def is_stream(path: str) -> bool:
    """Whether an asynchronous view answers at the address."""
    return path.endswith(STREAM_SUFFIX)


class PageHandler(ASGIHandler):
    """An ASGI application for every view that isn't asynchronous."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        # Threads mostly wait: for the database, a mail server, or the second in which a verdict usually arrives.
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._threads, self._respond, scope, body)
        if not response.streaming:
            await self.send_response(response, send)
            return
        try:
            async with ThreadSensitiveContext():  # an archive's pieces are made in one thread of their own
                await self.send_response(response, send)
        finally:
            await loop.run_in_executor(self._threads, response.close)

    def _respond(self, scope: dict[str, Any], body: IO[bytes]) -> HttpResponseBase:
        """What WSGIHandler does. A page is closed at once, which returns the thread's connection to a pool."""
        with body, turns.pages.turn():
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=self.__class__, scope=scope)
            request, refusal = self.create_request(scope, body)
            response = self.get_response(request) if request else cast(HttpResponseBase, refusal)
            if isinstance(response, StreamingHttpResponse) and not response.is_async:
                response.streaming_content = _at_once(b"".join(cast(Iterable[bytes], response)))
            if not response.streaming:
                response.close()
        return response


async def _at_once(content: bytes) -> AsyncIterator[bytes]:
    """A file or a short download, read by the thread that made it. Django would collect it too, in another one."""
    yield content
