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
import subprocess

from runner.hardware import Card, HardwareError
from runner.protocol import Limits

from . import bubblewrap, ids
from .cell import Cell, channel_limits
from .channel import Channel
from .errors import CellError, SandboxUnavailable
from .process_exit import ProcessExit
from .processes import children, has_ended, reap

_GRACE_SECONDS = 5.0
_PR_SET_CHILD_SUBREAPER = 36


class ColdCell(Cell):
    """A bubblewrap process, and under it the init of the cell's namespace and the interpreter."""

    def __init__(self, limits: Limits, card: Card | None = None) -> None:
        """Start the cell, on a host that nobody has examined.

        ``card``: the one that it computes on. The caller has leased it and made it ready for a tenant.

        Raises:
            SandboxUnavailable: bubblewrap doesn't work here.
            CellError: it did not start.
        """
        self._init_pid: int | None = None
        try:
            self._claim = ids.claim()
            try:
                channel = self._start_process(limits, card)
            except BaseException:
                if self._claim is not None:
                    self._claim.release()
                raise
        except bubblewrap.BubblewrapError as error:
            raise SandboxUnavailable(str(error), error.fix) from error
        except HardwareError as error:
            raise SandboxUnavailable(error.reason, error.fix) from error
        except OSError as error:
            raise CellError(f"the cell did not start: {error}") from error
        super().__init__(limits, channel, self._claim.uid if self._claim else None)

    def _start_process(self, limits: Limits, card: Card | None) -> Channel:
        _adopt_orphans(os.getpid())
        requests, our_requests = os.pipe()
        our_replies, replies = os.pipe()
        our_output, output = os.pipe()
        self._info, info = os.pipe()
        channel = Channel(our_requests, our_replies, our_output, **channel_limits(limits))
        os.set_blocking(self._info, False)
        pass_fds = (requests, replies, info)
        try:
            self._bwrap = subprocess.Popen(
                bubblewrap.command(requests=requests, replies=replies, info=info, card=card),
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                pass_fds=pass_fds, start_new_session=True, env={},
            )  # fmt: skip
        except BaseException:
            channel.close()
            os.close(self._info)
            raise
        finally:
            for descriptor in (*pass_fds, output):
                os.close(descriptor)
        return channel

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

    def _wait(self, seconds: float) -> None:
        has_ended(self._bwrap, seconds)

    def _end(self) -> ProcessExit:
        exited_by_itself = has_ended(self._bwrap)
        if not exited_by_itself:
            self._kill_init()
        code, cpu_s = self._reap_all()
        return ProcessExit(_status(code), cpu_s) if exited_by_itself else ProcessExit()

    def _kill_init(self) -> None:
        """Kill the namespace's init and so everything under it, while bubblewrap still keeps its pid from others."""
        init = self.init_pid
        if init is None:
            self._bwrap.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(init, signal.SIGKILL)

    def _reap_all(self) -> tuple[int, float]:
        """Bubblewrap's exit status, and the CPU seconds of all that was under it."""
        if not has_ended(self._bwrap, _GRACE_SECONDS):
            self._bwrap.kill()  # its children die with it
        code, cpu_s = reap(self._bwrap)
        if (init := self.init_pid) is not None:
            with contextlib.suppress(ChildProcessError):  # bubblewrap has reaped it, and counted its time
                usage = os.wait4(init, 0)[2]
                cpu_s += usage.ru_utime + usage.ru_stime
        return code, cpu_s

    def _release(self) -> None:
        os.close(self._info)
        if self._claim is not None:
            self._claim.release()


def _status(code: int) -> int:
    """Bubblewrap reports a signal as 128 + number, like an exit status of that size."""
    return 128 - code if code > 128 else code


@functools.cache
def _adopt_orphans(pid: int) -> None:
    """Become the parent of a cell's init that outlives bubblewrap by a moment, so that no zombie is left.

    In many containers pid 1 reaps nobody. A forked process has to ask again, hence ``pid``.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
