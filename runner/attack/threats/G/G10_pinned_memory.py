"""G10: Take the host's memory through the driver: pinned pages, which RLIMIT_DATA does not count.

None of the cell's limits in the kernel counts it. The pages are given back when the cell ends, and the daemon, or the
judge in a cold cell, ends it when the host is nearly out of memory. A gigabyte must not bring it down.

+++
verdict = ["passed", "memory", "error"]
prelude = "gpu.py"
device = "gpu"
layers = ["rlimits", "single use"]
limits = { wall_s = 20.0, cpu_s = 20.0, memory_mib = 256 }
+++
"""

cuda = reach()
if cuda:
    pinned = 0
    try:
        while pinned < 2**30:
            address = cuda.get(ctypes.c_void_p, "cuMemHostAlloc", ctypes.c_size_t(2**24), 0)
            ctypes.memset(address, 1, 2**24)
            pinned += 2**24
        print("pinned", pinned)
    except CudaError as error:
        print("stopped", error.errno, "at", pinned)
