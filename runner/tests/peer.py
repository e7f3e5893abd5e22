"""The cell's side of the wire, played by a test: it closes no door, runs no code, and sends whatever bytes it likes."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable
from typing import Any, cast

import msgspec

from runner.harness import wire
from runner.protocol import Limits
from runner.sandbox.channel import Channel, Death
from runner.sandbox.session import Cell

READY = wire.Ready({
    "uid": ",".join([str(os.getuid())] * 3), "gid": ",".join([str(os.getgid())] * 3), "capabilities": "0",
    "bounding": "0", "no_new_privs": "1", "dumpable": "0", "seccomp": "2", "landlock": "7", "pid": "2",
})  # fmt: skip

_decoder: msgspec.msgpack.Decoder[wire.Request] = msgspec.msgpack.Decoder(wire.Request)

# A number is a pause in seconds, bytes are sent as replies, text is printed. At its end the peer hangs up.
Step = bytes | float | str
Script = Callable[[wire.Request], Iterable[Step]]


class Peer(Channel):
    """Answers every request with what its script says for it."""

    uid: int | None = None

    def __init__(self, script: Script, limits: Limits) -> None:
        self._script = script
        self._taken, requests = os.pipe()
        replies, self._sent = os.pipe()
        printed, self._prints = os.pipe()
        super().__init__(
            requests, replies, printed, max_body=limits.value_mib * 2**20, max_output=limits.output_kib * 1024
        )
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._play)
        self._thread.start()

    def kill(self) -> Death:
        """Let go, and wait until nobody plays any more."""
        self._over.set()
        self._close_pipes()
        self._thread.join()
        return Death()

    mourn = kill

    @property
    def pid(self) -> int:
        return os.getpid()

    def namespace(self, kind: str) -> str | None:
        return None

    def _play(self) -> None:
        with contextlib.suppress(OSError, EOFError), open(self._taken, "rb") as requests:
            while not self._over.is_set():
                self._answer(_read(requests))
        for descriptor in (self._sent, self._prints):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _answer(self, request: wire.Request) -> None:
        for step in self._script(request):
            if isinstance(step, float):
                self._over.wait(step)
            elif isinstance(step, str):
                _write(self._prints, step.encode())
            else:
                _write(self._sent, step)


def _read(requests: Any) -> wire.Request:
    header, body = wire.PREFIX.unpack(_exactly(requests, wire.PREFIX.size))
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


def peer_cell(script: Script, limits: Limits) -> Cell:
    """A cell whose other end is a peer."""
    return Cell(limits, cast(Any, Peer(script, limits)))
