"""Answers that wait for news without a thread or a database connection.

A view answers with what is there now, and says how to answer once there is news on a channel of the cache's Redis or
Valkey. ``config.web.page_handler`` then keeps the response open on the event loop. Anything else that runs the view
sends the first answer at once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from redis import RedisError
from redis.asyncio import Redis

log = structlog.get_logger(__name__)
MAX_LATE_ANSWERS = 64  # of a process: each holds a connection to the cache, and its request in memory


InThread = Callable[[Callable[[], bool]], Awaitable[bool]]


@dataclass(frozen=True, kw_only=True)
class LateAnswer:
    """``is_there`` says whether there is news, ``render`` makes the body then. Both run in a thread of pages."""

    channel: str
    seconds: float
    is_there: Callable[[], bool]
    render: Callable[[], bytes]


def answer_late(response: HttpResponse, late: LateAnswer) -> HttpResponse:
    """Let this response wait for its news."""
    response._late_answer = late  # type: ignore[attr-defined]
    return response


def late_answer_of(response: HttpResponseBase) -> LateAnswer | None:
    return getattr(response, "_late_answer", None)


class NewsListener:
    """Waits on the event loop for the news of a few responses at once."""

    def __init__(self) -> None:
        self._count = 0
        self._client: Redis | None = None

    async def wait(self, late: LateAnswer, in_thread: InThread) -> bool:
        """Whether the news came in time. False at once where many wait already, or without the cache."""
        if self._count >= MAX_LATE_ANSWERS:
            return False
        self._count += 1
        try:
            async with asyncio.timeout(late.seconds):
                return await self._news(late, in_thread)
        except TimeoutError:
            return False
        except (RedisError, OSError) as error:
            log.warning("late_answers.not_subscribed", channel=late.channel, error=str(error))
            return False
        finally:
            self._count -= 1

    async def _news(self, late: LateAnswer, in_thread: InThread) -> bool:
        """The subscription comes before the question, so that no news is missed."""
        if self._client is None:
            self._client = Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1)
        deadline = time.monotonic() + late.seconds
        async with self._client.pubsub(ignore_subscribe_messages=True) as listener:
            await listener.subscribe(late.channel)
            while not await in_thread(late.is_there):
                await listener.get_message(timeout=max(0.0, deadline - time.monotonic()))
            return True
