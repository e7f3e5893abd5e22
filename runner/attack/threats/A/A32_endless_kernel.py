"""A32: Launch a kernel that never ends, or a grid of 10^15 programs, or a block of 2^40 entries.

Triton's interpreter runs the programs of a grid one after another, in Python. It has no limit of its own.

+++
verdict = ["timeout", "memory", "error"]
exercise = "kernel"
layers = ["clock", "rlimits"]
+++
"""

import triton
import triton.language as tl


# %% a loop without end
@triton.jit
def kernel(out_ptr):
    while True:
        tl.store(out_ptr, 1.0)


def add(x, y, out):
    kernel[(1,)](out)


# %% a huge grid
@triton.jit
def kernel(out_ptr):
    tl.store(out_ptr, 1.0)


def add(x, y, out):
    kernel[(10**5, 10**5, 10**5)](out)


# %% a huge block
@triton.jit
def kernel(out_ptr, SIZE: tl.constexpr):
    tl.store(out_ptr + tl.arange(0, SIZE), 1.0)


def add(x, y, out):
    kernel[(1,)](out, SIZE=2**30)


# %% a hook that loops before the launch
@triton.jit
def kernel(out_ptr):
    tl.store(out_ptr, 1.0)


def wait(*arguments, **names):
    while True:
        pass


def add(x, y, out):
    kernel.add_pre_run_hook(wait)
    kernel[(1,)](out)
