"""Tells waiting pages that a submission has changed. The row is the truth; a message only says "look".

Messages travel over the cache's Redis or Valkey. When it cannot be reached pages still learn by asking again, so no
function here ever raises for it.
"""

import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import cache
from typing import Any

import redis
import redis.asyncio
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
TROUBLE = (redis.RedisError, OSError)

Heard = Callable[[float], Coroutine[Any, Any, None]]


def channel(submission: uuid.UUID) -> str:
    return f"descent:submission:{submission}"


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=2)


def publish(submission: uuid.UUID) -> int:
    """Wake everyone who waits for this submission. Gives how many did."""
    try:
        return int(_client().publish(channel(submission), "news"))
    except TROUBLE as error:
        log.warning("news.not_published", submission=str(submission), error=str(error))
        return 0


def wait(submission: uuid.UUID, timeout_s: float, *, until: Callable[[], bool]) -> bool:
    """Block until ``until()`` holds, asking it once at the start and once for each message, for at most ``timeout_s``.

    Listening starts before the first question, so nothing that happens in between is missed.
    """
    deadline = time.monotonic() + timeout_s
    try:
        with _client().pubsub(ignore_subscribe_messages=True) as listener:  # type: ignore[no-untyped-call]
            listener.subscribe(channel(submission))
            while not until():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                listener.get_message(timeout=left)
            return True
    except TROUBLE as error:
        log.warning("news.not_heard", submission=str(submission), error=str(error))
        return until()


@contextlib.asynccontextmanager
async def subscribed(submission: uuid.UUID) -> AsyncIterator[Heard]:
    """Listen from now on; the value given awaits the next message for at most so many seconds.

    Raises:
        redis.RedisError, OSError: nobody can listen now. The stream ends and the page asks again by itself.
    """
    client = redis.asyncio.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1)
    async with client, client.pubsub(ignore_subscribe_messages=True) as listener:
        await listener.subscribe(channel(submission))

        async def heard(seconds: float) -> None:
            deadline = time.monotonic() + seconds
            while (left := deadline - time.monotonic()) > 0:
                if await listener.get_message(timeout=left) is not None:
                    return

        yield heard
