"""Answers each request in one of a few threads, and gives back what the thread took before the answer is sent.

The event loop receives the request and sends the response, so a client that is slow, or stalls, holds no thread and no
database connection. docs/decisions/0040-views-in-a-few-threads.md compares this with Django's own handler, which keeps
both until the last byte is sent.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, TypeVar, cast

import structlog
from django.conf import settings
from django.core import signals
from django.core.exceptions import ObjectDoesNotExist, RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError, close_old_connections
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils.text import compress_string

from config.web.body_limit import BodyReceiver, Receive, Scope
from config.web.middleware import CompressionMiddleware
from config.web.protocol import STOPPING
from lib.pages.late_answers import LateAnswer, NewsListener, NoWaitError, late_answer_of

log = structlog.get_logger(__name__)
T = TypeVar("T")
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

SEND_SECONDS = 60  # for a response to be read, and as long again for each MiB: a slow phone needs half of that


class PageHandler(ASGIHandler):
    """An ASGI application for views that aren't asynchronous."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._bodies = BodyReceiver()
        self._news = NewsListener()
        self._threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        run = asyncio.get_running_loop().run_in_executor
        try:
            async with self._bodies.body_of(scope, receive) as body:
                response = await run(self._threads, self._respond, scope, body)
            if late := late_answer_of(response):
                stopping = scope.get(STOPPING) or asyncio.Event()
                await self._answer_late(cast(HttpResponse, response), late, receive, stopping)
        except RequestAborted:
            return
        try:
            async with asyncio.timeout(_send_seconds(response)):
                await self.send_response(response, send)
        finally:
            if response.streaming:
                await run(None, response.close)

    async def _answer_late(
        self, response: HttpResponse, late: LateAnswer, receive: Receive, stopping: asyncio.Event
    ) -> None:
        """Wait for the news that the response is about, then replace its body. Meanwhile it holds no thread.

        A server that stops sends what it has. Raises RequestAborted if the client disconnects.
        """

        def in_thread(work: Callable[[], T]) -> Awaitable[T]:
            return asyncio.get_running_loop().run_in_executor(self._threads, _with_connections, work)

        news = asyncio.ensure_future(self._news.wait(late, in_thread))
        gone = asyncio.ensure_future(_disconnected(receive))
        stop = asyncio.ensure_future(stopping.wait())
        try:
            await asyncio.wait((news, gone, stop), return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise RequestAborted
            if not news.done():
                return
            is_news = news.result()
            for name, value in late.headers_of_wait.items():
                response[name] = value
            if is_news:
                await in_thread(lambda: _replace_body(response, late))
        except NoWaitError:
            pass
        except (DatabaseError, ObjectDoesNotExist) as error:  # the database was lost or the row deleted meanwhile
            log.warning("late_answers.not_rendered", channel=late.channel, error=str(error))
        finally:
            for task in (news, gone, stop):
                task.cancel()

    def _respond(self, scope: Scope, body: IO[bytes]) -> HttpResponseBase:
        """Do what WSGIHandler does. Afterwards this thread holds nothing that another request may wait for."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = cast(HttpResponseBase, self.get_response(request) if request else refusal)
        if isinstance(response, StreamingHttpResponse):
            pieces = cast(Iterable[bytes], response.streaming_content)
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            else:  # it may read the database, which only this thread can
                pieces = [b"".join(pieces)]
            response.streaming_content = _read_pieces(iter(pieces))
            close_old_connections()  # closing the response will do so in another thread
        else:
            response.close()
        return response


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _replace_body(response: HttpResponse, late: LateAnswer) -> None:
    """Keep the headers true, which the view and the middleware have set for the first body."""
    body = late.render()
    for name in late.outdated_headers:
        del response.headers[name]
    if response.headers.get("Content-Encoding") == "gzip":
        body = compress_string(body, max_random_bytes=CompressionMiddleware.max_random_bytes)
    response.content = body
    if "Content-Length" in response.headers:
        response.headers["Content-Length"] = str(len(body))


def _with_connections(work: Callable[[], T]) -> T:
    """Do a page's work outside of a request, and give back what it took."""
    try:
        return work()
    finally:
        close_old_connections()


async def _read_pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(next, pieces, b""):
        yield piece


def _send_seconds(response: HttpResponseBase) -> float:
    return SEND_SECONDS * (1 + int(response.headers.get("Content-Length", 0)) / 2**20)
