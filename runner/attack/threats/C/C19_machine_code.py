"""C19: Run machine code: a library from /tmp, or a page of instructions.

Python can do everything that machine code can, through ctypes, so machine code isn't forbidden. The same limits and
the same filter apply to it. A file in /tmp can't be loaded as a library.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["seccomp", "mounts"]
+++
"""

import glob
import mmap
import platform
import shutil

X86 = platform.machine() == "x86_64"
GETPID, EXECVE, UNSHARE, SOCKET = (39, 59, 272, 41) if X86 else (172, 221, 97, 198)
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS


def run(code):
    page = mmap.mmap(-1, 4096, flags=PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()


def kernel(number):
    """Machine code that makes one system call without arguments, past every library."""
    if X86:
        return b"\x31\xff\x31\xf6\x31\xd2\xb8" + number.to_bytes(4, "little") + b"\x0f\x05\xc3"
    zero = b"".join((0xD2800000 | register).to_bytes(4, "little") for register in range(3))
    return zero + (0xD2800008 | number << 5).to_bytes(4, "little") + b"\x01\x00\x00\xd4\xc0\x03\x5f\xd6"


# %% a library from /tmp
library = glob.glob("/usr/lib/*/libm.so.6") or glob.glob("/usr/lib64/libm.so.6")
shutil.copyfile(library[0], "/tmp/mine.so")
refused("dlopen", lambda: ctypes.CDLL("/tmp/mine.so"), "OSError")
descriptor = os.open("/tmp/mine.so", os.O_RDONLY)
refused("map", lambda: mmap.mmap(descriptor, 4096, flags=mmap.MAP_PRIVATE, prot=5), "EPERM", "EACCES")
readable = mmap.mmap(descriptor, 4096, flags=mmap.MAP_PRIVATE, prot=3)
at = ctypes.addressof(ctypes.c_char.from_buffer(readable))
if libc.mprotect(ctypes.c_void_p(at), 4096, 5) == 0:
    print("BREACH a file of /tmp became a program")
# %% instructions of one's own
if run(kernel(GETPID)) != os.getpid():
    print("OTHERWISE getpid came to", run(kernel(GETPID)))
for name, number, wanted in (("execve", EXECVE, -1), ("unshare", UNSHARE, -1), ("socket", SOCKET, -97)):
    if (found := run(kernel(number))) != wanted:
        print("BREACH", name, "came to", found)
# %% instructions over the C library's own
name = ctypes.cast(libc.getppid, ctypes.c_void_p).value
page = ctypes.c_void_p(name & ~4095)
if libc.mprotect(page, 8192, 7) == 0:
    ctypes.memmove(name, kernel(EXECVE), len(kernel(EXECVE)))
    if (found := ctypes.c_int(libc.getppid()).value) != -1:
        print("BREACH execve came to", found)
# %% a compiler's
refused("cffi", lambda: __import__("cffi"), "ModuleNotFoundError")
refused("a just-in-time compiler", lambda: __import__("numba"), "ModuleNotFoundError")
