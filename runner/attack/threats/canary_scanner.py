"""Sent into a cell as a learner's source: it searches everything it can reach for secrets, above all its own memory.

Never imported on our side. The secret's prefix is spelt in two parts, so that it doesn't find itself.
"""

import ctypes
import gc
import os
import re
import select
import struct
import sys

import numpy as np

WORD = "descent-" + "canary"
PATTERN = re.compile(WORD.encode() + rb"-(\w+)-[0-9a-f]{16}")
PAGE = 4096
CHUNK = 2**20
libc = ctypes.CDLL(None, use_errno=True)
libc.pwrite.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_long]
libc.sbrk.restype = ctypes.c_void_p
peek = os.open("/tmp/peek", os.O_RDWR | os.O_CREAT)  # noqa: S108 - the cell's own /tmp


def mapped(address, size=PAGE):
    """Whether the kernel can read all of it; it says EFAULT where this process would have died."""
    return libc.pwrite(peek, address, size, 0) == size


def reach(address):
    """The range of pages around an address that are mapped without a hole."""
    low = high = address & ~(PAGE - 1)
    if not mapped(low):
        return low, low
    for step in (CHUNK, PAGE):
        while low >= step and mapped(low - step, step):
            low -= step
        while mapped(high, step):
            high += step
    return low, high


def starting_points():
    """Addresses that belong to different maps: objects, buffers, libraries, the heap, the stack, and what lies near."""
    yield from (id(one) for one in gc.get_objects())
    yield from (np.ones(2**k).ctypes.data for k in range(4, 22))
    yield ctypes.addressof(ctypes.c_int())
    yield libc.sbrk(0) - PAGE
    for name in ("malloc", "environ", "Py_Main", "PyList_Type", "program_invocation_name"):
        try:
            address = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, name))
        except ValueError:
            continue
        yield address
        yield ctypes.c_void_p.from_address(address).value or 0


def ranges():
    """Every mapped range that can be found, and those up to 16 MiB beside one."""
    found = []
    for start in starting_points():
        queue = [start]
        while queue:
            address = queue.pop()
            if any(low <= address < high for low, high in found):
                continue
            low, high = reach(address)
            if low == high:
                continue
            found.append((low, high))
            queue += [high + k * PAGE for k in (1, 16, 256, 4096)] + [
                low - k * PAGE for k in (2, 17, 257, 4097) if low > k * PAGE
            ]
    return found


def search_memory(extra):
    """Names of the canaries found, how many bytes were read, and which of the extra strings, sent inverted, are met."""
    names, read, met = set(), 0, set()
    for low, high in ranges():
        tail = b""
        for address in range(low, high, CHUNK):
            size = libc.pwrite(peek, address, min(CHUNK, high - address), 0)  # the kernel reads it, or says EFAULT
            data = tail + os.pread(peek, max(size, 0), 0)
            read += max(size, 0)
            names |= {match[1].decode() for match in PATTERN.finditer(data)}
            met |= {number for number, one in enumerate(extra) if holds_inverse(data, one)}
            tail = data[-64:]
            del data
    return names, read, met


def holds_inverse(data, one):
    """Whether the bytes of which ``one`` is the inverse are in ``data``. They are never made, or we'd find our own.

    All starts are narrowed byte by byte: one that begins with zeros starts at each byte of an empty page.
    """
    seen = np.frombuffer(data, np.uint8)
    starts = np.arange(max(len(seen) - len(one) + 1, 0))
    for offset, byte in enumerate(one):
        starts = starts[seen[starts + offset] == byte ^ 0xFF]
    return bool(len(starts))


def search_objects():
    texts, seen = [], gc.get_objects()
    for one in [*seen, *(inner for outer in seen for inner in gc.get_referents(outer))]:
        if type(one) is str:
            texts.append(one)
        elif type(one) in (bytes, bytearray):
            texts.append(one.decode("latin-1"))
    frame = sys._getframe()
    while frame:
        texts += [repr(value)[:100_000] for name, value in frame.f_locals.items() if name not in ("texts", "seen")]
        frame = frame.f_back
    texts += [repr(os.environ), repr(sys.argv), repr(sys.orig_argv), repr(list(sys.modules)), sys.executable]
    return found_in("\0".join(texts).encode(errors="replace"))


def search_files():
    found, opened = set(), 0
    for folder, _, files in os.walk("/"):
        for name in files:
            path = os.path.join(folder, name)
            found |= found_in(path.encode(errors="replace"))
            if folder.startswith(("/dev", "/usr", "/lib")) or path == "/tmp/peek" or opened > 4_000:  # noqa: S108 - the cell's own /tmp
                continue
            try:
                if os.path.getsize(path) < 2**20:
                    with open(path, "rb") as file:
                        found |= found_in(file.read())
                    opened += 1
            except OSError:
                pass
    return found, opened


def search_descriptors():
    found = set()
    for number in range(1024):
        try:
            os.fstat(number)
            if select.select([number], [], [], 0)[0] and number != 3:
                found |= found_in(os.read(number, 2**20))
        except (OSError, ValueError):
            continue
    return found


def found_in(data):
    return {match[1].decode() for match in PATTERN.finditer(data)}


def scan(extra, control):
    """Search everything, and return the names by place. ``control`` first plants a canary that must be found."""
    keep = None
    if control:
        own = f"{WORD}-own-{'0123456789abcdef'}"
        keep = (own, np.frombuffer(own.encode() * 9, dtype=np.uint8).copy(), struct.pack("<d", control))
        os.environ["OWN"] = own
        with open("/tmp/own", "w") as file:  # noqa: S108 - the cell's own /tmp
            file.write(own)
    files, opened = search_files()
    memory, read, met = search_memory(extra)
    result = {
        "memory": sorted(memory), "bytes": read, "met": sorted(met), "objects": sorted(search_objects()),
        "files": sorted(files), "opened": opened, "descriptors": sorted(search_descriptors()),
    }  # fmt: skip
    del keep
    return result
