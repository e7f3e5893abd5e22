"""One bubblewrap process and the pipes to it: the cell that is made cold, from nothing, for whoever has no daemon.

Nothing here believes what the process says about itself: time, CPU and memory come from the kernel. Bubblewrap tells a
signal that ended the process by an exit status, but the filter lets no learner exit with the one that means SIGKILL.
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
from pathlib import Path

from . import bubblewrap, ids
from .channel import Channel, Death, FloodError

_GRACE_S = 5.0
_LAST_WORDS_S = 5.0
_PR_SET_CHILD_SUBREAPER = 36


class Process(Channel):
    """A cold cell: an interpreter of its own, as the kernel sees it."""

    def __init__(self, *, max_body: int, max_output: int) -> None:
        self._claim = ids.claim()
        self.uid = self._claim.uid if self._claim else None
        self._death: Death | None = None
        self._init: int | None = None
        _adopt_orphans(os.getpid())
        requests, sending = os.pipe()
        receiving, replies = os.pipe()
        reading, printed = os.pipe()
        self._info, info = os.pipe()
        super().__init__(sending, receiving, reading, max_body=max_body, max_output=max_output)
        os.set_blocking(self._info, False)
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

    def kill(self) -> Death:
        """End everything in the cell, wait for it, and say how it ended. Idempotent."""
        if self._death is None:
            by_itself = has_ended(self._bwrap)
            if not by_itself:
                self._end()
            code, cpu_s = self._reap()
            self._death = Death(_status(code), cpu_s) if by_itself else Death()
            with contextlib.suppress(FloodError):
                self._drain()
            self._close_pipes()
        return self._death

    def mourn(self) -> Death:
        """As :meth:`kill`, for a process that closed its end: give it a moment to tell by its status why it ended."""
        has_ended(self._bwrap, _LAST_WORDS_S)
        return self.kill()

    def _end(self) -> None:
        """Kill the namespace's init and so everything under it, while bubblewrap still keeps its pid from others."""
        init = self._init_pid()
        if init is None:
            self._bwrap.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)

    def namespace(self, kind: str) -> str | None:
        """The kernel's name for the cell's namespace, or None where there is no cell any more."""
        init = self._init_pid()
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/{init}/ns/{kind}")
        return None

    @property
    def pid(self) -> int | None:
        """This host's id of the cell's process, or None where it has ended."""
        init = self._init_pid()
        with contextlib.suppress(OSError, ValueError, IndexError):
            return _children(init)[0] if init is not None else None
        return None

    def _init_pid(self) -> int | None:
        """The host's pid of the namespace's init, valid for as long as bubblewrap, its parent, runs."""
        if self._init is None:
            with contextlib.suppress(BlockingIOError, ValueError, KeyError, TypeError):
                self._init = int(json.loads(os.read(self._info, 4096))["child-pid"])
        return self._init

    def _reap(self) -> tuple[int, float]:
        """Bubblewrap's exit status, and the seconds of computing of all that was under it."""
        if not has_ended(self._bwrap, _GRACE_S):
            self._bwrap.kill()  # its children die with it
        code, cpu_s = bury(self._bwrap)
        if (init := self._init_pid()) is not None:
            with contextlib.suppress(ChildProcessError):  # bubblewrap had seen it end, and counted it
                used = os.wait4(init, 0)[2]
                cpu_s += used.ru_utime + used.ru_stime
        return code, cpu_s

    def _close_pipes(self) -> None:
        super()._close_pipes()
        os.close(self._info)
        if self._claim is not None:
            self._claim.release()


def has_ended(process: subprocess.Popen[bytes], seconds: float = 0.0) -> bool:
    """Whether our process has ended, now or within so many seconds. It stays to be buried."""
    if process.returncode is not None:
        return True
    handle = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(handle)


def bury(process: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for our process; its status, and the computing of it and of all it buried, which Popen does not tell."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, used.ru_utime + used.ru_stime


def _status(code: int) -> int:
    """Bubblewrap tells a signal as 128 + number, as it tells an exit status of that size."""
    return 128 - code if code > 128 else code


@functools.cache
def _adopt_orphans(pid: int) -> None:
    """Be the parent of a cell's init that outlives bubblewrap by a moment, so that no zombie stays where, as in many
    containers, pid 1 buries nobody. A forked process has to ask anew, hence ``pid``.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
