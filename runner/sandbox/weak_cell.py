"""A cell without bubblewrap, for development only (:mod:`.weak_mode`).

The learner's code still runs in a process of its own, limited, without network, without writing to any disk, and never
in the judge's (:mod:`runner.harness.weak`). What is missing: namespaces, a root of the cell's own, and a control group.
The only one who can safely use it is whoever also wrote the code.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import sysconfig
from typing import Any, ClassVar

from runner.protocol import Limits

from . import bubblewrap
from .channel import Channel
from .child_cell import ChildCell
from .process_exit import ProcessExit
from .processes import has_ended, reap

_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "HOME": "/nonexistent"} | dict.fromkeys(bubblewrap.THREADS, "1")
_START = (
    "import sys; sys.path += [{repository!r}, {site!r}]; from runner.harness.weak import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])"
)


class WeakCell(ChildCell):
    """An interpreter that locks itself down as far as a process can."""

    is_weak: ClassVar[bool] = True

    def _command(self, requests: int, replies: int) -> list[str]:
        return [*_python(), str(requests), str(replies), *_readable_folders()]

    def _start_process(self, limits: Limits, **_: Any) -> Channel:
        return super()._start_process(limits, cwd="/", env=_ENVIRONMENT)

    @property
    def pid(self) -> int | None:
        return None if has_ended(self._process) else self._process.pid

    @property
    def init_pid(self) -> None:
        return None

    def namespace(self, kind: str) -> str | None:
        """This process's own, which the cell shares."""
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/self/ns/{kind}")
        return None

    def _end(self) -> ProcessExit:
        """Kill the one process: the filter lets it start no second one."""
        exited_by_itself = has_ended(self._process)
        os.kill(self._process.pid, signal.SIGKILL)  # Popen.kill reaps one that has just ended, and its CPU time is lost
        status, cpu_s = reap(self._process)
        return ProcessExit(status, cpu_s) if exited_by_itself else ProcessExit()


def _python() -> list[str]:
    program = _START.format(repository=str(bubblewrap._RUNNER.parent), site=sysconfig.get_path("purelib"))
    return [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", program]


@functools.cache
def _readable_folders() -> list[str]:
    """List what Landlock leaves open: the libraries, Python's and the system's, and the harness."""
    folders = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")]
    folders += [str(bubblewrap._RUNNER / package) for package in bubblewrap.CELL_PACKAGES]
    return [*folders, "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/dev"]
