"""One cell's life: begin, load, call, end, and what each way to end means."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import signal
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

from runner.harness import policy
from runner.harness.wire import Begin, Broken, Done, Ready, Refused, frame
from runner.protocol import MAX_MESSAGE_CHARS, MAX_OUTPUT_CHARS, Limits, Verdict

from . import bubblewrap, frames
from .channel import DeadlineError, Death, FloodError, GoneError, lives, processor_time
from .lease import Lease
from .process import Process
from .text import clean
from .weak import WeakProcess

Value = Any  # None, bool, int, float, str, bytes, list, tuple, dict, NumPy array or scalar, frames.Tensor

_START_S = 60.0  # for our own start: interpreter, numpy, and torch where the source names it, on a busy host
_MIB = 2**20
_IMPORTS_TORCH = re.compile(r"^\s*(?:import|from)\b[^\n#]*\btorch\b", re.MULTILINE)


class LearnerError(Exception):
    """What the learner's code did instead of returning a value. ``message`` is bounded and safe to show."""

    def __init__(self, verdict: Verdict, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message
        self.line = line


class CellError(Exception):
    """The cell failed, not the learner: verdict ``internal``."""


class SandboxUnavailable(CellError):  # noqa: N818 - the name is part of the runner's contract
    """A required layer is missing on this host, so nothing is run. ``fix`` says what an operator can do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(f"{reason}. {fix}")
        self.reason = reason
        self.fix = fix


class _Request(NamedTuple):
    id: int
    frame: bytes


def start_cell(limits: Limits) -> Cell:
    """A new cell, made cold, on a host that nobody has examined: for the examination."""
    try:
        return Cell(limits, Process(**_sizes(limits)))
    except bubblewrap.BubblewrapError as error:
        raise SandboxUnavailable(str(error), error.fix) from error
    except OSError as error:
        raise CellError(f"the cell did not start: {error}") from error


def take_cell(limits: Limits, socket: str) -> Cell:
    """A cell that the daemon at ``socket`` has ready.

    Raises:
        CellError: it has none, or there is no daemon.
    """
    try:
        return Cell(limits, _lease(limits, socket))
    except OSError as error:
        raise CellError(f"no cell from the daemon: {error}") from error


def start_weak_cell(limits: Limits) -> Cell:
    """A new cell with the weaker walls of development, on a host that nobody has examined.

    Raises:
        CellError: it did not start.
    """
    try:
        return Cell(limits, WeakProcess(**_sizes(limits)))
    except OSError as error:
        raise CellError(f"the cell did not start: {error}") from error


def _lease(limits: Limits, socket: str) -> Lease:
    return Lease(
        socket, memory_mib=limits.memory_mib, disk_mib=limits.disk_mib, seconds=limits.wall_s, **_sizes(limits)
    )


def _sizes(limits: Limits) -> dict[str, int]:
    return {"max_body": limits.value_mib * _MIB, "max_output": limits.output_kib * 1024}


class Cell:
    """See the module. All calls of one cell share the wall and CPU time of its limits."""

    def __init__(self, limits: Limits, process: Process | Lease | WeakProcess) -> None:
        self.limits = limits
        self.alive = True
        self.mutated: tuple[str, ...] = ()
        self.posture: dict[str, str] = {}
        self._spent_s = 0.0
        self._start_cpu_s = 0.0  # what it computed before it was the learner's
        self._due: deque[int] = deque()  # calls sent and not yet answered
        self._process = process
        self._uid = process.uid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def load(self, source: str, forbidden: Sequence[str] = ()) -> None:
        """Execute the learner's source as a module, once per cell.

        Args:
            forbidden: what the source may not use, as :func:`runner.harness.policy.find` takes it.

        Raises:
            LearnerError: it did not come to its end; or, with verdict ``refused``, it was not run for what it uses.
            CellError: the cell could not be closed around it; the source has not been run.
        """
        call_id = _new_id()
        try:
            request = frames.load_frame(call_id, source, forbidden)
        except UnicodeEncodeError:
            raise LearnerError(Verdict.ERROR, "The source holds half a surrogate pair, which is no text.") from None
        self._begin(source, _Request(call_id, request))
        self._answer(forbidden)

    def call(self, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Value:
        """What the learner's function ``name`` returns. Afterwards ``mutated`` names the arguments it changed.

        Raises:
            LearnerError: it raised, took too long or too much, or returned what is not plain data.
        """
        return self.repeat(1, name, args, kwargs)[0]

    def repeat(
        self, times: int, name: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> list[Value]:
        """Call the function ``times`` times with the same arguments; an Rng among them lives through all calls.

        Raises:
            LearnerError: as :meth:`call`.
        """
        self._send(self._request(name, times, args, kwargs or {}))
        return self._values(times)

    def each(self, name: str, cases: Sequence[tuple[Any, ...]]) -> Iterator[Value]:
        """What the function returns for each tuple of arguments, in order; afterwards as :meth:`call`.

        All calls are sent together, here, and the cell goes on to the next while this one's value is looked at. The
        time that the caller takes for that is not the learner's. What nobody waits for is computed all the same.

        Raises:
            LearnerError: as :meth:`call`, at the value whose call it was.
            RuntimeError: another call was made before the last value was taken.
        """
        requests = [self._request(name, 1, args, {}) for args in cases]
        self._send(*requests)
        return self._in_turn(requests)

    def _in_turn(self, requests: Sequence[_Request]) -> Iterator[Value]:
        for request in requests:
            if self.alive and (not self._due or self._due[0] != request.id):
                raise RuntimeError("a call between the values of each")
            yield self._values(1)[0]

    @staticmethod
    def _request(name: str, times: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> _Request:
        call_id = _new_id()
        try:
            return _Request(call_id, frames.call_frame(call_id, name, times, args, kwargs))
        except frames.UnfitValueError as error:
            raise CellError(f"the check passes what can't cross: {error}") from error

    def take_output(self) -> str:
        """What the learner's code has printed since the last take, cleaned and cut to size."""
        printed = bytes(self._process.output)
        self._process.output.clear()
        return clean(printed.decode(errors="replace"), MAX_OUTPUT_CHARS)

    def lives_in_own(self, namespace: str) -> bool:
        """Whether the kernel says that the cell's namespace of this kind (``net``, ``pid`` …) is not this process's."""
        return self._process.namespace(namespace) not in (None, os.readlink(f"/proc/self/ns/{namespace}"))

    def cpu_s(self) -> float:
        """Seconds of computing that the cell's process has used so far, by the kernel's count.

        Raises CellError where it can't be read: a 0 would make the slowest code quick.
        """
        pid = self._process.pid
        try:
            if pid is not None:
                return processor_time(pid)
        except OSError:
            pass
        raise CellError("the computing time of the cell can't be read: its process has ended")

    @property
    def is_weak(self) -> bool:
        """Whether its walls are the weaker ones of development."""
        return isinstance(self._process, WeakProcess)

    @property
    def memory_level(self) -> str:
        """Who counts its memory behind its own limit; empty for a cell that was made cold."""
        return self._process.memory_level if isinstance(self._process, Lease) else ""

    def close(self) -> None:
        """End the cell and everything in it. Idempotent."""
        self.alive = False
        self._process.kill()

    def _begin(self, source: str, load: _Request) -> None:
        """Let the cell import what the source needs and close its doors; then send the source, and never before.

        What the kernel says of the doors is all that is believed. Of a ready cell it was said when the cell was made,
        so the source follows the limits at once: a cell that can't set these ends before it reads on.
        """
        limits = self.limits
        closed = bool(self._process.posture)
        modules = ["torch"] if not closed and _IMPORTS_TORCH.search(source) else []  # a zygote has it
        begin = Begin(
            modules=modules, cpu_s=limits.cpu_s, memory_mib=limits.memory_mib, processes=limits.processes,
            disk_mib=limits.disk_mib, value_mib=limits.value_mib, uid=self._uid,
        )  # fmt: skip
        if closed:
            self._require_closed(self._process.posture)
        try:
            self._process.send(frame(begin, []) + (load.frame if closed else b""))
            header, _ = self._process.receive(_START_S, more=closed)
            reply = frames.decode(header)
        except (DeadlineError, FloodError, GoneError, frames.MalformedFrameError) as error:
            self.close()
            raise CellError(f"the cell did not start: {type(error).__name__} {self.take_output()}".strip()) from error
        if not isinstance(reply, Ready):
            self.close()
            raise CellError(f"the cell is not closed: {reply.reason if isinstance(reply, Broken) else 'no word of it'}")
        self._require_closed(reply.posture)
        if closed:
            self._due.append(load.id)
        else:
            self.take_output()  # a library's remarks while it was imported
            self._send(load)

    def _require_closed(self, posture: Mapping[str, str]) -> None:
        """Raises CellError where the kernel says that a door is open."""
        if open_doors := _open_doors(posture, self._uid, weak=self.is_weak):
            self.close()
            raise CellError(f"the cell is not closed: {open_doors}")
        if not self.posture:
            self.posture = dict(posture)
            with contextlib.suppress(CellError):  # it has ended since, as the next exchange will say
                self._start_cpu_s = self.cpu_s()

    def _send(self, *requests: _Request) -> None:
        """Raises LearnerError where the cell came to its end by what it was asked before."""
        self._settle()
        if not self.alive:
            raise CellError("the cell has ended")
        try:
            self._process.send(b"".join(request.frame for request in requests))
        except (GoneError, frames.MalformedFrameError) as error:
            raise self._ended(error) from None
        self._due.extend(request.id for request in requests)

    def _settle(self) -> None:
        """Wait for the answers that nobody took: their check ended before it came to them."""
        while self._due and self.alive:
            try:
                self._answer()
            except LearnerError:
                if not self.alive:
                    raise

    def _values(self, times: int) -> list[Value]:
        results = self._answer()
        if type(results) is not list or len(results) != times:
            raise self._forged()
        return results

    def _answer(self, forbidden: Sequence[str] = ()) -> Value:
        """What the first request still due comes to."""
        if not self.alive:
            raise CellError("the cell has ended")
        call_id = self._due.popleft()
        self.mutated = ()
        started = time.monotonic()
        try:
            header, body = self._process.receive(self.limits.wall_s - self._spent_s, more=bool(self._due))
            reply = frames.decode(header)
            if isinstance(reply, Ready | Broken) or reply.id != call_id:
                raise frames.MalformedFrameError("an answer to another question")
            if isinstance(reply, Refused) and reply.name >= len(forbidden):
                raise frames.MalformedFrameError("a refusal of what is allowed")
            if isinstance(reply, Done):
                self.mutated = tuple(clean(name, 200) for name in reply.mutated)
                return frames.values(reply.value, body)
        except (DeadlineError, FloodError, GoneError, frames.MalformedFrameError) as error:
            raise self._ended(error) from None
        finally:
            self._spent_s += time.monotonic() - started
        if isinstance(reply, Refused):
            raise LearnerError(Verdict.REFUSED, policy.sentence(forbidden[reply.name], reply.line), reply.line)
        raise LearnerError(Verdict(reply.verdict), clean(reply.message, MAX_MESSAGE_CHARS), reply.line)

    def _ended(self, error: Exception) -> LearnerError:
        """Kill the cell; what its end means for the learner."""
        self.alive = False
        ended = isinstance(error, GoneError) and not lives(self._process.pid)
        death = self._process.mourn() if ended else self._process.kill()
        limits = self.limits
        if isinstance(error, DeadlineError):
            return LearnerError(Verdict.TIMEOUT, f"Stopped after {limits.wall_s:g} s, the time limit.")
        if isinstance(error, FloodError):
            return LearnerError(Verdict.OUTPUT, f"Stopped after printing {limits.output_kib} KiB, the limit.")
        if death.why == "lost":
            raise CellError("the sandbox ended under the cell")
        if not isinstance(error, GoneError):
            return self._forged()
        cpu_s = death.cpu_s - self._start_cpu_s
        if death.status == -signal.SIGKILL and not death.why and cpu_s < limits.cpu_s:
            raise CellError("somebody killed the cell")  # the filter lets no learner send this signal
        return _obituary(death, limits)

    def _forged(self) -> LearnerError:
        self.close()
        return LearnerError(Verdict.BAD_VALUE, "The code wrote to the channel that carries its return values.")


def _new_id() -> int:
    return secrets.randbits(63)


def _open_doors(posture: Mapping[str, str], uid: int | None, *, weak: bool = False) -> str:
    """What is wrong with a posture, or nothing. Root must have become ``uid``; an ordinary user stays who they are.

    ``weak``: without a user namespace that user can't empty the bounding set, which matters to none but root.
    """
    user, group = (os.getuid(), os.getgid()) if uid is None else (uid, uid)
    wanted = {
        "uid": f"{user},{user},{user}", "gid": f"{group},{group},{group}", "capabilities": "0", "bounding": "0",
        "no_new_privs": "1", "dumpable": "0", "seccomp": "2",
    }  # fmt: skip
    if uid is not None:
        wanted["groups"] = ""
    elif weak:
        del wanted["bounding"]
    return ", ".join(f"{name} is {posture.get(name)}" for name, value in wanted.items() if posture.get(name) != value)


_CRASHES = {signal.SIGSEGV: "a segmentation fault", signal.SIGBUS: "a bus error", signal.SIGFPE: "a division fault",
            signal.SIGILL: "an illegal instruction", signal.SIGABRT: "an abort in a library",
            signal.SIGSYS: "a forbidden system call"}  # fmt: skip


def _obituary(death: Death, limits: Limits) -> LearnerError:
    number = -(death.status or 0)
    if death.why == "memory":
        return LearnerError(
            Verdict.MEMORY, f"Stopped for using more than {limits.memory_mib} MiB of memory, the limit."
        )
    if number in (signal.SIGXCPU, signal.SIGKILL):  # the kernel's two, at the limit and a second later
        return LearnerError(Verdict.TIMEOUT, f"Stopped after {limits.cpu_s:g} s of computing, the time limit.")
    if number == signal.SIGXFSZ:
        return LearnerError(Verdict.ERROR, f"It wrote a file of more than {limits.disk_mib} MiB, the limit.")
    if number in _CRASHES:
        kind = _CRASHES[signal.Signals(number)]
        return LearnerError(Verdict.ERROR, f"The Python process ended with {kind}.")
    return LearnerError(Verdict.ERROR, "The code ended the program before it returned a value.")
