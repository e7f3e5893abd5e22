"""F5: End the process and hope that silence counts as success.

A passing test run ends with exit status 0, so `os._exit(0)` has passed in graders that check nothing else.
PrairieLearn's C grader writes a final word to tell them apart. Here a missing value is a wrong answer, whatever the
status.

+++
verdict = ["error"]
message = "ended|exit|SystemExit|program"
layers = ["apart"]

[part]
SIGKILL = { message = "PermissionError" }
+++
"""

import ctypes
import os
import signal
import sys
import threading

# %% os._exit(0)
double = lambda x: os._exit(0)
# %% os._exit(0) while the source is loaded
os._exit(0)
# %% sys.exit(0)
double = lambda x: sys.exit(0)
# %% quit while the source is loaded
raise SystemExit(0)
# %% exit_group
double = lambda x: ctypes.CDLL(None).syscall(231, 0)
# %% SIGKILL
double = lambda x: signal.pthread_kill(threading.get_ident(), signal.SIGKILL)
# %% SIGSEGV
double = lambda x: ctypes.string_at(0)
# %% SIGTERM
double = lambda x: signal.raise_signal(signal.SIGTERM)
# %% from a thread, once the first answers are right
threading.Timer(0.05, os._exit, (0,)).start()


def double(x):
    threading.Event().wait(0.2)
    return x * 2


# %% Python ended from C
double = lambda x: ctypes.pythonapi.Py_Exit(0)
