"""The web's own connection to the broker, beside Celery's."""

from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis
from django.conf import settings

CONNECTION_ERRORS = (redis.RedisError, OSError)


@cache
def client() -> Any:
    """A redis.Redis, untyped because its own types leave most answers open. Each process has one connection pool."""
    return redis.Redis.from_url(redis_url(settings.CELERY_BROKER_URL), socket_connect_timeout=2, socket_timeout=5)


def redis_url(broker_url: str) -> str:
    """The broker's address for the Redis library. It differs from Celery's for unix sockets only.

    >>> redis_url("redis+socket:///run/valkey.sock?virtual_host=3"), redis_url("rediss://broker:6379/0")
    ('unix:///run/valkey.sock?db=3', 'rediss://broker:6379/0')
    """
    if not broker_url.startswith("redis+socket://"):
        return broker_url
    parts = urlsplit(broker_url)
    database = parse_qs(parts.query).get("virtual_host", ["0"])[0]
    return f"unix://{parts.netloc}{parts.path}?db={database}"
