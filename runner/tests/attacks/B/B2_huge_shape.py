"""B2: Return few bytes that claim a huge shape.

Strides of 0 make 10^12 entries of eight bytes; whoever copies them makes them real. The size is reckoned from the
shape before anything is copied.

+++
verdict = ["bad_value"]
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""


# %% a broadcast
def double(x):
    return np.broadcast_to(np.float64(0), (10**6, 10**6))


# %% strides of zero
def double(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (2**20, 2**20), (0, 0))


# %% in a list
def double(x):
    return [np.broadcast_to(np.float64(0), (10**9,))] * 100


# %% a tensor
import torch


def double(x):
    return torch.zeros(1).expand(2**20, 2**20)


# %% a node of the wire that names more than there is
def double(x):
    send(wire.Done(current(), wire.ListNode([wire.ArrayNode("int8", [2**24, 2**24])]), []))


# %% a product of lengths that wraps to zero
def double(x):
    node = wire.ListNode([wire.ArrayNode("float64", [2**32, 2**29, 8])])
    send(wire.Done(current(), node, []))
