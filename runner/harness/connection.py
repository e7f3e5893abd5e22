"""The cell's two pipes to the judge."""

from __future__ import annotations

import os

import msgspec

from runner.wire import messages

REQUESTS, REPLIES = 3, 4  # descriptors
_MAX_REQUEST_BYTES = 256 * 2**20
_CHUNK_BYTES, _MAX_READ_BYTES = 2**16, 2**20
REQUEST_DECODER = msgspec.msgpack.Decoder(messages.Request)  # slow to make, so a zygote makes it for all its cells


class Connection:
    """Receive requests and send replies."""

    def __init__(self, read_ahead: bytes = b"") -> None:
        """``read_ahead``: requests that are here already."""
        self._read_ahead = bytearray(read_ahead)  # requests come several at once

    def receive(self) -> tuple[messages.Request, bytes]:
        """The next request and its body. End the process when the judge has closed its end."""
        header, body = messages.PREFIX.unpack(self._take(messages.PREFIX.size))
        message = REQUEST_DECODER.decode(self._take(min(header, messages.MAX_HEADER_BYTES)))
        return message, self._take(min(body, _MAX_REQUEST_BYTES))

    def send(self, reply: messages.Reply, buffers: list[bytes | memoryview] | None = None) -> None:
        rest = memoryview(messages.frame(reply, buffers or []))
        while rest:
            rest = rest[os.write(REPLIES, rest) :]

    def _take(self, size: int) -> bytes:
        while (missing := size - len(self._read_ahead)) > 0:
            chunk = os.read(REQUESTS, min(max(missing, _CHUNK_BYTES), _MAX_READ_BYTES))
            if not chunk:
                os._exit(0)
            self._read_ahead += chunk
        data = bytes(memoryview(self._read_ahead)[:size])
        del self._read_ahead[:size]
        return data
