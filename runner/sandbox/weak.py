"""The weaker mode: for development, on a host that can't have the sandbox. It must be asked for by name.

    DESCENT_SANDBOX=weak DEBUG=1

A learner's code still runs in a process of its own, limited, without network, without writing to any disk, and never in
the judge's (:mod:`runner.harness.weak`). What is missing is bubblewrap: no namespaces, no root of the cell's own, no
control group. Its owner can only be whoever also wrote the code. Where DEBUG is not on, nothing is graded.
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import sysconfig

from . import bubblewrap, ids
from .channel import Channel, Death, FloodError
from .process import bury, has_ended

ASKING = "DESCENT_SANDBOX"
_LAST_WORDS_S = 5.0
_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "HOME": "/nonexistent"} | dict.fromkeys(bubblewrap.THREADS, "1")
_START = (
    "import sys; sys.path += [{runner!r}, {site!r}]; from harness.weak import main; "
    "main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])"
)
_ON = {"1", "true", "yes", "on"}


class WeakModeError(RuntimeError):
    """It is asked for where it may not be. ``fix`` says what to do."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.fix = fix


def asked_for() -> bool:
    """Whether the environment asks for it.

    Raises:
        WeakModeError: it asks for what there is not, or asks without DEBUG.
    """
    wish = os.environ.get(ASKING, "")
    if not wish:
        return False
    if wish != "weak":
        raise WeakModeError(f"{ASKING} is {wish!r}", f"unset {ASKING}, or say weak, for development only")
    if os.environ.get("DEBUG", "").lower() not in _ON:
        raise WeakModeError(
            f"{ASKING}=weak is for development, and DEBUG is not on", f"unset {ASKING}; or set DEBUG=1 as well"
        )
    return True


class WeakProcess(Channel):
    """An interpreter that closes around itself what it can."""

    def __init__(self, *, max_body: int, max_output: int) -> None:
        self._claim = ids.claim()
        self.uid = self._claim.uid if self._claim else None
        self._death: Death | None = None
        requests, sending = os.pipe()
        receiving, replies = os.pipe()
        reading, printed = os.pipe()
        super().__init__(sending, receiving, reading, max_body=max_body, max_output=max_output)
        try:
            self._process = subprocess.Popen(
                [*_python(), str(requests), str(replies), *_readable()],
                stdin=subprocess.DEVNULL, stdout=printed, stderr=printed, cwd="/",
                pass_fds=(requests, replies), start_new_session=True, env=_ENVIRONMENT,
            )  # fmt: skip
        except BaseException:
            self._close_pipes()
            raise
        finally:
            for descriptor in (requests, replies, printed):
                os.close(descriptor)

    def kill(self) -> Death:
        """End it, and say how it ended. The filter lets it make no second process. Idempotent."""
        if self._death is None:
            by_itself = has_ended(self._process)
            self._process.kill()
            status, cpu_s = bury(self._process)
            self._death = Death(status, cpu_s) if by_itself else Death()
            with contextlib.suppress(FloodError):
                self._drain()
            self._close_pipes()
        return self._death

    def mourn(self) -> Death:
        """As :meth:`kill`, for a process that closed its end: give it a moment to tell by its status why it ended."""
        has_ended(self._process, _LAST_WORDS_S)
        return self.kill()

    def namespace(self, kind: str) -> str | None:
        """The kernel's name for its namespace, which is this process's own."""
        with contextlib.suppress(OSError):
            return os.readlink(f"/proc/self/ns/{kind}")
        return None

    @property
    def pid(self) -> int | None:
        return None if has_ended(self._process) else self._process.pid

    def _close_pipes(self) -> None:
        super()._close_pipes()
        if self._claim is not None:
            self._claim.release()


def _python() -> list[str]:
    program = _START.format(runner=str(bubblewrap._HARNESS.parent), site=sysconfig.get_path("purelib"))
    return [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", program]


@functools.cache
def _readable() -> list[str]:
    """The directories that Landlock leaves open: the libraries, Python's and the system's, and the harness."""
    places = [sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), str(bubblewrap._HARNESS)]
    return [*places, "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/dev"]
