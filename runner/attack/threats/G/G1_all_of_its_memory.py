"""G1: Allocate all the memory of the device, and leave it in pieces.

Memory that one tenant holds is missing for the next. The device is lent to one cell at a time, and all of its memory is
free again when the cell ends. The next tenant is admitted only after that.

+++
verdict = ["passed", "memory", "error"]
prelude = "gpu.py"
device = "gpu"
together = true
layers = ["single use", "turnover"]
limits = { wall_s = 20.0, cpu_s = 20.0 }
+++
"""

# %% take it
cuda = reach()
if cuda:
    pieces = cuda.allocate_all()
    for address, _ in pieces[::2]:
        cuda.call("cuMemFree_v2", ctypes.c_uint64(address))
    print("taken", sum(size for _, size in pieces))
# %% the next tenant
cuda = reach()
if cuda:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    cuda.call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
    if free.value < 0.9 * total.value:
        print("BREACH only", free.value, "of", total.value, "bytes are free")
