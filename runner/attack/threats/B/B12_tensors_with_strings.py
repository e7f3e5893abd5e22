"""B12: Return a tensor with a graph behind it, or one that lives elsewhere.

A graph keeps everything alive that it was made from, including the learner's hooks. A tensor on another device is a
pointer that the judge could not follow. Only a tensor's numbers are sent, detached, and this exercise asks for an
array.

+++
verdict = ["failed", "bad_value"]
layers = ["frames"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }
+++
"""

import torch


# %% a graph with a hook
def double(x):
    out = torch.tensor([1.0, 2.0, 3.0], requires_grad=True) * 2
    out.register_hook(lambda gradient: print("BREACH a hook ran"))
    return out


# %% a parameter
double = lambda x: torch.nn.Parameter(torch.ones(3))
# %% on no device
double = lambda x: torch.ones(3, device="meta")
# %% conjugated and negated on paper only
double = lambda x: torch.ones(3, dtype=torch.complex64).conj().imag
# %% in half the bits
double = lambda x: torch.ones(3, dtype=torch.bfloat16)
# %% a storage and a generator
double = lambda x: [torch.ones(3).untyped_storage(), torch.Generator()]
