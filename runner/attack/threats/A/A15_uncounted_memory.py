"""A15: Keep data where a memory limit does not look: pipes, sockets, shared maps, page tables, files in memory.

A limit on a process's data counts none of these. Each of them is forbidden by name, small, or not there.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "rlimits", "mounts"]
+++
"""

import mmap
import socket

# %% descriptors that hold memory
refused("memfd", lambda: os.memfd_create("x"), "EPERM")
refused("memfd_secret", lambda: syscall(447, 0), "ENOSYS")
refused("pipe", os.pipe, "EPERM")
refused("socketpair", socket.socketpair, "EPERM", "EAFNOSUPPORT")
refused("System V shared memory", lambda: syscall(29, 0, 2**20, 0o1600), "EPERM")
refused("POSIX message queue", lambda: syscall(240, b"/q", os.O_CREAT, 0o600, None), "ENOSYS", "EPERM")
refused("eventfd", lambda: syscall(290, 0, 0), "ENOSYS", "EPERM")
# %% maps
refused("a shared map", lambda: mmap.mmap(-1, 4096), "EPERM")
refused("a map that grows by itself", lambda: mmap.mmap(-1, 4096, flags=0x122), "EPERM")
refused("a shared map of /dev/zero", lambda: open("/dev/zero", "r+b"), "ENOENT")
refused("locked pages", lambda: syscall(149, id(0) & ~4095, 4096), "EPERM")


# %% page tables
def read_a_huge_empty_map():
    step = 2**21
    for _ in range(64):
        empty = mmap.mmap(-1, 2**36, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ)
        for at in range(0, 2**36, step):
            empty[at]


refused("4 TiB of zero pages", read_a_huge_empty_map, "ENOMEM", "MemoryError")


# %% files in memory
def fill(folder):
    for number in range(8):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(bytes(2**20))


refused("/tmp", lambda: fill("/tmp"), "ENOSPC")
refused("/dev/shm", lambda: fill("/dev/shm"), "ENOENT", "EACCES", "EROFS")
refused("/dev", lambda: fill("/dev"), "EACCES", "EROFS")
