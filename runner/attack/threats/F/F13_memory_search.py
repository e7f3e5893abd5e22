"""F13: Search the process's memory for the answers.

If a process was forked from one that had loaded references, tests or another learner's exercise, their bytes are still
in its memory, and reading its own memory needs no permission. The test plants secrets in the judge's environment and
memory, in a file and in the exercise's folder, and then reads every page that is mapped in the cell.

+++
verdict = ["failed"]
output = "read [1-9][0-9]* MiB and the decoy"
layers = ["apart", "environment", "mounts", "single use"]
limits = { wall_s = 20.0, cpu_s = 20.0, memory_mib = 512 }
+++
"""

import ctypes
import os
import re
import sys

SECRET = re.compile(rb"descent-" + rb"canary-[a-z]{4,12}-[0-9a-f]{8}")
REFERENCE = re.compile(rb"close\(yours, x [+] x|words[.]count\(word\) for|def (?:worked_example|same_shape_again)\(")
libc = ctypes.CDLL(None, use_errno=True)
libc.pwrite.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
libc.pwrite.restype = ctypes.c_long
CHUNK, STRETCH = 2**16, 2**20
decoy = bytearray(b"descent-") + b"canary-decoy-" + b"%08x" % 0  # to show that the search finds what is there
scratch = os.open("/tmp/scratch", os.O_RDWR | os.O_CREAT)


def read_stretch(address):
    """The bytes of a stretch as far as it may be read: the kernel copies them, so a page that is not there is no crash."""
    data = b""
    for at in range(address, address + STRETCH, CHUNK):
        size = libc.pwrite(scratch, at, CHUNK, 0)
        data += os.pread(scratch, size, 0) if size > 0 else b""
    return data


def double(x):
    if done:
        return x
    done.append(1)
    found, read = set(), 0
    anchors = {
        id(object()),
        id(done),
        id(decoy),
        id(os),
        id(sys.modules),
        x.ctypes.data,
        ctypes.addressof(ctypes.c_int()),
        id(b"z" * 2**16),
    }
    stretches = {(anchor // STRETCH + step) * STRETCH for anchor in anchors for step in range(-96, 96)}
    for address in sorted(stretches):
        if address > 0:
            data = read_stretch(address)
            read += len(data)
            found |= set(SECRET.findall(data)) | set(REFERENCE.findall(data))
    for text in (*os.environ.values(), *sys.argv, *sys.orig_argv):
        found |= set(SECRET.findall(text.encode()))
    print("read", read // STRETCH, "MiB", "and the decoy" if bytes(decoy) in found else "")
    for match in sorted(found - {bytes(decoy)}):
        print("BREACH", match.decode(errors="replace"))
    return x


done = []
