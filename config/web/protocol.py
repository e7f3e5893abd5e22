"""uvicorn's fast parser, with limits to a request's head and to the time for which a client may stall.

Its slower parser limits the size of a head, and neither limits the time. docs/security.md lists all such limits.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 16 * 1024  # the same that uvicorn's other parser allows
HEAD_SECONDS = 10  # for a head to arrive, since the connection was opened or the head began
FIRST_REQUEST_SECONDS = 1  # for a connection that was accepted just before the process began to stop
STOPPING = "descent.stopping"  # in a request's scope: an event that says when the process begins to stop
STALL_SECONDS = 60  # for which a client may read nothing of a response, or send nothing of a body that was refused


class BoundedHttpProtocol(HttpToolsProtocol):
    """Refuses a head of more than 16 KiB or without a host, and ends connections whose client stalls."""

    _head_bytes = 0
    _had_request = False
    _is_in_body = False
    _is_refused = False
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        self._stopping = asyncio.Event()
        self._abort_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._is_in_body:
            self._head_bytes += len(data)
            if self._deadline is None:
                self._abort_in(HEAD_SECONDS)
        super().data_received(data)
        if self._head_bytes > MAX_HEAD_BYTES:
            self._refuse("The request's headers are too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope[STOPPING] = self._stopping  # type: ignore[literal-required]  # servers may add their own

    def on_headers_complete(self) -> None:
        self._cancel_deadline()
        self._is_in_body, self._head_bytes = True, 0
        # A head that arrives in one piece is complete before its bytes are counted above.
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > MAX_HEAD_BYTES:
            self._refuse("The request's headers are too long.")
        elif self.parser.get_http_version() == "1.1" and b"host" not in dict(self.headers):
            self._refuse("The request doesn't name a host.")
        if not self._is_refused:
            self._had_request = True
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if not self._is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._is_in_body = False
        if not self._is_refused:
            super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_in_body:  # the rest of a body that was refused may still come: it is read and dropped
            self._abort_in(STALL_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._abort_in(STALL_SECONDS)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_deadline()

    def shutdown(self) -> None:
        """Close a connection that waits for its next request. One that hasn't had its first yet gets a moment.
        One whose response waits for news gets it now.
        """
        self._stopping.set()
        if not self._had_request:
            self.loop.call_later(FIRST_REQUEST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def _refuse(self, sentence: str) -> None:
        if not self._is_refused and not self.transport.is_closing():
            self._is_refused = True
            self.send_400_response(sentence)

    def _abort_in(self, seconds: float) -> None:
        self._cancel_deadline()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


__all__ = ["BoundedHttpProtocol"]
