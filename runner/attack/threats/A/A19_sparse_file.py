"""A19: Make a file of 1 TB that takes no space, or reserve the space without writing.

Anything that reads, copies or counts the file later believes its size.

+++
verdict = ["passed"]
prelude = "probe.py"
layers = ["rlimits", "mounts"]
+++
"""

file = open("/tmp/sparse", "w+b")
refused("truncate", lambda: os.truncate("/tmp/sparse", 10**12), "EFBIG")
refused("fallocate", lambda: os.posix_fallocate(file.fileno(), 0, 10**12), "EFBIG", "ENOSPC")
refused("fallocate of twice the disk", lambda: os.posix_fallocate(file.fileno(), 0, 2**23), "EFBIG", "ENOSPC")
refused("a byte at 1 TB", lambda: os.pwrite(file.fileno(), b"x", 10**12), "EFBIG")
