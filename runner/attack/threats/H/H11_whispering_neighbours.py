"""H11: Signal to a submission that runs at the same time, through numbers that the kernel counts for all.

Load, the number of processes, free memory, the contents of the page cache, the holder of a lock: one cell can change
each of these numbers and another can read it. Those that need their own system call are closed. Processor caches and
hyper-threads are not (docs/security.md).

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts", "netns", "ipcns"]
+++
"""

import fcntl
import mmap

SHARED = os.open("/site/numpy/__init__.py", os.O_RDONLY)
answer = ctypes.create_string_buffer(256)

# %% numbers of the whole machine
refused("load, processes and memory", lambda: call("sysinfo", answer), "ENOSYS", "EPERM")
refused("load", os.getloadavg, "OSError", "ENOENT")
for name in (
    "/proc/loadavg",
    "/proc/stat",
    "/proc/meminfo",
    "/proc/interrupts",
    "/proc/pressure/cpu",
    "/sys/fs/cgroup",
):
    refused(name, lambda: os.stat(name), "ENOENT")
# %% the page cache
refused("empty it", lambda: os.posix_fadvise(SHARED, 0, 0, os.POSIX_FADV_DONTNEED), "ENOSYS", "EPERM")
refused("fill it", lambda: call("readahead", SHARED, ctypes.c_long(0), ctypes.c_size_t(4096)), "ENOSYS")
page = mmap.mmap(SHARED, 4096, flags=mmap.MAP_PRIVATE, prot=3)
address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(page)))
refused("ask it", lambda: call("mincore", address, ctypes.c_size_t(4096), answer), "ENOSYS", "EPERM")
refused("ask it in newer words", lambda: syscall(451, SHARED, bytes(16), bytes(40), 0), "ENOSYS")
# %% locks, names, semaphores
refused("a lock", lambda: fcntl.flock(SHARED, fcntl.LOCK_EX), "EPERM")
refused("a lock", lambda: fcntl.lockf(SHARED, fcntl.LOCK_SH), "EPERM")
for name, arguments in {"semget": (1, 1, 0o1666), "msgget": (1, 0o1666), "shmget": (1, 4096, 0o1666)}.items():
    refused(name, lambda: call(name, *arguments), "EPERM", "ENOSYS")
for family in (1, 16, 40):
    refused("a name", lambda: call("socket", family, 1, 0), "EAFNOSUPPORT")
