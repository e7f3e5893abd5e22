"""A31: Make the disk flush its cache again and again.

fsync needs no permission to write. On a read-only file it still flushes the disk that holds the file, and a database
on the same disk waits each time. The filter answers 0 without making the call, so honest code that saves to /tmp goes
on. The test uses a descriptor that is not open, for which the kernel itself would answer EBADF.

+++
verdict = ["passed"]
prelude = "E/kernel.py"
layers = ["seccomp", "mounts"]
+++
"""

FLUSHES = {"fsync": (74, 82), "fdatasync": (75, 83), "sync_file_range": (277, 84), "syncfs": (306, 267)}
SHARED = ("/site/numpy/__init__.py", "/cell/runner/harness/server.py", "/site", "/usr/lib")


def number_of(name):
    return FLUSHES[name][platform.machine() != "x86_64"]


# %% what reaches the kernel
for name in FLUSHES:
    ctypes.set_errno(0)
    if libc.syscall(number_of(name), 999, 0, 0, 0) != 0:
        print("BREACH", name, "reaches the kernel:", errno.errorcode[ctypes.get_errno()])
if libc.syscall(26 if platform.machine() == "x86_64" else 227, 1, 4096, 4) != 0:
    print("BREACH msync reaches the kernel:", errno.errorcode[ctypes.get_errno()])
# %% many at once
import threading

files = [os.open(name, os.O_RDONLY) for name in SHARED]


def storm(file):
    for _ in range(5_000):
        os.fsync(file)
        os.fdatasync(file)


threads = [threading.Thread(target=storm, args=(file,)) for file in files]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
os.sync()
