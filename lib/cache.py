"""Caches in this process, valid until a version changes."""

import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.utils.safestring import SafeString, mark_safe

MAX_CHARACTERS = 16_000_000  # of cached HTML in one process
T = TypeVar("T")


class VersionedCache(Generic[T]):
    """Caches what ``read`` returns until ``current_version`` changes. All requests share the value: don't change it."""

    def __init__(self, read: Callable[[], T], *, current_version: Callable[[], Hashable | None]) -> None:
        self._read, self._current_version = read, current_version
        self._entry: tuple[Hashable, T] | None = None

    def __call__(self) -> T:
        """Return the value, at the cost of one call of ``current_version``. Raises what ``read`` raises.

        While the version is None, nothing is cached.
        """
        version = self._current_version()  # before the rows: a change in between is then read next time
        entry = self._entry
        if entry and entry[0] == version:
            return entry[1]
        value = self._read()
        if version is not None:
            self._entry = version, value
        return value


class FragmentCache:
    """Rendered HTML by key. Keep it beside the rows that it was rendered from, so that both expire together."""

    def __init__(self) -> None:
        self._fragments: dict[Hashable, SafeString] = {}
        self._characters = 0

    def get(self, key: Hashable, render: Callable[[], str]) -> SafeString:
        """Return the cached HTML or render it. ``key`` must name everything that it depends on beside those rows."""
        fragment = self._fragments.get(key)
        if fragment is None:
            fragment = mark_safe(render())  # noqa: S308  # a template rendered it
            self._characters += len(fragment)
            if self._characters > MAX_CHARACTERS:
                self._fragments, self._characters = {}, len(fragment)
            self._fragments[key] = fragment
        return fragment


class LruCache(Generic[T]):
    """The values that were asked for last, at most ``size`` of them. All requests share them: don't change them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: dict[Hashable, T] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            value = self._values.pop(key, None)
            if value is not None:
                self._values[key] = value  # the dictionary is in the order of use
            return value

    def put(self, key: Hashable, value: T) -> None:
        with self._lock:
            self._values[key] = value
            if len(self._values) > self._size:
                self._values.pop(next(iter(self._values)))


class TimedCache(Generic[T]):
    """Caches what ``read`` returns for some seconds. All requests share the value: don't change it."""

    def __init__(self, read: Callable[[], T], *, seconds: float) -> None:
        self._read, self._seconds = read, seconds
        self._entry: tuple[float, T] | None = None

    def __call__(self) -> T:
        entry = self._entry
        return entry[1] if entry and time.monotonic() < entry[0] else self.renew()

    def renew(self) -> T:
        """Read the value now."""
        value = self._read()
        self.put(value, seconds=self._seconds)
        return value

    def put(self, value: T, *, seconds: float) -> None:
        self._entry = time.monotonic() + seconds, value
