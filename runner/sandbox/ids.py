"""The user ids of cells, if we are root. No two living cells of a host share one, even across processes.

The kernel counts threads per user id, so two cells with the same one would use up each other's limit.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import stat
import tempfile
from pathlib import Path

_FIRST, _COUNT = 65_000, 500  # no account has these on Debian, Ubuntu or Fedora, and the map of a container has them
_FOLDERS = ("/run", tempfile.gettempdir())


class Claim:
    """An id that is reserved until it is released or its holder exits, by a lock on a file of that name."""

    def __init__(self, uid: int, lock: int) -> None:
        self.uid = uid
        self._lock = lock

    def release(self) -> None:
        """Idempotent."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def claim() -> Claim | None:
    """A free id if we are root. Otherwise None, because an ordinary user's cells each have their own user namespace.

    Raises:
        OSError: none is free, or there is no folder for the locks that only root owns.
    """
    if os.geteuid() != 0:
        return None
    folder = _folder()
    start = secrets.randbelow(_COUNT)
    for uid in (_FIRST + (start + step) % _COUNT for step in range(_COUNT)):
        lock = os.open(folder / str(uid), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return Claim(uid, lock)
    raise OSError(errno.EAGAIN, "every id of a cell is taken")


def _folder() -> Path:
    for parent in _FOLDERS:
        folder = Path(parent, "descent-ids")
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        status = folder.lstat()
        if status.st_uid == 0 and stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077:
            return folder
    raise OSError(errno.EACCES, f"no place for the locks of ids: neither {' nor '.join(_FOLDERS)} is root's to write")
