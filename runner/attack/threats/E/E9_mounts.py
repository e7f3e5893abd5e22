"""E9: Mount a file system over an existing directory, with the old calls and the new ones.

fsconfig once wrote past its buffer (CVE-2022-0185), and a filter that lists only mount does not cover it.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

AT_FDCWD = 2**64 - 100
READ_ONLY, BIND, REMOUNT, SHARED = 1, 4096, 32, 2**20

# %% mount
answers("EPERM", "mount", b"none", b"/tmp", b"tmpfs", 0, 0)
answers("EPERM", "mount", b"proc", b"/tmp", b"proc", 0, 0)
answers("EPERM", "mount", b"none", b"/site", 0, REMOUNT | BIND, 0)
answers("EPERM", "mount", b"/tmp", b"/site", 0, BIND, 0)
answers("EPERM", "mount", b"none", b"/", 0, SHARED, 0)
answers("EPERM", "mount", b"none", b"/nowhere", 0, BIND, 0)
# %% unmount
for flags in (0, 1, 2, 4, 8, 2**24):
    answers("EPERM", "umount2", b"/tmp", flags)
# %% the new calls
answers("ENOSYS", "fsopen", b"tmpfs", 0)
answers("ENOSYS", "fsopen", b"ext4", 1)
answers("ENOSYS", "fsconfig", 0, 1, b"size", b"1m", 0)
answers("ENOSYS", "fsmount", 0, 0, 0)
answers("ENOSYS", "fspick", AT_FDCWD, b"/", 0)
answers("ENOSYS", "open_tree", AT_FDCWD, b"/", 1)
answers("ENOSYS", "move_mount", AT_FDCWD, b"/tmp", AT_FDCWD, b"/site", 0)
answers("ENOSYS", "mount_setattr", AT_FDCWD, b"/site", 0, bytes(32), 32)
answers("ENOSYS", "statmount", bytes(24), bytes(512), 512, 0)
answers("ENOSYS", "listmount", bytes(24), bytes(512), 64, 0)
