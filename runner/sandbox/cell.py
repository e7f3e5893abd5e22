"""A cell of this host: a process for one learner's code, and how it answers the judge.

Cold, warm and weak cells differ in how the process is made, watched and ended. The requests, the time limits and the
meaning of every reply and exit are the same, and are here.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from runner.harness import interpreter, policy
from runner.protocol import MAX_MESSAGE_CHARS, MAX_OUTPUT_CHARS, Limits, Verdict, source_problem
from runner.wire.messages import (
    BeginRequest,
    CompileRequest,
    FailureReply,
    LoadRequest,
    ReadyReply,
    RefusalReply,
    RunRequest,
    StartFailureReply,
    ValueReply,
    frame,
)
from runner.wire.values import MalformedFrameError

from . import frames, stacks
from .changes import ChangedArguments
from .channel import Channel, DeadlineError, FloodError, GoneError
from .errors import CellError, HostStalledError, LearnerError
from .interface import LearnerCell, Value
from .process_exit import ProcessExit, exit_error, timeout_error
from .processes import await_sleep, cpu_seconds, has_memory, memory_mib
from .security_status import security_gaps
from .text import clean

_START_SECONDS = 60.0  # for our own start: interpreter, numpy, and torch where the source names it, on a busy host
_EXIT_SECONDS = 5.0  # for a process that closed its end to exit as well
_STACK_SECONDS = 0.25  # for a process whose time is up to say where it is, before it's killed
_IMPORTS_TORCH = re.compile(r"^[ \t\f]*(?:import|from)\b[^\n#]*\btorch\b", re.MULTILINE)  # \s would cross lines
_CHANNEL_ERRORS = (DeadlineError, FloodError, GoneError, MalformedFrameError)


class _PendingRequest(NamedTuple):
    id: int
    frame: bytes
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}


class Cell(LearnerCell):
    """One cell of this host, and what :class:`.LearnerCell` promises of it.

    Attributes:
        uid: the id that its process takes, where we are root.
        security_status: what the kernel reported about it; empty until then.
    """

    _realise: ClassVar = staticmethod(frames.refuse_arguments)  # what a value may be that only a judge sends
    memory_level: str = ""  # who counts its memory behind its own limit, where somebody does

    def __init__(
        self, limits: Limits, channel: Channel, uid: int | None, lockdown_status: Mapping[str, str] | None = None
    ) -> None:
        """``lockdown_status``: the security status of a cell that was locked down before it was handed to us."""
        self.limits = limits
        self.uid = uid
        self.is_alive = True
        self.changed_arguments: Sequence[str] = ()
        self.security_status: dict[str, str] = {}
        self._lockdown_status = dict(lockdown_status or {})
        self._channel = channel
        self._exit: ProcessExit | None = None
        self._elapsed_s = 0.0
        self._start_cpu_s = 0.0  # what it computed before it ran the learner's code
        self._start_memory_mib = 0.0  # what it held then
        self._pending: deque[_PendingRequest] = deque()
        self._line_count = 0  # of the learner's file

    # How its process is watched and ended depends on who made it.

    @property
    @abstractmethod
    def pid(self) -> int | None:
        """This host's id of the cell's process, or None where it has ended."""

    @property
    @abstractmethod
    def init_pid(self) -> int | None:
        """This host's id of the init of the cell's pid namespace, or None where it has none."""

    @abstractmethod
    def namespace(self, kind: str) -> str | None:
        """The kernel's name for the cell's namespace of this kind, or None where there is no cell any more."""

    @abstractmethod
    def _wait(self, seconds: float) -> None:
        """Wait for the process to exit, at most this long."""

    @abstractmethod
    def _end(self) -> ProcessExit:
        """Kill everything in the cell and say how its process ended."""

    @abstractmethod
    def _release(self) -> None:
        """Free what was kept for the cell."""

    def kill(self) -> ProcessExit:
        """End the cell and everything in it, and say how its process ended. Idempotent."""
        if self._exit is None:
            self._exit = self._end()
            with contextlib.suppress(FloodError):
                self._channel.drain()
            self._channel.close()
            self._release()
        return self._exit

    def wait_for_exit(self) -> ProcessExit:
        """Let a process that has closed its end exit by itself, so that its status tells, and kill the cell."""
        if self._exit is None:
            self._wait(_EXIT_SECONDS)
        return self.kill()

    def close(self) -> None:
        self.is_alive = False
        self.kill()

    # What the judge asks of it.

    def load(self, source: str, forbidden: Sequence[str] = (), *, figures: bool = False) -> None:
        call_id = _new_id()
        forbidden = policy.with_importers(forbidden)
        try:
            request = frame(LoadRequest(call_id, source, forbidden, figures), [])
        except UnicodeEncodeError:
            raise LearnerError(Verdict.ERROR, source_problem(source)) from None
        self._line_count = source.count("\n") + 1
        self._begin(source, _PendingRequest(call_id, request))
        self._answer(source, forbidden)

    def run(self, call: str) -> Value:
        call_id = _new_id()
        self._send(_PendingRequest(call_id, frame(RunRequest(call_id, call), [])))
        return self._answer()

    def compile(self) -> bool:
        call_id = _new_id()
        self._send(_PendingRequest(call_id, frame(CompileRequest(call_id), [])))
        return self._answer() is True

    def call(self, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Value:
        return self.repeat(1, name, args, kwargs)[0]

    def repeat(
        self, times: int, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> list[Value]:
        self._send(self._request(name, times, args, kwargs or {}))
        return self._values(times)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Value]:
        requests = [self._request(name, 1, args, {}) for args in cases]
        self._send(*requests)
        return self._ordered_values(requests)

    def read_output(self) -> str:
        output = bytes(self._channel.output)
        self._channel.output.clear()
        return clean(output.decode(errors="replace"), MAX_OUTPUT_CHARS)

    def lives_in_own(self, namespace: str) -> bool:
        """Whether the kernel says that the cell's namespace of this kind (``net``, ``pid`` …) is not this process's."""
        return self.namespace(namespace) not in (None, os.readlink(f"/proc/self/ns/{namespace}"))

    def cpu_s(self) -> float:
        pid = self.pid
        try:
            if pid is not None:
                await_sleep(pid)
                return cpu_seconds(pid)
        except OSError:
            pass
        raise CellError("the computing time of the cell can't be read: its process has ended")

    def memory_growth_mib(self) -> float:
        try:
            if (pid := self.pid) is not None:
                return memory_mib(pid, "VmHWM") - self._start_memory_mib
        except (OSError, ValueError):
            pass
        raise CellError("the memory of the cell can't be read: its process has ended")

    # Start: nothing of the learner's is sent before the kernel has confirmed that the cell is locked down.

    def _begin(self, source: str, load: _PendingRequest) -> None:
        """Have the cell import what the source needs and lock itself down; then send the source.

        Only the kernel's report counts. For a warm cell it was made with the cell, so the source follows the limits at
        once: a cell that can't set these exits before it reads on.
        """
        is_locked = bool(self._lockdown_status)
        if is_locked:
            self._require_closed(self._lockdown_status)
        reply = self._start(self._begin_frame(source, is_locked) + (load.frame if is_locked else b""), more=is_locked)
        if not isinstance(reply, ReadyReply):
            self.close()
            reason = reply.reason if isinstance(reply, StartFailureReply) else "it sent no status"
            raise CellError(f"the cell is not closed: {reason}")
        self._require_closed(reply.security_status)
        if is_locked:
            self._pending.append(load)
        else:
            self.read_output()  # what a library printed while it was imported
            self._send(load)

    def _begin_frame(self, source: str, is_locked: bool) -> bytes:
        limits = self.limits
        modules = [] if is_locked else _modules(source)  # a zygote has them already
        begin = BeginRequest(
            modules=modules, cpu_s=limits.cpu_s, memory_mib=limits.memory_mib, processes=limits.processes,
            disk_mib=limits.disk_mib, value_mib=limits.value_mib, uid=self.uid,
        )  # fmt: skip
        return frame(begin, [])

    def _start(self, request: bytes, *, more: bool) -> Any:
        try:
            self._channel.send(request)
            header, _ = self._channel.receive(_START_SECONDS, more=more)
            return frames.decode(header)
        except _CHANNEL_ERRORS as error:
            self.close()
            raise CellError(f"the cell did not start: {type(error).__name__} {self.read_output()}".strip()) from error

    def _require_closed(self, status: Mapping[str, str]) -> None:
        """Raises CellError where the kernel reports that something is open."""
        if gaps := security_gaps(status, self.uid, is_weak=self.is_weak):
            self.close()
            raise CellError(f"the cell is not closed: {gaps}")
        if not self.security_status:
            self.security_status = dict(status)
            if (pid := self.pid) is not None:
                with contextlib.suppress(OSError, ValueError):  # it has ended, as the next exchange will say
                    self._start_cpu_s = cpu_seconds(pid)
                    self._start_memory_mib = memory_mib(pid, "VmRSS")

    # Requests and replies.

    @staticmethod
    def _request(name: str, times: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> _PendingRequest:
        """Raises UnfitValueError where the check passes what can't cross: its mistake, or an earlier value's."""
        call_id = _new_id()
        return _PendingRequest(call_id, frames.call_frame(call_id, name, times, args, kwargs), args, kwargs)

    def _send(self, *requests: _PendingRequest) -> None:
        """Raises LearnerError where an earlier request ended the cell."""
        self._receive_pending()
        if not self.is_alive:
            raise CellError("the cell has ended")
        try:
            self._channel.send(b"".join(request.frame for request in requests))
        except (GoneError, MalformedFrameError) as error:
            raise self._end_after(error) from None
        self._pending.extend(requests)

    def _receive_pending(self) -> None:
        """Receive the answers that nobody took, because their check ended early."""
        while self._pending and self.is_alive:
            try:
                self._answer()
            except LearnerError:
                if not self.is_alive:
                    raise

    def _ordered_values(self, requests: Sequence[_PendingRequest]) -> Iterator[Value]:
        for request in requests:
            if self.is_alive and (not self._pending or self._pending[0].id != request.id):
                raise RuntimeError("a call between the values of each")
            yield self._values(1)[0]

    def _values(self, times: int) -> list[Value]:
        results = self._answer()
        if type(results) is not list or len(results) != times:
            raise self._forgery_error()
        return results

    def _answer(self, source: str = "", forbidden: Sequence[str] = ()) -> Value:
        """The value that answers the oldest pending request."""
        if not self.is_alive:
            raise CellError("the cell has ended")
        request = self._pending.popleft()
        self.changed_arguments = ()
        start = time.monotonic()
        try:
            reply, body = self._receive(request)
            if isinstance(reply, RefusalReply) and reply.name >= len(forbidden):
                raise MalformedFrameError("a refusal of what is allowed")
            if isinstance(reply, ValueReply):
                self.changed_arguments = ChangedArguments(request.args, request.kwargs, reply.arguments)
                return frames.values(reply.value, body, self._realise)
        except _CHANNEL_ERRORS as error:
            raise self._end_after(error) from None
        finally:
            self._elapsed_s += time.monotonic() - start
        if isinstance(reply, RefusalReply):
            sentence = policy.sentence(forbidden[reply.name], reply.line, source)
            raise LearnerError(Verdict.REFUSED, sentence, reply.line)
        raise LearnerError(Verdict(reply.verdict), clean(reply.message, MAX_MESSAGE_CHARS), reply.line, reply.base)

    def _receive(self, request: _PendingRequest) -> tuple[ValueReply | FailureReply | RefusalReply, bytearray]:
        header, body = self._channel.receive(self.limits.wall_s - self._elapsed_s, more=bool(self._pending))
        reply = frames.decode(header)
        if isinstance(reply, ReadyReply | StartFailureReply) or reply.id != request.id:
            raise MalformedFrameError("an answer to another question")
        return reply, body

    # Ends.

    def _end_after(self, error: Exception) -> LearnerError:
        """End the cell after an error of its channel, and return what that means for the learner.

        Raises:
            CellError: the learner's code can't have caused it.
        """
        self.is_alive = False
        position = stacks.position(self._read_stack(is_late=isinstance(error, DeadlineError)), self._line_count)
        has_exited = isinstance(error, GoneError) and not has_memory(self.pid)
        process_exit = self.wait_for_exit() if has_exited else self.kill()
        limits = self.limits
        if self._channel.stall_seconds and isinstance(error, DeadlineError | GoneError):
            raise HostStalledError(f"the host stood still for {self._channel.stall_seconds:.1f} s")
        if isinstance(error, DeadlineError):
            return timeout_error(f"{limits.wall_s:g} s", position)
        if isinstance(error, FloodError):
            return LearnerError(Verdict.OUTPUT, f"Stopped after printing {limits.output_kib} KiB, the limit.")
        if process_exit.cause == "lost":
            raise CellError("the sandbox ended under the cell")
        if not isinstance(error, GoneError):
            return self._forgery_error()
        cpu_s = process_exit.cpu_s - self._start_cpu_s
        if process_exit.status == -signal.SIGKILL and not process_exit.cause and cpu_s < limits.cpu_s:
            raise CellError("somebody killed the cell")  # the filter lets no learner send this signal
        return exit_error(process_exit, limits, position, is_late=cpu_s >= limits.cpu_s)

    def _read_stack(self, *, is_late: bool) -> bytes:
        """The stack of a process whose time is up. No answer counts any more, so its last words win it nothing."""
        if is_late:
            self._interrupt()
        return self._channel.read_stack(_STACK_SECONDS if is_late else 0.0)

    def _interrupt(self) -> None:
        """Send the process the signal that the kernel sends at the limit on computing."""
        with contextlib.suppress(OSError):
            if (pid := self.pid) is not None:
                os.kill(pid, signal.SIGXCPU)

    def _forgery_error(self) -> LearnerError:
        self.close()
        return LearnerError(Verdict.BAD_VALUE, "The code wrote to the channel that carries its return values.")


def _modules(source: str) -> list[str]:
    """List the modules that a cold cell imports before it is locked down. Kernels get their tensors from torch."""
    if interpreter.IMPORTS_TRITON.search(source) and interpreter.is_installed():
        return ["triton", "torch"]
    return ["torch"] if _IMPORTS_TORCH.search(source) else []


def _new_id() -> int:
    return secrets.randbits(63)
