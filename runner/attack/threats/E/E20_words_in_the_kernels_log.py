"""E20: Write a forged line into the kernel's log.

The kernel logs a crash with the name of the thread that crashed. A thread may name itself, and the name may contain a
line feed and an escape sequence. To an operator the rest then looks like a message from another program.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp"]

[part]
"and then crash" = { verdict = ["error"] }
+++
"""

SET_NAME, GET_NAME = 15, 16
forged = ctypes.create_string_buffer(b"\n<0>red: OWNED\x1b[31m"[:15], 16)


def own_name():
    name = ctypes.create_string_buffer(16)
    libc.prctl(GET_NAME, name, 0, 0, 0)
    return name.value


# %% by prctl
answers("EPERM", "prctl", SET_NAME, ctypes.addressof(forged), 0, 0, 0)
answers("EPERM", "prctl", 2**32 | SET_NAME, ctypes.addressof(forged), 0, 0, 0)
if own_name() == forged.value:
    print("BREACH", own_name())
# %% by the C library, for a thread
import threading

libc.pthread_self.restype = ctypes.c_ulong


def name_it():
    if libc.pthread_setname_np(ctypes.c_ulong(libc.pthread_self()), b"red\n<0>") != errno.EPERM:
        print("BREACH a thread names itself")


thread = threading.Thread(target=name_it, name="red\n<0>")
thread.start()
thread.join()
# %% and then crash
libc.prctl(SET_NAME, ctypes.addressof(forged), 0, 0, 0)
if own_name() == forged.value:
    print("BREACH", own_name(), flush=True)
ctypes.memset(16, 0, 1)
