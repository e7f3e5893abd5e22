"""E13: Call the kernel by the numbers of another ABI.

On x86_64 the same process may make 32-bit calls, by `int 0x80`, and x32 calls, by a bit in the number. A filter that
only compares numbers then forbids the wrong calls, because number 59 means something else there. DMOJ was escaped from
this way. No honest program does this, so the process is killed.

+++
verdict = ["error"]
message = "forbidden system call|only one ABI"
prelude = "E/kernel.py"
layers = ["seccomp"]
+++
"""

import mmap

if platform.machine() != "x86_64":
    raise OSError("this machine has only one ABI")


def run(code):
    page = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def by_interrupt(number):
    return run(b"\x53\x31\xdb\xb8" + number.to_bytes(4, "little") + b"\xcd\x80\x5b\xc3")  # push, call, pop, return


# %% int 0x80: getpid
print("BREACH getpid came to", by_interrupt(20))
# %% int 0x80: fork
if by_interrupt(2) == 0:
    os._exit(0)
print("BREACH forked")
# %% int 0x80: what the filter allows under another name
print("BREACH mount's number here came to", by_interrupt(165))
# %% x32: getpid
print("BREACH getpid came to", libc.syscall(ctypes.c_long(0x40000000 + 39)))
# %% x32: a call of its own
print("BREACH execve came to", libc.syscall(ctypes.c_long(0x40000000 + 520), b"/bin/sh", None, None))
# %% a number below zero
print("BREACH -1 came to", libc.syscall(ctypes.c_long(-1)))
# %% vm86, which only 32-bit programs have
print("BREACH vm86 came to", by_interrupt(113))
