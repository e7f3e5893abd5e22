"""The walls of the weaker mode, which is for development only: what a process can close around itself, and no more.

Where bubblewrap can't work there are no namespaces, no root and no /tmp of the cell's own. What is left: the resource
limits, the filter, no_new_privs, for root an id of its own, and Landlock where the kernel has it. Two things that the
namespaces did are done by a further filter: nothing is opened for writing, renamed or removed, and no other process is
signalled. Without Landlock, whatever this user may read can be read.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys

from . import confine, landlock, seccomp, serve, zygote

_PR_SET_PDEATHSIG = 1


def main(requests: int, replies: int, readable: list[str]) -> None:
    """Serve one judge. ``readable``: the directories that Python and its libraries are read from."""
    if os.getuid() == 0:  # the id that the cell becomes may not be let to where root keeps its Python
        for name in zygote.MODULES:
            importlib.import_module(name)
    serve.main(requests, replies, close=functools.partial(close, readable))


def close(readable: list[str], uid: int | None, disk_mib: int) -> dict[str, str]:
    """Close what can be closed without namespaces, for good, and return the posture that the kernel reports.

    ``uid`` is the id to become, or None for an ordinary user. There is no disk to limit.

    Raises:
        OSError: a wall did not close. The process must end without reading anything else.
    """
    sys.path.remove(os.path.dirname(os.path.dirname(__file__)))  # all of the runner lies there, and only we are meant
    confine.require_one_thread()
    confine.limit_for_good()
    if uid is None:
        confine.prctl(confine._PR_SET_NO_NEW_PRIVS, 1, what="no_new_privs")
        confine.prctl(confine._PR_SET_DUMPABLE, 0, what="not dumpable")
    else:
        confine._drop_privileges(uid)
    confine.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, what="die with the judge")  # a changed id had cleared it
    abi = landlock.restrict(dict.fromkeys(readable, landlock.READ))
    confine._load_filter()
    confine._load(seccomp.assemble_read_only(os.uname().machine, os.getpid()))
    return confine.posture() | {"landlock": str(abi)}
