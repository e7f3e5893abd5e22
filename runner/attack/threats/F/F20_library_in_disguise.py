"""F20: The same, hidden from anyone who reads the source.

`getattr`, an import by text, a table of functions: no list of names can catch them all (PrairieLearn documents its own
list as insecure, #10822), and ours doesn't claim to. The values are right, so they pass. The policy is there to help
learning, and a mentor reads the source. Such source must not gain anything else.

+++
verdict = ["passed", "refused"]
exercise = "softmax"
layers = ["policy"]
limits = { wall_s = 10.0, cpu_s = 10.0, memory_mib = 512 }
+++
"""

# %% by getattr
import torch

softmax = lambda x: getattr(torch.nn.functional, "soft" + "max")(torch.from_numpy(x), -1).numpy()


# %% by an import of text
def softmax(x):
    functional = __import__("importlib").import_module("torch.nn." + "functional")
    torch = __import__("torch")
    return vars(functional)["xamtfos"[::-1]](torch.from_numpy(x), -1).numpy()


# %% by a fall-back
import numpy as np


def softmax(x):
    try:
        raise NotImplementedError
    except NotImplementedError:
        e = np.exp(x - x.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)


# %% by exec of text
exec(
    "import numpy as np\ndef soft"
    "max(x):\n e = np.exp(x - x.max(-1, keepdims=True))\n return e / e.sum(-1, keepdims=True)"
)
