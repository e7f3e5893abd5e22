"""H12: End or read the parent processes: the namespace's init, the zygote, the daemon.

Killing the init ends the attacker's own cell. Killing the zygote would end everybody's. From inside a cell the zygote
and the daemon can't be addressed, and the init can't be signalled, traced, limited or slowed.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["pidns", "identity", "seccomp", "landlock"]
+++
"""

import resource
import signal

TARGETS = {1, os.getppid(), 3, 4, 4242} - {0}  # above a forked cell there is nobody: its parent's number is 0

# %% signals
for pid in TARGETS:
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP, signal.SIGSEGV, signal.SIGUSR1):
        refused("kill", lambda: os.kill(pid, number), "EPERM")
        libc.syscall(234 if os.uname().machine == "x86_64" else 131, pid, pid, int(number))  # tgkill: allowed, in vain
        refused("queue", lambda: call("sigqueue", pid, int(number), None), "ENOSYS")
        refused("pidfd", lambda: syscall(434, pid, 0), "ENOSYS")
# %% reading and tracing
local = ctypes.create_string_buffer(64)
vector = (ctypes.c_ulong * 2)(ctypes.addressof(local), 64)
for pid in TARGETS:
    for request in (16, 0x4206, 2, 8):
        if libc.ptrace(request, pid, 0, 0) != -1:
            print("BREACH ptrace", request, pid)
    for name in ("process_vm_readv", "process_vm_writev"):
        if getattr(libc, name)(pid, vector, 1, vector, 1, 0) >= 0:
            print("BREACH", name, pid)
# %% limits, priority, cores
for pid in TARGETS:
    refused("limits", lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1)), "EPERM", "ValueError", "ESRCH")
    refused("priority", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19), "EPERM")
    refused("cores", lambda: os.sched_setaffinity(pid, {0}), "EPERM")
    refused("policy", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)), "EPERM")
# %% waiting for and leaving the family
refused("wait", lambda: os.waitpid(-1, os.WNOHANG), "ENOSYS", "ECHILD")
refused("wait for the init", lambda: os.waitpid(1, os.WNOHANG), "ENOSYS", "ECHILD")
refused("a session", os.setsid, "EPERM")
refused("a group", lambda: os.setpgid(0, 1), "EPERM")
if 0 < os.getppid() < os.getpid() - 1:
    print("BREACH a parent that is not the init:", os.getppid())
