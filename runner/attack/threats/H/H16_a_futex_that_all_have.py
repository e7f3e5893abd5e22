"""H16: Signal through a futex in a page of the C library, which all cells share.

The kernel finds a futex without the private flag by its file and offset, so two cells that map the same library can
wait for and wake each other through every namespace. Refusing the wake alone is not enough: when a thread exits, the
kernel itself wakes the address that the thread has named. Waiting without the flag is therefore refused too, and
pthread_join, which does that, is told to try again.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp"]
limits = { wall_s = 20.0, cpu_s = 20.0 }
+++
"""

import platform
import struct
import threading

X86 = platform.machine() == "x86_64"
FUTEX, WAITV, SET_TID_ADDRESS, EXIT = (202, 449, 218, 60) if X86 else (98, 449, 96, 93)
PRIVATE, CLOCK = 128, 256
WAITS, OTHERS = (0, 9), (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13)
shared = (ctypes.cast(libc.qsort, ctypes.c_void_p).value + 64) & ~3
value = ctypes.c_uint32.from_address(shared).value
moment = struct.pack("<qq", 0, 300_000_000)

# %% every operation without the flag
for flags in (0, CLOCK, 2**32 | 512):
    for operation in WAITS:
        refused("wait", lambda: syscall(FUTEX, shared, operation | flags, value, moment, 0, 2**32 - 1), "EAGAIN")
    for operation in OTHERS:
        refused("futex", lambda: syscall(FUTEX, shared, operation | flags, 1, 1, shared, 1), "EPERM")
# %% the newer calls
waiter = struct.pack("<QQII", value, shared, 2, 0)
refused("futex_waitv", lambda: syscall(WAITV, waiter, 1, 0, moment, 1), "ENOSYS")
refused("futex_wake", lambda: syscall(454, shared, 2**32 - 1, 1, 2), "ENOSYS")
refused("futex_wait", lambda: syscall(455, shared, value, 2**32 - 1, 2, moment, 1), "ENOSYS")
refused("futex_requeue", lambda: syscall(456, waiter + waiter, 0, 1, 1), "ENOSYS")
# %% a private one is nobody else's
woken = []
own = ctypes.c_uint32(7)


def wait():
    woken.append(syscall(FUTEX, ctypes.addressof(own), 0 | PRIVATE, 7, struct.pack("<qq", 10, 0), 0, 0))


thread = threading.Thread(target=wait)
thread.start()
while thread.is_alive():
    syscall(FUTEX, ctypes.addressof(own), 1 | PRIVATE, 1, 0, 0, 0)
thread.join()
if woken != [0]:
    print("OTHERWISE a private futex does not work", woken)
# %% by the exit of a thread that the kernel makes known
def leave():
    syscall(SET_TID_ADDRESS, shared)
    syscall(EXIT, 0)


heard = []


def listen():
    for _ in range(20):
        try:
            heard.append(syscall(FUTEX, shared, 0, value, moment, 0, 0) == 0)
        except OSError as error:
            print("it waits no longer:", errno.errorcode[error.errno])


listener = threading.Thread(target=listen)
listener.start()
for _ in range(4):
    threading.Thread(target=leave, daemon=True).start()
listener.join()
if any(heard):
    print("BREACH a word was heard")
