"""E18: Monopolise the processor, pin memory, move pages.

A deadline or real-time thread runs before everybody, the judge included; locked pages cannot be given to anybody else;
moving pages between nodes is a slow operation that holds locks.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp", "rlimits", "identity"]
+++
"""

import struct

page = id(object()) & ~4095

# %% the processor
deadline = struct.pack("<IIQiIQQQ", 48, 6, 0, 0, 0, 10**6, 10**9, 10**9)
answers("ENOSYS", "sched_setattr", 0, deadline, 0)
answers("ENOSYS", "sched_setattr", 1, struct.pack("<IIQiIQQQ", 48, 0, 0, 5, 0, 0, 0, 0), 0)
for policy in (0, 1, 2, 3, 5):
    answers("EPERM", "sched_setscheduler", 0, policy, struct.pack("<i", policy and 1))
answers("ENOSYS", "sched_setparam", 0, bytes(4))
answers("EPERM", "sched_setaffinity", 0, 8, b"\x01".ljust(8, b"\0"))
answers("EPERM", "setpriority", 0, 0, 5)
answers("ENOSYS", "ioprio_set", 1, 0, 0x6000)
# %% pinned memory
answers("EPERM", "mlock", page, 4096)
answers("EPERM", "mlock", page, 0)
answers("EPERM", "mlockall", 3)
answers("ENOSYS", "mlock2", page, 0, 0)
# %% moved memory
answers("ENOSYS", "move_pages", 0, 0, 0, 0, 0, 0)
answers("ENOSYS", "mbind", page, 4096, 0, 0, 0, 0)
answers("ENOSYS", "set_mempolicy", 0, 0, 0)
answers("ENOSYS", "get_mempolicy", 0, 0, 0, 0, 0)
answers("ENOSYS", "migrate_pages", 0, 1, bytes(8), bytes(8))
