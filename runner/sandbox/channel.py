"""The judge's ends of a cell's pipes: send and receive frames, within limits on time, size and output.

The judge's clock decides. Nothing here relies on what the process behind the pipes says about itself.
"""

from __future__ import annotations

import contextlib
import os
import select
import time

from runner.protocol import Limits
from runner.wire.messages import PREFIX
from runner.wire.values import MalformedFrameError

from . import frames, stacks

_CHUNK_BYTES, _MAX_READ_BYTES = 2**16, 2**20
_SLICE_SECONDS = 0.25  # of a wait, which shows whether the host itself stood still meanwhile
_LATE_SECONDS = 0.5  # a busy host wakes us later than asked, but hardly by this much


class DeadlineError(Exception):
    """No answer came in time."""


class FloodError(Exception):
    """More was printed than the limit."""


class GoneError(Exception):
    """The process ended, or closed its end, before it answered."""


class _PartialFrame:
    """A reply that is still arriving."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._prefix = bytearray()
        self.header = bytearray()
        self.body = bytearray()
        self._header_size = self._body_size = -1

    def count_missing(self) -> int:
        """Count the bytes that the current piece still lacks; 0 when the frame is complete."""
        if self._header_size < 0:
            return PREFIX.size - len(self._prefix)
        return self._header_size - len(self.header) or self._body_size - len(self.body)

    @property
    def stack(self) -> bytes:
        """What came of a stack in place of a frame; empty if it is one."""
        return bytes(self.header) if self._prefix == stacks.START else b""

    def feed(self, data: bytes) -> bytes:
        """Take what belongs to this frame, and return the rest."""
        while data and (size := self.count_missing()):
            piece, data = data[:size], data[size:]
            if self._header_size < 0:
                self._prefix += piece
                if len(self._prefix) == PREFIX.size:
                    self._header_size, self._body_size = frames.sizes(bytes(self._prefix), self._max_body)
            elif len(self.header) < self._header_size:
                self.header += piece
            else:
                self.body += piece
        return data


def channel_limits(limits: Limits) -> dict[str, int]:
    """The limits of a channel, as its constructor takes them."""
    return {"max_body": limits.value_mib * 2**20, "max_output": limits.output_kib * 1024}


class Channel:
    """Three pipes: requests to the cell, its replies, and its output.

    Attributes:
        output: what the cell has printed so far.
        spin_seconds: how long to poll for an answer before going to sleep.
        stall_seconds: for how long the host, or the judge, stood still while an answer was awaited. A machine that is
            suspended, moved or overloaded does that, and its clock goes on.
    """

    def __init__(self, requests: int, replies: int, output: int, *, max_body: int, max_output: int) -> None:
        """Own these descriptors, until :meth:`close`."""
        self._requests, self._replies, self._output = requests, replies, output
        self._max_body = max_body
        self._output_left = max_output
        self._outgoing = memoryview(b"")  # the part of the requests that the pipe hasn't taken yet
        self._reply = _PartialFrame(max_body)  # the one that is arriving, or came last
        self._early = b""  # replies that came together with the frame before them
        self.output = bytearray()
        self.spin_seconds = 0.0
        self.stall_seconds = 0.0
        self._poll = select.poll()
        for descriptor in (requests, replies, output):
            os.set_blocking(descriptor, False)
        for descriptor in (replies, output):
            self._poll.register(descriptor, select.POLLIN)

    def send(self, request: bytes) -> None:
        """Send one or more frames. What the pipe doesn't take now goes out while an answer is awaited.

        Raises:
            GoneError: the other end is closed.
        """
        self._outgoing = memoryview(request)
        self._poll.register(self._requests, select.POLLOUT)
        self._write()

    def receive(self, seconds: float, *, more: bool = False) -> tuple[bytearray, bytearray]:
        """Header and body of the next frame.

        Args:
            more: further answers are expected after this one, so one may be there already.

        Raises:
            DeadlineError, FloodError, GoneError: instead of an answer.
            MalformedFrameError: a frame that nobody asked for, or one larger than the limit.
        """
        reply = self._receive_frame(time.monotonic() + seconds)
        if not more:
            self._refuse_stray()
        return reply.header, reply.body

    def read_stack(self, seconds: float = 0.0) -> bytes:
        """The stack that came instead of an answer, or comes within this time; empty if there is none."""
        with contextlib.suppress(DeadlineError, FloodError, GoneError, MalformedFrameError):
            self._receive_rest(self._reply, time.monotonic() + seconds)
        return self._reply.stack

    def drain(self) -> None:
        """Read what has been printed. Raises FloodError where it is more than the limit."""
        while self._output >= 0:
            try:
                data = os.read(self._output, _CHUNK_BYTES)
            except BlockingIOError:
                return
            if not data:
                self._poll.unregister(self._output)
                os.close(self._output)
                self._output = -1
                return
            self.output += data[: max(self._output_left, 0)]
            self._output_left -= len(data)
            if self._output_left < 0:
                raise FloodError

    def close(self) -> None:
        """Close the pipes. Idempotent."""
        for descriptor in (self._requests, self._replies, self._output):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._replies = self._output = -1

    def _receive_frame(self, deadline: float) -> _PartialFrame:
        reply = self._reply = _PartialFrame(self._max_body)
        self._early = reply.feed(self._early)
        self._receive_rest(reply, deadline)
        return reply

    def _receive_rest(self, reply: _PartialFrame, deadline: float) -> None:
        while reply.count_missing():
            ready = self._wait(deadline)
            if self._replies in ready:  # first: the output may be too large, and may come after the reply
                self._read(reply)
            if self._requests in ready:
                self._write()
            if self._output in ready and reply.count_missing():
                self.drain()

    def _read(self, reply: _PartialFrame) -> None:
        """Read what is there of the reply, and of those behind it."""
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._replies, min(max(reply.count_missing(), _CHUNK_BYTES), _MAX_READ_BYTES))
            if not data:
                raise GoneError
            self._early = reply.feed(data)

    def _wait(self, deadline: float) -> dict[int, int]:
        """The descriptors that are ready, with their events."""
        now = time.monotonic()
        spin_end = now + self.spin_seconds
        while now < spin_end:
            if ready := self._poll.poll(0):
                return dict(ready)
            now = time.monotonic()
        ready = []
        while not ready:
            seconds = min(deadline - now, _SLICE_SECONDS)
            if seconds <= 0:
                raise DeadlineError
            ready, began = self._poll.poll(seconds * 1000), now
            now = time.monotonic()
            if now - began > seconds + _LATE_SECONDS:
                self.stall_seconds += now - began - seconds
        return dict(ready)

    def _refuse_stray(self) -> None:
        """Read the output before the last answer, and refuse a further answer or an unsent request."""
        ready = dict(self._poll.poll(0))
        if self._output in ready:
            self.drain()
        if self._outgoing:
            raise MalformedFrameError("an answer before the question")
        if ready.get(self._replies, 0) & select.POLLIN:
            self._early += os.read(self._replies, _CHUNK_BYTES)
        if self._early and not self._early.startswith(stacks.START):  # of a process whose time is up after its answer
            raise MalformedFrameError("an answer to no question")

    def _write(self) -> None:
        """Write as much of the requests as the pipe takes."""
        try:
            self._outgoing = self._outgoing[os.write(self._requests, self._outgoing[:_CHUNK_BYTES]) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            raise GoneError from None
        if not self._outgoing:
            self._poll.unregister(self._requests)
