"""B7: Return a subclass of float, array or tensor that answers comparisons for itself.

It passes every `isinstance`, and its `__array_function__` or `__torch_function__` decides what `allclose` returns.
"How to cheat" #8 has an np.float64 with false operators.

+++
verdict = ["bad_value", "failed"]
layers = ["frames", "apart"]
+++
"""

import numpy as np


# %% of float
class Float(float):
    __eq__ = lambda self, other: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0


double = lambda x: Float(0)


# %% of np.float64
class Float64(np.float64):
    __eq__ = lambda self, other: True
    __hash__ = np.float64.__hash__
    __rsub__ = __sub__ = lambda self, other: np.float64(0)


double = lambda x: Float64(0)


# %% of np.float64, under NumPy's name
class float64(np.float64):
    __eq__ = lambda self, other: True
    __hash__ = np.float64.__hash__

    def __array__(self, *_, **__):
        return np.array([2.0, 4.0, 6.0])


float64.__module__ = "numpy"
double = lambda x: float64(0)


# %% of an array
class Array(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape)


double = lambda x: np.zeros(x.shape).view(Array)


# %% of a list
class List(list):
    __eq__ = lambda self, other: True
    __iter__ = lambda self: iter([2.0, 4.0, 6.0])


double = lambda x: List()
# %% of a tensor
import torch


class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


double = lambda x: torch.zeros(3).as_subclass(Tensor)
# %% an array whose dtype lies
double = lambda x: np.zeros(x.shape, np.dtype((np.float64, {"real": (np.float64, 0)})))
