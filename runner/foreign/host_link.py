"""The judge's end of its channel, inside its cell.

A cell answers requests. Here the answer to a request may be a question, and the host's next request brings its answer.
So the judge can ask from deep inside a check, and the cell's protocol stays as it is.
"""

from __future__ import annotations

import os
from typing import Any

from runner.harness.connection import Connection
from runner.wire.messages import CallRequest, ValueReply
from runner.wire.packer import Packer
from runner.wire.unpacker import Unpacker


class HostLink:
    """Receive what the host wants, and send it what the judge wants."""

    def __init__(self, connection: Connection, max_bytes: int) -> None:
        self._connection = connection
        self._max_bytes = max_bytes
        self._request_id = 0

    def receive(self) -> tuple[Any, ...]:
        """The arguments of the host's next request. The next :meth:`send` answers it."""
        request, body = self._connection.receive()
        if not isinstance(request, CallRequest):
            os._exit(2)
        self._request_id = request.id
        unpacker = Unpacker(body)
        return tuple(unpacker.unpack(node) for node in request.args)

    def send(self, *message: Any) -> None:
        """Raises UnfitValueError: a part of it can't cross. Nothing was sent."""
        packer = Packer(self._max_bytes)
        node = packer.pack([message], "what the check sends")
        self._connection.send(ValueReply(self._request_id, node, []), packer.buffers)
