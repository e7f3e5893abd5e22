"""The init of a cell's pid namespace: another program, so it holds none of the zygote's memory."""

from __future__ import annotations

import os

_PROGRAM = "/cell/init"
_UID = 65_500  # of every init, where we are root; no learner's process has it


def start_init(keep_alive: int) -> int:
    """Start one, which exits when the pipe behind ``keep_alive`` is closed. Return its pid.

    It needs no rights at all, so where we are root it runs as another user.
    """
    is_root = os.getuid() == 0
    if is_root:
        os.setresgid(_UID, _UID, 0)
        os.setresuid(_UID, _UID, 0)
    try:
        return os.posix_spawn(
            _PROGRAM, ["init"], {},
            file_actions=[(os.POSIX_SPAWN_DUP2, keep_alive, 0), (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
                          (os.POSIX_SPAWN_DUP2, 1, 2)],
        )  # fmt: skip
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
            os.setresgid(0, 0, 0)
