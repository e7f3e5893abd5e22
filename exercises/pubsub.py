"""Tell waiting pages that a submission has changed. A message only says that; the page then reads the row.

Messages go through the Redis or Valkey of the cache. Pages poll too, so it does no harm when that can't be reached.
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

from lib import turns

log = structlog.get_logger(__name__)
TROUBLE = (redis.RedisError, OSError)

WaitForMessage = Callable[[float], Coroutine[Any, Any, None]]


def channel(submission: uuid.UUID) -> str:
    return f"descent:submission:{submission}"


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=2)


def publish(submission: uuid.UUID) -> int:
    """Wake the pages that wait for this submission. Return how many that were."""
    try:
        return int(_client().publish(channel(submission), "news"))
    except TROUBLE as error:
        log.warning("pubsub.not_published", submission=str(submission), error=str(error))
        return 0


def wait(submission: uuid.UUID, timeout_s: float, *, until: Callable[[], bool]) -> bool:
    """Block until ``until()`` is true, but at most ``timeout_s``. Return whether it is.

    It is called at the start and after each message. The subscription comes first, so that no message is missed.
    """
    deadline = time.monotonic() + timeout_s
    try:
        with _client().pubsub(ignore_subscribe_messages=True) as listener:  # type: ignore[no-untyped-call]  # the library has no types
            listener.subscribe(channel(submission))
            while not until():
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    return False
                with turns.pages.pause():
                    listener.get_message(timeout=remaining)
            return True
    except TROUBLE as error:
        log.warning("pubsub.not_subscribed", submission=str(submission), error=str(error))
        return until()


@contextlib.asynccontextmanager
async def subscribe(submission: uuid.UUID) -> AsyncIterator[WaitForMessage]:
    """Subscribe. The result awaits the next message for at most so many seconds.

    Raises:
        redis.RedisError, OSError: the server can't be reached. The stream ends and the page reconnects by itself.
    """
    client = redis.asyncio.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1)
    async with client, client.pubsub(ignore_subscribe_messages=True) as listener:
        await listener.subscribe(channel(submission))

        async def wait_for_message(seconds: float) -> None:
            deadline = time.monotonic() + seconds
            while (remaining := deadline - time.monotonic()) > 0:
                if await listener.get_message(timeout=remaining) is not None:
                    return

        yield wait_for_message
