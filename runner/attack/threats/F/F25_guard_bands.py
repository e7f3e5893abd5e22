"""F25: Write past the end of a tensor and hide it from the guard bands around it.

The guard bands and the record of accesses find mistakes. Code that tries to hide a store can save the old contents and
restore them, and change the record, because the interpreter runs in its process. It gains nothing: the values that the
exercise asks for must still be right, and the judge compares them outside. A store that isn't undone shows in the
storage, whatever the record says.

+++
verdict = ["failed", "error", "bad_value"]
exercise = "kernel"
layers = ["apart", "frames", "checks"]

[part]
"put back what was there and forge the record" = { verdict = ["passed"] }
+++
"""

# ruff: noqa: E402, F811 - each part below is a file of its own
import triton
import triton.language as tl


@triton.jit
def kernel(x_ptr, y_ptr, out_ptr, n, BLOCK: tl.constexpr):
    offsets = tl.program_id(0) * BLOCK + tl.arange(0, BLOCK)
    x = tl.load(x_ptr + offsets, mask=offsets < n)
    y = tl.load(y_ptr + offsets, mask=offsets < n)
    tl.store(out_ptr + offsets, x + y)


def launch(x, y, out):
    kernel[(triton.cdiv(x.numel(), 128),)](x, y, out, x.numel(), BLOCK=128)


add = launch
# %% switch the watch off
from triton.runtime import interpreter

interpreter._interpreter = interpreter._interpreter._memory
# %% send the storages as they were sent
from runner.harness import buffers

reports = buffers.Buffers.call


def call(self, function):
    before = [storage.numpy().copy() for storage in self._storages]
    return before, *reports(self, function)[1:]


buffers.Buffers.call = call
# %% send storages of another size
from runner.harness import buffers

buffers.Buffers.call = lambda self, function: (
    function() or [storage.numpy()[:5] for storage in self._storages],
    None,
    None,
)
# %% send no storages
from runner.harness import buffers

buffers.Buffers.call = lambda self, function: (function() or [], None, None)


# %% write the result without a kernel
def add(x, y, out):
    out.copy_(x + y)


# %% put back what was there
import ctypes


def add(x, y, out):
    end, size = out.data_ptr() + 4 * out.numel(), 512
    before = ctypes.string_at(end, size)
    launch(x, y, out)
    ctypes.memmove(end, before, size)


# %% put back what was there and forge the record
import ctypes

from triton.runtime import interpreter


def add(x, y, out):
    end, size = out.data_ptr() + 4 * out.numel(), 512
    before = ctypes.string_at(end, size)
    launch(x, y, out)
    ctypes.memmove(end, before, size)
    for region in interpreter._interpreter._buffers:
        if region.start <= end < region.end:
            region.stores[(end - region.start) // 4 :] = 0
