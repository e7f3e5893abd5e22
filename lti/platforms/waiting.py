"""How many threads of a process wait for platforms at the same time: the others are there for everything else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

BUSY = "Many people are coming from their courses at this moment. Try again in a few seconds."
_waiting = threading.BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


@contextmanager
def room_to_wait() -> Iterator[bool]:
    has_room = _waiting.acquire(timeout=2)
    try:
        yield has_room
    finally:
        if has_room:
            _waiting.release()
