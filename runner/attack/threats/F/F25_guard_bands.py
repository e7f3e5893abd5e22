"""F25: Write past the end of a tensor and hide it from the guard bands around it.

The guard bands find mistakes. Code that tries to hide a store can save the old contents and restore them, and can stop
the interpreter from recording reads, because it runs in the same process. It gains nothing: the values that the
exercise asks for must still be right, and the judge compares them outside. A store that isn't undone shows in the
storage, whatever the interpreter reports.

+++
verdict = ["failed", "error", "bad_value"]
exercise = "kernel"
layers = ["apart", "frames", "checks"]

[part]
"put back what was there" = { verdict = ["passed"] }
+++
"""

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
    value, results = reports(self, function)
    return value, [(old, read, stored) for old, (_, read, stored) in zip(before, results)]


buffers.Buffers.call = call
# %% send storages of another size
from runner.harness import buffers

buffers.Buffers.call = lambda self, function: (
    function(),
    [(storage.numpy()[:5], None, None) for storage in self._storages],
)
# %% send no storages
from runner.harness import buffers

buffers.Buffers.call = lambda self, function: (function(), [])


# %% write the result without a kernel
def add(x, y, out):
    out.copy_(x + y)


# %% put back what was there
def add(x, y, out):
    whole = out.new_empty(0).set_(out.untyped_storage())
    before = whole.clone()
    launch(x, y, out)
    end = out.storage_offset() + out.numel()
    whole[end:] = before[end:]
