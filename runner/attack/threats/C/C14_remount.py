"""C14: Make the mounts writable, unmount them, or mount others over them.

A read-only bind mount is a flag. A process that may mount can clear it, by `mount` or by newer calls that older
filters don't know.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "identity"]
+++
"""

READ_ONLY, REMOUNT, BIND, MOVE, RECURSIVE, PRIVATE, SHARED = 1, 32, 4096, 8192, 16384, 1 << 18, 1 << 20
PLACES = (b"/", b"/site", b"/python", b"/cell", b"/tmp", b"/dev", b"/usr")

# %% writable
for place in PLACES:
    for flags in (REMOUNT, REMOUNT | BIND, REMOUNT | BIND | RECURSIVE):
        refused("remount", lambda: call("mount", b"none", place, None, flags, None), "EPERM")
# %% larger
refused("a larger /tmp", lambda: call("mount", b"none", b"/tmp", None, REMOUNT, b"size=1g,nr_inodes=0"), "EPERM")
refused("exec in /tmp", lambda: call("mount", b"none", b"/tmp", None, REMOUNT | BIND, b"exec,suid,dev"), "EPERM")
# %% off
for place in PLACES:
    for flags in (0, 2, 8):
        refused("umount", lambda: call("umount2", place, flags), "EPERM")
# %% over
for place in PLACES:
    refused("bind", lambda: call("mount", b"/tmp", place, None, BIND, None), "EPERM")
    refused("move", lambda: call("mount", place, b"/tmp", None, MOVE, None), "EPERM")
    refused("tmpfs", lambda: call("mount", b"none", place, b"tmpfs", 0, None), "EPERM")
    refused("proc", lambda: call("mount", b"proc", place, b"proc", 0, None), "EPERM")
    refused("share", lambda: call("mount", b"none", place, None, SHARED | RECURSIVE, None), "EPERM")
# %% by the new calls
for place in PLACES:
    refused("open_tree", lambda: syscall(428, -100, place, 1 | 0x8000), "ENOSYS")
    refused("move_mount", lambda: syscall(429, -100, b"/tmp", -100, place, 0), "ENOSYS")
    refused("mount_setattr", lambda: syscall(442, -100, place, 0, bytes(8) + b"\x01" + bytes(23), 32), "ENOSYS")
    refused("fspick", lambda: syscall(433, -100, place, 0), "ENOSYS")
refused("fsopen", lambda: syscall(430, b"tmpfs", 0), "ENOSYS")
# %% and see whether one of them is writable
for place in ("/", "/site", "/python", "/cell", "/dev", "/usr/lib"):
    refused(place, lambda: open(f"{place}/x", "w"), "EROFS", "EACCES")
