"""Runs a command as on a kernel without Landlock: its three calls answer ENOSYS, to it and to all that it starts.

python -m runner.tests.old_kernel -m runner doctor
"""

import errno
import os
import sys

from runner.harness import confine, seccomp

_FIRST, _LAST = 444, 446  # landlock_create_ruleset to landlock_restrict_self, on every architecture
_WITHOUT_LANDLOCK = [
    (seccomp._LOAD, 0, 0, seccomp._NUMBER),
    (seccomp._AT_LEAST, 0, 2, _FIRST),
    (seccomp._AT_LEAST, 1, 0, _LAST + 1),
    seccomp._refuse(errno.ENOSYS),
    seccomp._PERMIT,
]


def main(words: list[str]) -> None:
    """Become Python with these words. Raises OSError: the kernel did not take the filter."""
    if os.geteuid() != 0:  # only root may load a filter without it
        confine.prctl(confine._PR_SET_NO_NEW_PRIVS, 1, what="no_new_privs")
    confine._load(seccomp._packed(_WITHOUT_LANDLOCK))
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
