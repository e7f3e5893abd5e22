"""A24: Raise the process's own limits and priority.

A limit is useless if the limited process can raise it. Hard limits can't be raised without a capability, and no limit
can be set at all in a cell. Neither can priority, scheduler or the choice of cores, which DOMjudge's
`test-cpu-pinning` uses to starve other processes.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "identity"]
+++
"""

import resource

# %% limits
for name in ("CPU", "DATA", "AS", "NPROC", "NOFILE", "FSIZE", "STACK", "CORE", "MEMLOCK"):
    which = getattr(resource, f"RLIMIT_{name}")
    soft, hard = resource.getrlimit(which)
    refused(name, lambda which=which: resource.setrlimit(which, (-1, -1)), "EPERM", "ValueError", "PermissionError")
    if resource.getrlimit(which) != (soft, hard):
        print("BREACH", name)
# %% priority
refused("nice", lambda: os.nice(-5), "EPERM", "ENOSYS")
refused("setpriority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -5), "EPERM")
refused("real time", lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)), "EPERM")
refused("deadline", lambda: syscall(314, 0, bytes(48), 0), "EPERM", "ENOSYS")
refused("idle io priority", lambda: syscall(251, 1, 0, 0x2000), "EPERM", "ENOSYS")
refused("cores", lambda: os.sched_setaffinity(0, {0}), "EPERM")
