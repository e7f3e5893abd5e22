"""E8: Enter another process's namespace.

A descriptor of a namespace or of a process lets its holder enter it. A cell has no such descriptor, and no call to
enter with.

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
