"""One bubblewrap process and the pipes to it: send a frame, wait for a frame, never longer and never more than agreed.

The clock is ours. Nothing here believes what the process says about itself: time, CPU and memory come from the kernel.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import bubblewrap, frames

_CHUNK = 2**16
_GRACE_S = 5.0
_LAST_WORDS_S = 1.0
_PR_SET_CHILD_SUBREAPER = 36


class DeadlineError(Exception):
    """The time for an answer is over."""


class FloodError(Exception):
    """More was printed than the limit."""


class GoneError(Exception):
    """The process ended, or closed its end, before it answered."""


@dataclass(frozen=True, slots=True)
class Death:
    """Its status (a signal as 128 + number), and what the process had used, 0 where it ended by itself."""

    status: int
    cpu_s: float
    peak_mib: float


class _Frame:
    """A reply that is still arriving. It asks for no byte beyond its own, so that a second one stays visible."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._prefix = bytearray()
        self.header = bytearray()
        self.body = bytearray()
        self._header_size = self._body_size = -1

    def wants(self) -> int:
        if self._header_size < 0:
            return frames.PREFIX.size - len(self._prefix)
        return self._header_size - len(self.header) or self._body_size - len(self.body)

    def feed(self, data: bytes) -> None:
        if self._header_size < 0:
            self._prefix += data
            if len(self._prefix) == frames.PREFIX.size:
                self._header_size, self._body_size = frames.sizes(bytes(self._prefix), self._max_body)
        elif len(self.header) < self._header_size:
            self.header += data
        else:
            self.body += data


class Process:
    """A started cell, as the kernel sees it."""

    def __init__(self, *, max_body: int, max_output: int) -> None:
        self._max_body = max_body
        self._output_left = max_output
        self.output = bytearray()
        self._death: Death | None = None
        _adopt_orphans(os.getpid())
        requests, self._requests = os.pipe()
        self._replies, replies = os.pipe()
        self._printed, printed = os.pipe()
        self._info, info = os.pipe()
        self._init: int | None = None
        inherited = (requests, replies, info)
        try:
            self._bwrap = subprocess.Popen(
                bubblewrap.command(requests=requests, replies=replies, info=info),
                stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
                pass_fds=inherited, start_new_session=True, env={},
            )  # fmt: skip
        except BaseException:
            self._close_pipes()
            raise
        finally:
            for descriptor in (*inherited, printed):
                os.close(descriptor)
        for descriptor in (self._requests, self._replies, self._printed, self._info):
            os.set_blocking(descriptor, False)

    def exchange(self, request: bytes, seconds: float) -> tuple[bytearray, bytearray]:
        """Send ``request`` and return header and body of the one frame that answers.

        Raises:
            DeadlineError, FloodError, GoneError: instead of an answer.
            MalformedFrameError: a frame before its time, or larger than the limit.
        """
        deadline = time.monotonic() + seconds
        self._refuse_stray()
        outgoing, reply = memoryview(request), _Frame(self._max_body)
        while reply.wants():
            ready = self._wait(deadline, writing=bool(outgoing))
            if self._printed in ready:
                self._drain()
            if self._requests in ready:
                outgoing = self._write(outgoing)
            if self._replies in ready:
                data = os.read(self._replies, min(reply.wants(), 2**20))
                if not data:
                    raise GoneError
                reply.feed(data)
        self._drain()
        if outgoing:
            raise frames.MalformedFrameError("an answer before the question")
        self._refuse_stray()
        return reply.header, reply.body

    def _wait(self, deadline: float, *, writing: bool) -> dict[int, int]:
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        if self._printed >= 0:
            poll.register(self._printed, select.POLLIN)
        if writing:
            poll.register(self._requests, select.POLLOUT)
        left = deadline - time.monotonic()
        ready = dict(poll.poll(max(left, 0) * 1000))
        if not ready or left <= 0:
            raise DeadlineError
        return ready

    def _refuse_stray(self) -> None:
        poll = select.poll()
        poll.register(self._replies, select.POLLIN)
        if any(events & select.POLLIN for _, events in poll.poll(0)):
            raise frames.MalformedFrameError("an answer to no question")

    def _write(self, outgoing: memoryview) -> memoryview:
        try:
            return outgoing[os.write(self._requests, outgoing[:_CHUNK]) :]
        except BlockingIOError:
            return outgoing
        except BrokenPipeError:
            raise GoneError from None

    def _drain(self) -> None:
        """Take what has been printed; at its end the descriptor is given up."""
        while self._printed >= 0:
            try:
                data = os.read(self._printed, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                os.close(self._printed)
                self._printed = -1
                return
            self.output += data[: max(self._output_left, 0)]
            self._output_left -= len(data)
            if self._output_left < 0:
                raise FloodError

    def kill(self) -> Death:
        """End everything in the cell, wait for it, and say how it ended. Idempotent."""
        if self._death is None:
            cpu_s, peak_mib = self._end()
            self._death = Death(self._reap(), cpu_s, peak_mib)
            with contextlib.suppress(FloodError):
                self._drain()
            self._close_pipes()
        return self._death

    def mourn(self) -> Death:
        """As :meth:`kill`, for a process that closed its end: give it a moment to tell by its status why it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._bwrap.wait(_LAST_WORDS_S)
        return self.kill()

    def _end(self) -> tuple[float, float]:
        """Kill the namespace's init and so everything under it; return what the learner's process had used."""
        if self._bwrap.poll() is not None:  # all is over, and the init's pid may be another's by now
            return 0.0, 0.0
        init = self._init_pid()
        if init is None:
            self._bwrap.kill()
            return 0.0, 0.0
        used = 0.0, 0.0
        with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):  # it has ended by itself
            used = _used(_children(init)[0])
        with contextlib.suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)
        return used

    def namespace(self, kind: str) -> str | None:
        """The kernel's name for the cell's namespace, or None where there is no cell any more."""
        init = self._init_pid()
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/{init}/ns/{kind}")
        return None

    def _init_pid(self) -> int | None:
        """The host's pid of the namespace's init, valid for as long as bubblewrap, its parent, runs."""
        if self._init is None:
            with contextlib.suppress(BlockingIOError, ValueError, KeyError, TypeError):
                self._init = int(json.loads(os.read(self._info, 4096))["child-pid"])
        return self._init

    def _reap(self) -> int:
        try:
            code = self._bwrap.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._bwrap.kill()  # its children die with it
            code = self._bwrap.wait()
        if (init := self._init_pid()) is not None:
            with contextlib.suppress(ChildProcessError):  # bubblewrap had seen it end
                os.waitpid(init, 0)
        return code if code >= 0 else 128 - code

    def _close_pipes(self) -> None:
        for descriptor in (self._requests, self._replies, self._info, self._printed):
            if descriptor >= 0:
                os.close(descriptor)
        self._printed = -1


@functools.cache
def _adopt_orphans(pid: int) -> None:
    """Be the parent of a cell's init that outlives bubblewrap by a moment, so that no zombie stays where, as in many
    containers, pid 1 buries nobody. A forked process has to ask anew, hence ``pid``.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _used(pid: int) -> tuple[float, float]:
    """CPU seconds and peak memory in MiB of a process that still lives."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024
