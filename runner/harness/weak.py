"""The lockdown of the weak mode, which is for development only: what a process can do to itself without bubblewrap.

There are no namespaces, no root and no /tmp of the cell's own. What remains: the resource limits, the filter,
no_new_privs, for root an id of its own, and Landlock where the kernel has it. A further filter replaces two things that
namespaces do: nothing can be opened for writing, renamed or removed, and no other process can be signalled. Without
Landlock, the learner's code can read whatever this user may read.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys

from . import interpreter, landlock, lockdown, seccomp, server, zygote
from .kernel import MACHINE, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl
from .resource_limits import limit_for_good


def main(requests: int, replies: int, readable: list[str]) -> None:
    """Serve one judge. ``readable``: the directories that Python and its libraries are read from."""
    interpreter.prepare()
    if os.getuid() == 0:  # the id that the cell takes may not be allowed to read where root keeps its Python
        for name in zygote.MODULES:
            importlib.import_module(name)
    server.main(requests, replies, close=functools.partial(close, readable))


def close(readable: list[str], uid: int | None, disk_mib: int) -> dict[str, str]:
    """Lock this process down as far as it can be, for good, and return the security status that the kernel reports.

    ``uid`` is the id to take, or None for an ordinary user. There is no disk to limit.

    Raises:
        OSError: a step failed. The process must exit without reading anything else.
    """
    _hide_the_rest_of_the_runner()
    lockdown.require_one_thread()
    limit_for_good()
    if uid is None:
        prctl(PR_SET_NO_NEW_PRIVS, 1, step="no_new_privs")
        prctl(PR_SET_DUMPABLE, 0, step="not dumpable")
    else:
        lockdown.drop_privileges(uid)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL, step="die with the judge")  # the change of id cleared it
    abi = landlock.restrict(dict.fromkeys(readable, landlock.READ))
    lockdown.load_filter(seccomp.assemble(MACHINE))
    lockdown.load_filter(seccomp.assemble_read_only(MACHINE, os.getpid()))
    return lockdown.security_status() | {"landlock": str(abi)}


def _hide_the_rest_of_the_runner() -> None:
    """Leave only what is imported already: a learner's code must not be able to import from the repository."""
    package = sys.modules[__name__.partition(".")[0]]
    sys.path.remove(os.path.dirname(package.__path__[0]))
    package.__path__ = []
