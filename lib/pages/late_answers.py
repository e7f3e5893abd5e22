"""Answers that wait for news without a thread or a database connection.

A view answers with what is there now, and says how to answer once there is news on a channel of the cache's Redis or
Valkey. ``config.web.page_handler`` then keeps the response open on the event loop. Anything else that runs the view
sends the first answer at once.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from redis import RedisError
from redis.asyncio import Redis

log = structlog.get_logger(__name__)
MAX_LATE_ANSWERS = 64  # of a process: each holds a connection to the cache, and its request in memory
MAX_LONG = MAX_LATE_ANSWERS // 2  # of scripts and open threads: pages that wait for a verdict have the other half
MAX_OF_A_PERSON = 4  # of a person's scripts and open threads


InThread = Callable[[Callable[[], bool]], Awaitable[bool]]


@dataclass(frozen=True, kw_only=True)
class LateAnswer:
    """``is_there`` says whether there is news, ``render`` makes the body then. Both run in a thread of pages."""

    channel: str
    seconds: float
    is_there: Callable[[], bool]
    render: Callable[[], bytes]
    person: int | None = None
    """Whose script or open thread waits. None: a page does, for a moment."""
    headers_of_wait: Mapping[str, str] = field(default_factory=dict)
    """What the response also says if it has waited, with or without news."""
    outdated_headers: Sequence[str] = ()
    """What it no longer says once there is news."""


def answer_late(response: HttpResponse, late: LateAnswer) -> HttpResponse:
    """Let this response wait for its news."""
    response._late_answer = late  # type: ignore[attr-defined]
    return response


def late_answer_of(response: HttpResponseBase) -> LateAnswer | None:
    return getattr(response, "_late_answer", None)


class NoWaitError(Exception):
    """Many wait already, or the cache can't be reached."""


class NewsListener:
    """Waits on the event loop for the news of a few responses at once."""

    def __init__(self) -> None:
        self._counts: Counter[int | None] = Counter()
        self._client: Redis | None = None

    async def wait(self, late: LateAnswer, in_thread: InThread) -> bool:
        """Whether the news came in time. Raises NoWaitError, at once or as soon as it can't go on."""
        with self._counted(late.person):
            try:
                async with asyncio.timeout(late.seconds):
                    return await self._news(late, in_thread)
            except TimeoutError:
                return False
            except (RedisError, OSError, DatabaseError) as error:
                log.warning("late_answers.not_subscribed", channel=late.channel, error=str(error))
                raise NoWaitError from error

    @contextmanager
    def _counted(self, person: int | None) -> Iterator[None]:
        if not self._has_room(person):
            raise NoWaitError
        self._counts[person] += 1
        try:
            yield
        finally:
            self._counts[person] -= 1
            self._counts += Counter()  # drops those at zero

    def _has_room(self, person: int | None) -> bool:
        total = self._counts.total()
        if total >= MAX_LATE_ANSWERS:
            return False
        long_waits = total - self._counts[None]
        return person is None or (long_waits < MAX_LONG and self._counts[person] < MAX_OF_A_PERSON)

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
