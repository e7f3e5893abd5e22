"""The site as schemathesis calls it: in this process, through Django's WSGI handler and all middleware."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import TestCase

StartResponse = Callable[..., Any]


@contextmanager
def _open_connection() -> Iterator[None]:
    """Django closes a connection in a transaction before and after a request. Its test client prevents that, too."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


class ForgetfulSite:
    """Each request finds the same people and objects, whatever the ones before it did, and no rate limit is reached.

    What should happen after the transaction does happen: a submission is queued.
    """

    def __init__(self) -> None:
        self._app = WSGIHandler()
        self.processor_seconds = 0.0
        """What the last request took."""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        cache.clear()
        environ["REMOTE_ADDR"] = "127.0.0.1"  # which every server names, and by which the API counts visitors
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # schemathesis reads no compressed responses in the process
        started = time.process_time()
        with _open_connection(), transaction.atomic():
            with TestCase.captureOnCommitCallbacks(execute=True):
                response = self._app(environ, start_response)
                body = list(response)
                response.close()
            transaction.set_rollback(True)
        self.processor_seconds = time.process_time() - started
        return body
