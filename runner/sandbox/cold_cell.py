"""A cell made from nothing: its own bubblewrap and interpreter, for whoever has no daemon.

Nothing here relies on what the process says about itself: time, CPU and memory come from the kernel. Bubblewrap reports
a signal that ended the process as an exit status, but the filter lets no learner exit with the one that means SIGKILL.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import signal
from pathlib import Path
from typing import Any

from runner.hardware import Card, HardwareError
from runner.protocol import Limits

from . import bubblewrap
from .channel import Channel
from .child_cell import ChildCell
from .errors import SandboxUnavailable
from .process_exit import ProcessExit
from .processes import children, has_ended, reap

_GRACE_SECONDS = 5.0
_PR_SET_CHILD_SUBREAPER = 36


class ColdCell(ChildCell):
    """A bubblewrap process, and under it the init of the cell's namespace and the interpreter."""

    def __init__(self, limits: Limits, card: Card | None = None, packages: Path | None = None) -> None:
        """Start the cell, on a host that nobody has examined.

        Args:
            card: the one that it computes on. The caller has leased it and made it ready for a tenant.
            packages: the folder of those that its exercise's course declares.

        Raises:
            SandboxUnavailable: bubblewrap doesn't work here.
            CellError: it did not start.
        """
        self._init_pid: int | None = None
        self._card = card
        self._packages = packages
        try:
            super().__init__(limits)
        except HardwareError as error:
            raise SandboxUnavailable(error.reason, error.fix) from error

    def _command(self, requests: int, replies: int) -> list[str]:
        return bubblewrap.command(
            requests=requests, replies=replies, info=self._info_writer, card=self._card, packages=self._packages
        )

    def _start_process(self, limits: Limits, **_: Any) -> Channel:
        """Start bubblewrap with one more pipe, to which it writes the pid of the init."""
        _adopt_orphans(os.getpid())
        self._info, self._info_writer = os.pipe()
        os.set_blocking(self._info, False)
        try:
            return super()._start_process(limits, more=(self._info_writer,))
        except BaseException:
            os.close(self._info)
            raise
        finally:
            os.close(self._info_writer)

    @property
    def pid(self) -> int | None:
        init = self.init_pid
        with contextlib.suppress(OSError, ValueError, IndexError):
            return children(init)[0] if init is not None else None
        return None

    @property
    def init_pid(self) -> int | None:
        """Valid for as long as bubblewrap, the init's parent, runs."""
        if self._init_pid is None:
            with contextlib.suppress(BlockingIOError, ValueError, KeyError, TypeError):
                self._init_pid = int(json.loads(os.read(self._info, 4096))["child-pid"])
        return self._init_pid

    def namespace(self, kind: str) -> str | None:
        init = self.init_pid
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/{init}/ns/{kind}")
        return None

    def _end(self) -> ProcessExit:
        exited_by_itself = has_ended(self._process)
        if not exited_by_itself:
            self._kill_init()
        code, cpu_s = self._reap_all()
        return ProcessExit(_status(code), cpu_s) if exited_by_itself else ProcessExit()

    def _kill_init(self) -> None:
        """Kill the namespace's init and so everything under it, while bubblewrap still keeps its pid from others."""
        init = self.init_pid
        if init is None:
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)

    def _reap_all(self) -> tuple[int, float]:
        """Bubblewrap's exit status, and the CPU seconds of all that was under it."""
        if not has_ended(self._process, _GRACE_SECONDS):
            os.kill(self._process.pid, signal.SIGKILL)  # its children die with it; Popen.kill may reap it before us
        code, cpu_s = reap(self._process)
        if (init := self.init_pid) is not None:
            with contextlib.suppress(ChildProcessError):  # bubblewrap has reaped it, and counted its time
                usage = os.wait4(init, 0)[2]
                cpu_s += usage.ru_utime + usage.ru_stime
        return code, cpu_s

    def _release(self) -> None:
        super()._release()
        os.close(self._info)


def _status(code: int) -> int:
    """Bubblewrap reports a signal as 128 + number, like an exit status of that size."""
    return 128 - code if code > 128 else code


@functools.cache
def _adopt_orphans(pid: int) -> None:
    """Become the parent of a cell's init that outlives bubblewrap by a moment, so that no zombie is left.

    In many containers pid 1 reaps nobody. A forked process has to ask again, hence ``pid``.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
