"""``python -m runner.hardware.scrubber``: overwrite all free memory of the one visible card, through CUDA, and exit.

It is a process of its own: CUDA ends with it, and whoever started it can kill it. It prints how many bytes were free
and how many it overwrote, as JSON. It needs only the driver's library, no torch.
"""

from __future__ import annotations

import ctypes
import json
import sys
from typing import Any, Protocol

_LARGEST_BYTES, _SMALLEST_BYTES = 2**34, 2**16
_OUT_OF_MEMORY = 2
_PATTERN = 0x5A


class CudaError(Exception):
    """A call of the driver that failed, with the driver's own number."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"{name} failed: CUDA error {code}")
        self.code = code


class Memory(Protocol):
    """The operations that overwriting needs. Each raises CudaError."""

    def free_bytes(self) -> int: ...

    def allocate(self, size: int) -> int: ...

    def fill(self, address: int, size: int, value: int) -> None: ...

    def wait(self) -> None: ...

    def last_byte(self, address: int, size: int) -> int: ...


class CudaMemory:
    """The few calls that overwriting needs, by the driver's C interface, on the one card that is visible."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self._call("cuInit", ctypes.c_uint(0))
        device = ctypes.c_int()
        self._call("cuDeviceGet", ctypes.byref(device), ctypes.c_int(0))
        self._context = ctypes.c_void_p()
        self._call("cuDevicePrimaryCtxRetain", ctypes.byref(self._context), device)
        self._call("cuCtxSetCurrent", self._context)

    def free_bytes(self) -> int:
        free, total = ctypes.c_size_t(), ctypes.c_size_t()
        self._call("cuMemGetInfo_v2", ctypes.byref(free), ctypes.byref(total))
        return free.value

    def allocate(self, size: int) -> int:
        address = ctypes.c_uint64()
        self._call("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(size))
        return address.value

    def fill(self, address: int, size: int, value: int) -> None:
        self._call("cuMemsetD8_v2", ctypes.c_uint64(address), ctypes.c_ubyte(value), ctypes.c_size_t(size))

    def wait(self) -> None:
        self._call("cuCtxSynchronize")

    def last_byte(self, address: int, size: int) -> int:
        byte = ctypes.c_ubyte()
        self._call("cuMemcpyDtoH_v2", ctypes.byref(byte), ctypes.c_uint64(address + size - 1), ctypes.c_size_t(1))
        return byte.value

    def _call(self, name: str, *arguments: Any) -> None:
        if code := getattr(self._library, name)(*arguments):
            raise CudaError(name, code)


def overwrite(memory: Memory) -> dict[str, int]:
    """Take all free memory in ever smaller pieces and fill it. Returns bytes: ``free`` before, and ``overwritten``.

    Raises:
        CudaError: the driver refused something, or did not do what it said.
    """
    free = memory.free_bytes()
    pieces: list[tuple[int, int]] = []
    size = _LARGEST_BYTES
    while size >= _SMALLEST_BYTES:
        try:
            pieces.append((memory.allocate(size), size))
        except CudaError as error:
            if error.code != _OUT_OF_MEMORY:
                raise
            size //= 2
    for address, size in pieces:
        memory.fill(address, size, _PATTERN)
    memory.wait()
    for address, size in pieces:
        if memory.last_byte(address, size) != _PATTERN:
            raise CudaError("cuMemsetD8_v2", 0)
    return {"free": free, "overwritten": sum(size for _, size in pieces)}


def main() -> int:
    try:
        result = overwrite(CudaMemory(ctypes.CDLL("libcuda.so.1")))
    except (CudaError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
