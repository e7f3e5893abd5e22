"""The cell's side of the protocol, played by a test. It locks nothing, runs no code, and sends any bytes."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from runner.protocol import Limits
from runner.sandbox.cell import Cell
from runner.sandbox.channel import Channel, channel_limits
from runner.sandbox.process_exit import ProcessExit
from runner.wire import messages

READY = messages.ReadyReply({
    "uid": ",".join([str(os.getuid())] * 3), "gid": ",".join([str(os.getgid())] * 3), "capabilities": "0",
    "bounding": "0", "no_new_privs": "1", "dumpable": "0", "seccomp": "2", "landlock": "7", "pid": "2",
})  # fmt: skip

_decoder: msgspec.msgpack.Decoder[messages.Request] = msgspec.msgpack.Decoder(messages.Request)

# A number is a pause in seconds, bytes are sent as replies, text is printed. At its end the peer hangs up.
Step = bytes | float | str
Script = Callable[[messages.Request], Iterable[Step]]


class PeerCell(Cell):
    """A cell whose other end answers every request as a script says."""

    def __init__(self, script: Script, limits: Limits) -> None:
        self._script = script
        self._requests, requests = os.pipe()
        replies, self._replies = os.pipe()
        output, self._output = os.pipe()
        super().__init__(limits, Channel(requests, replies, output, **channel_limits(limits)), None)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    @property
    def pid(self) -> int:
        return os.getpid()

    @property
    def init_pid(self) -> None:
        return None

    def namespace(self, kind: str) -> None:
        return None

    def _interrupt(self) -> None:
        """Send no signal: this process plays the cell."""

    def _wait(self, seconds: float) -> None:
        """Never answer."""

    def _end(self) -> ProcessExit:
        self._over.set()
        return ProcessExit()

    def _release(self) -> None:
        """Wait until all peers have ended."""
        self._thread.join()

    def _play(self) -> None:
        with contextlib.suppress(OSError, EOFError), open(self._requests, "rb") as requests:
            while not self._over.is_set():
                self._reply(_read(requests))
        for descriptor in (self._replies, self._output):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _reply(self, request: messages.Request) -> None:
        for step in self._script(request):
            if isinstance(step, float):
                self._over.wait(step)
            elif isinstance(step, str):
                _write(self._output, step.encode())
            else:
                _write(self._replies, step)


def _read(requests: Any) -> messages.Request:
    header, body = messages.PREFIX.unpack(_exactly(requests, messages.PREFIX.size))
    message = _exactly(requests, header)
    _exactly(requests, body)
    return _decoder.decode(message)


def _exactly(requests: Any, size: int) -> bytes:
    data: bytes = requests.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _write(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
