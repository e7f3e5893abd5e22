import ctypes
import errno
import os
import sys
import time

OUT_OF_MEMORY, ILLEGAL_ADDRESS = 2, 700
# Three kernels, for the driver to compile: one that never ends, one that writes where nothing is, one that fills.
PTX = b"""
.version 6.0
.target sm_50
.address_size 64
.visible .entry spin(.param .u64 at) {
    .reg .u64 %p; .reg .u32 %n;
    ld.param.u64 %p, [at]; mov.u32 %n, 0;
LOOP:
    add.u32 %n, %n, 1; st.volatile.global.u32 [%p], %n; bra LOOP;
}
.visible .entry poke(.param .u64 at) {
    .reg .u64 %p;
    mov.u64 %p, 16; st.volatile.global.u32 [%p], 1; ret;
}
"""


class CudaError(OSError):
    """A call of the driver that failed; ``errno`` is the driver's own number."""


class Cuda:
    """The driver by its C interface, so that no library stands between the attack and the device."""

    def __init__(self, library):
        self._library = library
        self.call("cuInit", 0)
        self.count = self.get(ctypes.c_int, "cuDeviceGetCount")
        self.device = self.get(ctypes.c_int, "cuDeviceGet", 0)
        self.context = self.get(ctypes.c_void_p, "cuCtxCreate_v2", 0, self.device)

    def call(self, name, *arguments):
        result = getattr(self._library, name)(*arguments)
        if result:
            raise CudaError(result, name)

    def get(self, kind, name, *arguments):
        """Return what a call writes through its first argument."""
        value = kind()
        self.call(name, ctypes.byref(value), *arguments)
        return value.value

    def allocate(self, size):
        return self.get(ctypes.c_uint64, "cuMemAlloc_v2", ctypes.c_size_t(size))

    def allocate_all(self, smallest=2**20):
        """Every byte that can be had, as (address, size), in ever smaller pieces."""
        pieces, size = [], 2**34
        while size >= smallest:
            try:
                pieces.append((self.allocate(size), size))
            except CudaError as error:
                if error.errno != OUT_OF_MEMORY:
                    raise
                size //= 2
        return pieces

    def write(self, address, data):
        self.call("cuMemcpyHtoD_v2", ctypes.c_uint64(address), data, ctypes.c_size_t(len(data)))

    def read(self, address, size):
        data = ctypes.create_string_buffer(size)
        self.call("cuMemcpyDtoH_v2", data, ctypes.c_uint64(address), ctypes.c_size_t(size))
        return data.raw

    def launch(self, name, address, stream=None):
        module = self.get(ctypes.c_void_p, "cuModuleLoadData", PTX)
        kernel = self.get(ctypes.c_void_p, "cuModuleGetFunction", ctypes.c_void_p(module), name.encode())
        cell = ctypes.c_uint64(address)
        arguments = (ctypes.c_void_p * 1)(ctypes.cast(ctypes.byref(cell), ctypes.c_void_p))
        one = (1, 1, 1, 1, 1, 1)
        self.call("cuLaunchKernel", ctypes.c_void_p(kernel), *one, 0, ctypes.c_void_p(stream), arguments, None)

    def wait(self):
        self.call("cuCtxSynchronize")


def reach():
    """The device, or None where this cell has none; what stood in the way is printed."""
    try:
        return Cuda(ctypes.CDLL("libcuda.so.1"))
    except OSError as error:
        print("no device:", error)
        return None


def double(x):
    return x * 2
