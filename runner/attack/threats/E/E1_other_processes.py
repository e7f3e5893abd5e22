"""E1: Look into other processes: trace them, read their memory, take their descriptors.

The init of the namespace, the judge and all other cells hold data that this code must not see. Most of these calls
only require the same user id, so the filter refuses them before the kernel compares ids.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

OWN = os.getpid()
buffer = ctypes.create_string_buffer(64)
vector = ctypes.create_string_buffer(16)
ctypes.memmove(vector, (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 64), 16)

# %% trace
TRACEME, PEEKDATA, ATTACH, SEIZE = 0, 2, 16, 0x4206
for pid in (1, 2, OWN, os.getppid(), 4242):
    for request in (PEEKDATA, ATTACH, SEIZE):
        answers("EPERM", "ptrace", request, pid, 0, 0)
answers("EPERM", "ptrace", TRACEME, 0, 0, 0)
# %% read and write memory
for pid in (OWN, 1, 4242):
    answers("EPERM", "process_vm_readv", pid, vector, 1, vector, 1, 0)
    answers("EPERM", "process_vm_writev", pid, vector, 1, vector, 1, 0)
    answers("ENOSYS", "process_madvise", pid, vector, 1, 20, 0)
# %% by a descriptor
answers("ENOSYS", "pidfd_open", 1, 0)
answers("ENOSYS", "pidfd_open", OWN, 0)
answers("ENOSYS", "pidfd_getfd", 0, 3, 0)
answers("ENOSYS", "process_mrelease", 0, 0)
# %% compare
for kind in range(7):
    answers("ENOSYS", "kcmp", OWN, 1, kind, 0, 0)
    answers("ENOSYS", "kcmp", OWN, OWN, kind, 3, 4)
