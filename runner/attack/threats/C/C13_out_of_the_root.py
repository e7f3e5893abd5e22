"""C13: Climb out of the root directory.

A chroot can be left with a descriptor from outside or by a second chroot. DOMjudge's `test-chroot-escape` does both.
The old root is no longer mounted in a cell, so there is nothing above it.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["mounts", "seccomp", "environment"]
+++
"""

import stat

root = os.stat("/")


def same(what, found):
    if (found.st_dev, found.st_ino) != (root.st_dev, root.st_ino):
        print("BREACH", what, "is above the root:", found)


# %% upwards
same("/..", os.stat("/.."))
same("many ..", os.stat("/tmp" + "/.." * 100))
os.chdir("/python/lib")
for _ in range(20):
    os.chdir("..")
same("here", os.stat("."))
if os.getcwd() != "/":
    print("BREACH", os.getcwd())
# %% upwards by a descriptor
above = os.open("/", os.O_RDONLY)
for _ in range(20):
    above = os.dup2(os.open("..", os.O_PATH | os.O_DIRECTORY, dir_fd=above), 40)
same("..", os.fstat(above))
refused("fchdir", lambda: os.fchdir(above), "ENOSYS", "EPERM")
# %% a root within
os.mkdir("/tmp/within")
refused("chroot", lambda: os.chroot("/tmp/within"), "EPERM")
refused("chroot here", lambda: os.chroot("."), "EPERM")
# %% a directory that somebody left open
for descriptor in range(1024):
    try:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            print("BREACH a directory is open:", descriptor)
    except OSError:
        pass
# %% by openat2, which resolves differently
refused("openat2", lambda: syscall(437, -100, b"..", bytes(24), 24), "ENOSYS", "EPERM")
