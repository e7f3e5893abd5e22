"""E7: Become root in a new namespace.

In a user namespace of their own an ordinary user has every capability there, and thereby the parts of the kernel that
only root used to reach: half of the local exploits of recent years start like this (CVE-2022-0185, CVE-2023-0386).
clone3 passes its flags in memory, where no filter can look: it is as if the kernel didn't have it.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

import struct

NEW = {
    "TIME": 0x80, "NS": 0x20000, "CGROUP": 0x2000000, "UTS": 0x4000000, "IPC": 0x8000000,
    "USER": 0x10000000, "PID": 0x20000000, "NET": 0x40000000,
}  # fmt: skip
CHILD = 17
THREAD = 0x10000 | 0x800 | 0x100

# %% unshare
for flag in NEW.values():
    answers("EPERM", "unshare", flag)
answers("EPERM", "unshare", sum(NEW.values()))
answers("EPERM", "unshare", 0)
# %% clone
for flag in NEW.values():
    answers("EPERM", "clone", flag | CHILD, 0, 0, 0, 0)
    answers("EPERM", "clone", flag | THREAD, 0, 0, 0, 0)
answers("EPERM", "clone", NEW["USER"] | NEW["NET"] | CHILD, 0, 0, 0, 0)
# %% clone with bits that the kernel does not read
answers("EPERM", "clone", 2**32 | NEW["USER"] | CHILD, 0, 0, 0, 0)
answers("EPERM", "clone", 2**63 | CHILD, 0, 0, 0, 0)
answers("EPERM", "clone", THREAD << 32 | NEW["USER"] | CHILD, 0, 0, 0, 0)
# %% clone3
for flag in (0, *NEW.values(), THREAD):
    arguments = struct.pack("<11Q", flag, 0, 0, 0, CHILD, 0, 0, 0, 0, 0, 0)
    answers("ENOSYS", "clone3", arguments, len(arguments))
answers("ENOSYS", "clone3", 0, 0)
