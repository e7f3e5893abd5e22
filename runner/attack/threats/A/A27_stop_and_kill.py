"""A27: Stop the process itself, stop the supervisor, kill every process.

A stopped process uses no CPU time and doesn't answer SIGTERM. DOMjudge's `test-suspend-ppid` stops the parent that
would have to end it. A cell can't address any process outside, and the clock runs outside.

+++
verdict = ["error"]
message = "PermissionError"
layers = ["clock", "pidns", "seccomp", "identity"]

[part]
"everybody else" = { verdict = ["passed"], message = "" }
+++
"""

import ctypes
import os
import signal
import threading

libc = ctypes.CDLL(None, use_errno=True)


# %% oneself
def double(x):
    signal.raise_signal(signal.SIGSTOP)
    return x * 2


# %% everybody else
for pid in (-1, 0, 1, 2, os.getppid(), -os.getpid(), 4242):
    for number in (signal.SIGSTOP, signal.SIGKILL):
        try:
            os.kill(pid, number)
            print("BREACH signalled", pid)
        except OSError:
            pass
for pid in (1, os.getppid()):
    if pid != os.getpid():
        libc.syscall(234, pid, pid, int(signal.SIGKILL))  # tgkill
        libc.syscall(297, pid, int(signal.SIGKILL), bytes(128))  # rt_sigqueueinfo
double = lambda x: x * 2
# %% oneself, for good
double = lambda x: signal.pthread_kill(threading.get_ident(), signal.SIGKILL)
