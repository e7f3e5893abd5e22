"""A26: Thrash the disk and its cache.

Writing, syncing and reading back without pause slows everyone on the same disk. A cell has no disk: its only file
system is a small one in memory.

+++
verdict = ["timeout"]
layers = ["mounts", "clock"]
+++
"""

import os


def double(x):
    file = os.open("/tmp/thrash", os.O_RDWR | os.O_CREAT)
    while True:
        os.pwrite(file, bytes(2**20), 0)
        os.fsync(file)
        os.pread(file, 2**20, 0)
        os.ftruncate(file, 0)
