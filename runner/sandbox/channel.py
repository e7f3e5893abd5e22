"""The judge's ends of a cell's pipes: send a frame, wait for a frame, never longer and never more than agreed.

The clock is ours. Nothing here believes what the process behind the pipes says about itself.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from . import frames

_CHUNK = 2**16


class DeadlineError(Exception):
    """The time for an answer is over."""


class FloodError(Exception):
    """More was printed than the limit."""


class GoneError(Exception):
    """The process ended, or closed its end, before it answered."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a process ended.

    Attributes:
        status: its exit status, or the signal that ended it as a negative number; None where we ended it.
        cpu_s: seconds that it had computed when it ended by itself, its start included.
        why: ``memory`` where it was killed for that, and ``lost`` where the sandbox ended under it.
    """

    status: int | None = None
    cpu_s: float = 0.0
    why: Literal["", "memory", "lost"] = ""


class _Frame:
    """A reply that is still arriving."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._prefix = bytearray()
        self.header = bytearray()
        self.body = bytearray()
        self._header_size = self._body_size = -1

    def wants(self) -> int:
        """How many bytes the next piece still lacks; 0 when all are here."""
        if self._header_size < 0:
            return frames.PREFIX.size - len(self._prefix)
        return self._header_size - len(self.header) or self._body_size - len(self.body)

    def feed(self, data: bytes) -> bytes:
        """Take what is this frame's, and give back what is not."""
        while data and (wanted := self.wants()):
            piece, data = data[:wanted], data[wanted:]
            if self._header_size < 0:
                self._prefix += piece
                if len(self._prefix) == frames.PREFIX.size:
                    self._header_size, self._body_size = frames.sizes(bytes(self._prefix), self._max_body)
            elif len(self.header) < self._header_size:
                self.header += piece
            else:
                self.body += piece
        return data


class Channel:
    """Three pipes: requests to the cell, its replies, and what it prints. Owns and at its end closes them.

    Attributes:
        posture: what the kernel said of the cell before it was asked anything; empty where it is still to be closed.
        output: what it has printed so far.
    """

    posture: Mapping[str, str] = {}
    _spin_s = 0.0  # how long to look for an answer before sleeping

    def __init__(self, requests: int, replies: int, printed: int, *, max_body: int, max_output: int) -> None:
        self._requests, self._replies, self._printed = requests, replies, printed
        self._max_body = max_body
        self._output_left = max_output
        self._outgoing = memoryview(b"")  # of requests: what the pipe did not take yet
        self._early = b""  # of replies: what came together with the frame before it
        self.output = bytearray()
        self._poll = select.poll()
        for descriptor in (requests, replies, printed):
            os.set_blocking(descriptor, False)
        for descriptor in (replies, printed):
            self._poll.register(descriptor, select.POLLIN)

    def exchange(self, request: bytes, seconds: float) -> tuple[bytearray, bytearray]:
        """Send ``request`` and return header and body of the one frame that answers. Raises as the two do."""
        self.send(request)
        return self.receive(seconds)

    def send(self, request: bytes) -> None:
        """Send one frame, or several at once; what the pipe does not take goes out while an answer is waited for.

        Raises:
            GoneError: nobody reads it.
        """
        self._outgoing = memoryview(request)
        self._poll.register(self._requests, select.POLLOUT)
        self._write()

    def receive(self, seconds: float, *, more: bool = False) -> tuple[bytearray, bytearray]:
        """Header and body of the next frame.

        Args:
            more: further answers are due after this one, so one that is there already is no stray.

        Raises:
            DeadlineError, FloodError, GoneError: instead of an answer.
            MalformedFrameError: a frame before its time, or larger than the limit.
        """
        reply = self._await(time.monotonic() + seconds)
        if not more:
            self._refuse_stray()
        return reply.header, reply.body

    def _await(self, deadline: float) -> _Frame:
        reply = _Frame(self._max_body)
        self._early = reply.feed(self._early)
        while reply.wants():
            ready = self._wait(deadline)
            if self._replies in ready:  # first, for what was printed may be too much, and may come after the reply
                self._read(reply)
            if self._requests in ready:
                self._write()
            if self._printed in ready and reply.wants():
                self._drain()
        return reply

    def _read(self, reply: _Frame) -> None:
        """What is there of the reply, and of those behind it."""
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._replies, min(max(reply.wants(), _CHUNK), 2**20))
            if not data:
                raise GoneError
            self._early = reply.feed(data)

    def _wait(self, deadline: float) -> dict[int, int]:
        now = time.monotonic()
        awake = now + self._spin_s
        while now < awake:
            if ready := self._poll.poll(0):
                return dict(ready)
            now = time.monotonic()
        left = deadline - now
        ready = self._poll.poll(max(left, 0) * 1000)
        if not ready or left <= 0:
            raise DeadlineError
        return dict(ready)

    def _refuse_stray(self) -> None:
        """Take what was printed before the last answer, after which there is none, and no question is left unsent."""
        ready = dict(self._poll.poll(0))
        if self._printed in ready:
            self._drain()
        if self._outgoing:
            raise frames.MalformedFrameError("an answer before the question")
        if self._early or ready.get(self._replies, 0) & select.POLLIN:
            raise frames.MalformedFrameError("an answer to no question")

    def _write(self) -> None:
        """As much of the requests as the pipe takes."""
        try:
            self._outgoing = self._outgoing[os.write(self._requests, self._outgoing[:_CHUNK]) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            raise GoneError from None
        if not self._outgoing:
            self._poll.unregister(self._requests)

    def _drain(self) -> None:
        """Take what has been printed; at its end the descriptor is given up."""
        while self._printed >= 0:
            try:
                data = os.read(self._printed, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._poll.unregister(self._printed)
                os.close(self._printed)
                self._printed = -1
                return
            self.output += data[: max(self._output_left, 0)]
            self._output_left -= len(data)
            if self._output_left < 0:
                raise FloodError

    def _close_pipes(self) -> None:
        """Idempotent."""
        for descriptor in (self._requests, self._replies, self._printed):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._replies = self._printed = -1


def lives(pid: int | None) -> bool:
    """Whether a process whose pipes are closed has closed them itself: one that ends gives up its memory first."""
    with contextlib.suppress(OSError):
        return pid is not None and not Path(f"/proc/{pid}/statm").read_text().startswith("0 ")
    return False


def processor_time(pid: int) -> float:
    """CPU seconds of a process with all its threads, to the nanosecond. Raises OSError: there is no such process.

    The id of another process's clock is made as clock_getcpuclockid(3) makes it.
    """
    return time.clock_gettime(~pid << 3 | 2)
