"""The cache holds JSON. Django's own serializer unpickles, so anyone who can write to it could run code in the web."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class JSONSerializer:
    """A tuple comes back as a list. What JSON can't hold is refused when it is stored, not when it is read."""

    def dumps(self, value: Any) -> int | bytes:
        """An int stays an int, so that the server can increment it.

        Raises:
            TypeError, ValueError: JSON can't hold the value, or would return another one.
        """
        if type(value) is int:
            return value
        _ensure_plain(value)
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()

    def loads(self, data: bytes) -> Any:
        return json.loads(data)


class _Client(RedisCacheClient):
    """Treats a value that isn't JSON as missing: it's from before an update, or somebody else's."""

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except (ValueError, RecursionError):
            return default

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        missing = object()
        values = {key: self.get(key, missing) for key in keys}
        return {key: value for key, value in values.items() if value is not missing}


class JSONCache(RedisCache):
    """Django's RedisCache without pickle."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client
        self._options = params.get("OPTIONS", {}) | {"serializer": JSONSerializer}


def _ensure_plain(value: Any) -> None:
    """Refuse the types that json.dumps refuses late or changes without a word, such as a dict with numbers as keys."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"The cache holds JSON, so {key!r} can't be a key of a dict in it. Use a string.")
            _ensure_plain(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _ensure_plain(item)
    elif value is not None and not isinstance(value, str | int | float):
        raise TypeError(
            f"The cache holds JSON, not {type(value).__name__}. Store text, numbers, lists or dicts of them."
        )
