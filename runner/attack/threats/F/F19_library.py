"""F19: Call the library's own function instead of writing it.

This is a policy for the learner's own sake, not a security measure. An exercise names what has to be written, and
source that uses it is not run.

+++
verdict = ["refused"]
message = "which this exercise asks you to write yourself"
exercise = "softmax"
layers = ["policy"]
+++
"""

# %% by its full name
import torch

softmax = lambda x: torch.nn.functional.softmax(torch.from_numpy(x), -1).numpy()
# %% under an alias
import torch.nn.functional as F

softmax = lambda x: F.softmax(x, -1)
# %% imported under another name
from torch import softmax as mine

softmax = lambda x: mine(x, -1)


# %% as a method
def softmax(x):
    import torch

    return torch.from_numpy(x).softmax(-1).numpy()


# %% over two lines
import torch

softmax = lambda x: torch.nn.functional.softmax(torch.from_numpy(x), -1).numpy()
