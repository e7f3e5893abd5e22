"""uvicorn's fast parser with a limit to what comes before a request's body. The slower one has it built in."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 16 * 1024  # the same that uvicorn's other parser allows


class BoundedHttpProtocol(HttpToolsProtocol):
    """Refuses a head of more than 16 KiB. llhttp, which parses it, collects any number of headers of any length."""

    _head_bytes = 0
    _is_in_head = True

    def data_received(self, data: bytes) -> None:
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > MAX_HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The request's headers are too long.")

    def on_headers_complete(self) -> None:
        self._is_in_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._is_in_head = True
        super().on_message_complete()


__all__ = ["BoundedHttpProtocol"]
