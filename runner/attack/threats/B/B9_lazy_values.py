"""B9: Return a promise instead of a value.

Work that is done after the clock has stopped costs nothing, which is how lazy tensors made kernels look fast. A lazy
value can't be sent: every value is bytes by the time the judge's clock stops.

+++
verdict = ["bad_value"]
layers = ["frames", "clock"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }
+++
"""


# %% a generator
def double(x):
    yield from x * 2


# %% a map
double = lambda x: map(lambda number: number * 2, x)


# %% a coroutine
async def double(x):
    return x * 2


# %% a future
from concurrent.futures import Future

double = lambda x: Future()
# %% a function
double = lambda x: lambda: x * 2
# %% a range and a memoryview
double = lambda x: [range(3), memoryview(b"xyz")]
# %% a meta tensor
import torch

double = lambda x: torch.zeros(3, device="meta")
# %% a fake tensor
import torch
from torch._subclasses.fake_tensor import FakeTensorMode


def double(x):
    with FakeTensorMode():
        return torch.zeros(3)


# %% a functional tensor
import torch

double = lambda x: torch._to_functional_tensor(torch.zeros(3)).view_as(torch.zeros(3)).to_sparse()
