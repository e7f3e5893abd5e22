"""G10: Take the host's memory through the driver, which pins it and whose pages RLIMIT_DATA does not count.

Behind that limit stands one that counts what the kernel charges to the cell (runner/sandbox/memory.py).

+++
verdict = ["passed", "memory", "error"]
prelude = "gpu.py"
device = "gpu"
layers = ["rlimits", "mounts"]
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
        print("BREACH pinned four times the limit")
    except CudaError as error:
        print("stopped", error.errno, "at", pinned)
