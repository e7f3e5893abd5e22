"""E8: Enter a namespace of somebody else.

A descriptor of a namespace, or of a process, is a door into it. There is none here to hold, and no call to walk
through.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

for descriptor in (0, 3, 4, 9, 2**32 - 1):
    for kind in (0, 0x20000, 0x10000000, 0x20000000, 0x40000000):
        answers("EPERM", "setns", descriptor, kind)
answers("ENOSYS", "pidfd_open", 1, 0)
