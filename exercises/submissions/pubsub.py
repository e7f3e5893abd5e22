"""Tell waiting pages that a submission has changed. A message only says that; the page then reads the row.

Messages go through the Redis or Valkey of the cache. Pages poll too, so it does no harm when that can't be reached.
"""

import threading
import time
import uuid
from collections.abc import Callable
from functools import cache

import redis
import structlog
from django.conf import settings

log = structlog.get_logger(__name__)
OPEN_PAGE_SECONDS = 15  # three times the longest pause between two requests of a page that waits
_REDIS_ERRORS = (redis.RedisError, OSError)
# Each holds one of the threads that answer pages, for half a second at most. The other half is there for everything
# else, however many submit at once.
_waiting_requests = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


def channel(submission: uuid.UUID) -> str:
    return f"descent:submission:{submission}"


@cache
def _client() -> "redis.Redis":
    return redis.Redis.from_url(settings.CACHE_URL, socket_connect_timeout=1, socket_timeout=2)


def publish(submission: uuid.UUID) -> bool:
    """Wake the requests that wait for this submission. Return whether a page is open that shows it."""
    try:
        pipeline = _client().pipeline(transaction=False)
        pipeline.publish(channel(submission), "news")
        pipeline.exists(_open_page_key(submission))
        listeners, is_open = pipeline.execute()
    except _REDIS_ERRORS as error:
        log.warning("pubsub.not_published", submission=str(submission), error=str(error))
        return False
    return bool(listeners or is_open)


def record_open_page(submission: uuid.UUID) -> None:
    """Note that a page is open that waits for this submission, until it has missed some requests."""
    try:
        _client().set(_open_page_key(submission), 1, ex=OPEN_PAGE_SECONDS)
    except _REDIS_ERRORS as error:
        log.warning("pubsub.not_recorded", submission=str(submission), error=str(error))


def wait(submission: uuid.UUID, timeout_s: float, *, until: Callable[[], bool]) -> bool:
    """Block until ``until()`` is true, but at most ``timeout_s``. Return whether it is.

    It is called at the start and after each message. The subscription comes first, so that no message is missed. Where
    many requests wait already, it is called once and this returns at once: the page polls.
    """
    if not _waiting_requests.acquire(blocking=False):
        return until()
    try:
        return _wait(submission, time.monotonic() + timeout_s, until)
    except _REDIS_ERRORS as error:
        log.warning("pubsub.not_subscribed", submission=str(submission), error=str(error))
        return until()
    finally:
        _waiting_requests.release()


def _wait(submission: uuid.UUID, deadline: float, until: Callable[[], bool]) -> bool:
    with _client().pubsub(ignore_subscribe_messages=True) as listener:  # type: ignore[no-untyped-call]  # the library has no types
        listener.subscribe(channel(submission))
        while not until():
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            listener.get_message(timeout=remaining)
        return True


def _open_page_key(submission: uuid.UUID) -> str:
    return f"{channel(submission)}:open"
