"""B16: Return an object that runs code where it is unpickled.

otter-grader unpickles what the learner's kernel wrote; `torch.load` did the same behind a flag that said otherwise
(CVE-2025-32434). Nothing that crosses here is ever unpickled.

+++
verdict = ["bad_value"]
prelude = "wire_probe.py"
layers = ["frames"]
+++
"""

import pickle


class Bomb:
    def __reduce__(self):
        return (print, ("BREACH unpickled",))

    __reduce_ex__ = lambda self, protocol: self.__reduce__()
    __getstate__ = __deepcopy__ = __copy__ = lambda self, *_: print("BREACH copied")


# %% itself
double = lambda x: Bomb()
# %% in a list
double = lambda x: [1.0, Bomb(), 3.0]
# %% in an array
import numpy as np

double = lambda x: np.array([Bomb()] * 3, dtype=object)


# %% as its pickle, in the judge's own place
def double(x):
    write(pickle.dumps(Bomb()))
    return x * 2
