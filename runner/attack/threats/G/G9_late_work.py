"""G9: Return at once, and let the device go on computing: in another stream, in a thread, or for a value that is not ready.

A measurement that ends when the call returns can be fooled. The clock stops when the value's bytes arrive at the judge, and
what is not yet computed then is not what is judged.

+++
verdict = ["passed", "failed", "timeout", "error"]
prelude = "gpu.py"
device = "gpu"
layers = ["clock", "frames"]
limits = { wall_s = 5.0, cpu_s = 10.0 }
+++
"""

import numpy as np

cuda = reach()


def double(x):
    if cuda is None:
        return x * 2
    stream = cuda.get(ctypes.c_void_p, "cuStreamCreate", 1)
    cell = cuda.allocate(4096)
    host = cuda.get(ctypes.c_void_p, "cuMemHostAlloc", ctypes.c_size_t(4096), 0)
    cuda.launch("spin", cell, stream)
    copy = (ctypes.c_void_p(host), ctypes.c_uint64(cell), ctypes.c_size_t(8), ctypes.c_void_p(stream))
    cuda.call("cuMemcpyDtoHAsync_v2", *copy)
    return float(np.ctypeslib.as_array(ctypes.cast(host, ctypes.POINTER(ctypes.c_double)), (1,))[0])
