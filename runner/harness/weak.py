"""The walls of the weaker mode, which is for development only: what a process can close around itself, and no more.

Where bubblewrap can't work there are no namespaces, no root and no /tmp of the cell's own. What is left: the resource
limits, the filter, no_new_privs, for root an id of its own, and Landlock where the kernel has it. Two things that the
namespaces did are done by a further filter: nothing is opened for writing, renamed or removed, and no other process is
signalled. Without Landlock, whatever this user may read can be read.
"""

from __future__ import annotations

import os
import signal
import sys

from . import confine, landlock, seccomp, serve, tensors

_PR_SET_PDEATHSIG = 1


def main(requests: int, replies: int, uid: int, readable: list[str]) -> None:
    """Serve one judge. ``uid``: the id to become, -1 for an ordinary user; ``readable``: directories Python needs."""
    import torch  # noqa: F401 - nothing can be said of the source yet, and later it could not be read

    tensors.warm()
    sys.path.remove(os.path.dirname(os.path.dirname(__file__)))  # all of the runner lies there, and only we are meant
    serve.main(requests, replies, close(None if uid < 0 else uid, readable))


def close(uid: int | None, readable: list[str]) -> dict[str, str]:
    """Close what can be closed without namespaces, for good, and return the posture that the kernel reports.

    Raises:
        OSError: a wall did not close. The process must end without reading anything else.
    """
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
