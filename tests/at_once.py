"""Calls in the same moment, each in a thread with a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection

from lib.errors import RefusedError


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all in the same moment. Return what each returned, or the error with which it was refused."""
    start, results = Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(call())
        except RefusedError as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
