"""F22: Crash the grader, so that the broker delivers the submission again and again.

Delivery is at least once, so a job whose worker dies goes to the next worker and can kill that one too. A submission
can only end its own cell, and each time there is a report, so no job comes back for that.

+++
verdict = ["error", "bad_value", "memory", "timeout"]
prelude = "wire_probe.py"
layers = ["apart", "pidns", "frames", "single use"]
+++
"""

import ctypes
import faulthandler
import os
import signal

# %% a crash while the source is loaded
ctypes.string_at(1)
# %% a crash in every call, all handlers ignored
faulthandler.disable()
for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS):
    signal.signal(number, signal.SIG_IGN)
double = lambda x: ctypes.memset(0, 1, 1)


# %% every byte of the interpreter overwritten
def double(x):
    ctypes.memset(id(None) & ~4095, 0xFF, 2**12)
    ctypes.memset(id(type) & ~4095, 0xFF, 2**14)


# %% an abort of the C library
def double(x):
    libc = ctypes.CDLL(None)
    libc.free.argtypes = [ctypes.c_void_p]
    libc.free(id(x) + 8)
    libc.free(id(x) + 8)


# %% a forbidden ABI
double = lambda x: ctypes.CDLL(None).syscall(0x40000000 + 39)
# %% an illegal instruction
double = lambda x: signal.raise_signal(signal.SIGILL)
# %% every descriptor closed
double = lambda x: os.closerange(0, 1024)


# %% a core's worth of frames at once
def double(x):
    while True:
        write(b"\xff" * 2**16)


# %% closed while it is asked
def double(x):
    os.close(3)
    os.close(REPLIES)
    while True:
        pass
