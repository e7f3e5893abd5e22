"""B2: Return few bytes that claim a huge shape.

With strides of 0, eight bytes become 10^12 entries, and copying them allocates all of them. The size is computed from
the shape before anything is copied.

+++
verdict = ["bad_value"]
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""

# %% a broadcast
double = lambda x: np.broadcast_to(np.float64(0), (10**6, 10**6))
# %% strides of zero
double = lambda x: np.lib.stride_tricks.as_strided(np.zeros(1), (2**20, 2**20), (0, 0))
# %% in a list
double = lambda x: [np.broadcast_to(np.float64(0), (10**9,))] * 100
# %% a tensor
import torch

double = lambda x: torch.zeros(1).expand(2**20, 2**20)
# %% a node of the wire that names more than there is
double = lambda x: send(messages.ValueReply(current(), nodes.ListNode([nodes.ArrayNode("int8", [2**24, 2**24])]), []))


# %% a product of lengths that wraps to zero
def double(x):
    node = nodes.ListNode([nodes.ArrayNode("float64", [2**32, 2**29, 8])])
    send(messages.ValueReply(current(), node, []))
