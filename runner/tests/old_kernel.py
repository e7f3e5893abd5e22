"""Run a command as on a kernel without Landlock, whose three calls answer ENOSYS to it and its children.

python -m runner.tests.old_kernel -m runner doctor
"""

import errno
import os
import sys

from runner.harness import lockdown, seccomp
from runner.harness.kernel import PR_SET_NO_NEW_PRIVS, prctl

_FIRST, _LAST = 444, 446  # landlock_create_ruleset to landlock_restrict_self, on every architecture
_WITHOUT_LANDLOCK = [
    (seccomp._LOAD, 0, 0, seccomp._NUMBER),
    (seccomp._AT_LEAST, 0, 2, _FIRST),
    (seccomp._AT_LEAST, 1, 0, _LAST + 1),
    seccomp._refuse(errno.ENOSYS),
    seccomp._PERMIT,
]


def main(words: list[str]) -> None:
    """Replace this process with Python and these arguments. Raises OSError: the kernel refused the filter."""
    if os.geteuid() != 0:  # only root may load a filter without it
        prctl(PR_SET_NO_NEW_PRIVS, 1, step="no_new_privs")
    lockdown.load_filter(seccomp._encode(_WITHOUT_LANDLOCK))
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606 - our own arguments


if __name__ == "__main__":
    main(sys.argv[1:])
