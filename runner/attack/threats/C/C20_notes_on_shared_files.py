"""C20: Pass messages through read-only files: locks, watches, the time of the last read.

Two submissions that see the same file can signal one bit at a time by locking it. isolate has forbidden locks since
version 2.4 for that reason.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts"]
+++
"""

import fcntl
import struct

SHARED = ("/site/numpy/__init__.py", "/cell/runner/harness/server.py", "/dev/null", "/site", "/usr/lib", "/dev/urandom")
WHOLE = struct.pack("hhqqi4x", fcntl.F_RDLCK, 0, 0, 0, 0)

# %% locks
for name in SHARED:
    file = os.open(name, os.O_RDONLY)
    for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX | fcntl.LOCK_NB):
        refused("flock", lambda: fcntl.flock(file, kind), "EPERM")
    for command in (fcntl.F_GETLK, fcntl.F_SETLK, fcntl.F_SETLKW, fcntl.F_OFD_GETLK, fcntl.F_OFD_SETLK):
        refused("lock", lambda: fcntl.fcntl(file, command, WHOLE), "EPERM")
    os.close(file)
# %% leases, watches and signals on a file
for name in SHARED:
    file = os.open(name, os.O_RDONLY)
    for command in (fcntl.F_SETLEASE, fcntl.F_GETLEASE, fcntl.F_NOTIFY, fcntl.F_SETOWN, fcntl.F_SETSIG, 1031, 1033):
        refused("fcntl", lambda: fcntl.fcntl(file, command, 0), "EPERM")
    os.close(file)
for name in ("inotify_init", "inotify_init1"):
    if getattr(libc, name)(0) >= 0:
        print("BREACH", name)
# %% the time of the last reading
for name in SHARED[:2]:
    before = os.stat(name).st_atime_ns
    open(name).read()
    if os.stat(name).st_atime_ns != before:
        print("BREACH the time of reading is kept:", name)
# %% what the kernel keeps in memory of it
file = os.open(SHARED[0], os.O_RDONLY)
refused("cachestat", lambda: syscall(451, file, bytes(16), bytes(40), 0), "ENOSYS")
refused("a read that does not wait", lambda: os.preadv(file, [bytearray(64)], 0, 8), "ENOSYS", "ENOTSUP")
