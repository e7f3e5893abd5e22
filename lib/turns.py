"""How many threads of a process work at the same time.

Only one thread of an interpreter computes at a time, and it gives way at each query. Where many compute, a page waits
for all the others after each of its twenty queries. Here a few work, and the others wait for their turn, which they get
in the order they came. docs/decisions/0039-four-pages-at-a-time.md has the measurements.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """At most ``count`` threads work. One that has waited for ``patience_s`` works beside them, so that threads that
    wait for something unresponsive, such as a database that is down, don't hold up the rest.
    """

    def __init__(self, count: int, patience_s: float) -> None:
        self._free, self._patience_s = threading.Semaphore(count), patience_s
        self._this_thread = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        self._take()
        try:
            yield
        finally:
            self._give_up()

    @contextmanager
    def pause(self) -> Iterator[None]:
        """Let others work while this thread waits. Outside a turn it changes nothing."""
        had_turn = self._give_up()
        try:
            yield
        finally:
            if had_turn:
                self._take()

    def _take(self) -> None:
        self._this_thread.has_turn = self._free.acquire(timeout=self._patience_s)

    def _give_up(self) -> bool:
        had_turn = getattr(self._this_thread, "has_turn", False)
        if had_turn:
            self._this_thread.has_turn = False
            self._free.release()
        return had_turn


pages = Turns(count=4, patience_s=0.25)
"""For the pages of a web process."""
