"""What the kernel must report about a locked-down process before it gets the learner's source."""

from __future__ import annotations

import os
from collections.abc import Mapping

_EXPECTED_STATUS = {
    "capabilities": "0", "bounding": "0", "no_new_privs": "1", "dumpable": "0", "seccomp": "2",
}  # fmt: skip


def security_gaps(status: Mapping[str, str], uid: int | None, *, is_weak: bool = False) -> str:
    """Return what is wrong with a security status, or "".

    Args:
        uid: the id that root's cells take; None where an ordinary user keeps their own.
        is_weak: without a user namespace an ordinary user can't empty the bounding set, which matters to root only.
    """
    user, group = (os.getuid(), os.getgid()) if uid is None else (uid, uid)
    expected = _EXPECTED_STATUS | {"uid": f"{user},{user},{user}", "gid": f"{group},{group},{group}"}
    if uid is not None:
        expected["groups"] = ""
    elif is_weak:
        del expected["bounding"]
    return ", ".join(f"{name} is {status.get(name)}" for name, value in expected.items() if status.get(name) != value)
