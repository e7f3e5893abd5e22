"""B6: Return an object that claims to equal anything.

Learners can define `__eq__`, `__array__`, `__bool__` and even `__class__` (relate #295). Their objects never reach the
judge: values are accepted by exact type and compared as bytes in the judge.

+++
verdict = ["bad_value"]
layers = ["frames", "apart"]
+++
"""

import numpy as np


class Yes:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __le__ = __ge__ = __eq__
    __hash__ = object.__hash__

    def __bool__(self):
        return True

    def __abs__(self):
        return 0.0

    __sub__ = __rsub__ = __mul__ = __rmul__ = lambda self, other: 0.0
    __float__ = __abs__


# %% by every comparison
double = lambda x: Yes()


# %% as an array
class Array(Yes):
    shape, dtype, ndim, size = (3,), np.dtype(float), 1, 3

    def __array__(self, *_, **__):
        return np.array([2.0, 4.0, 6.0])

    @property
    def __array_interface__(self):
        return {"shape": (3,), "typestr": "<f8", "data": (0, False), "version": 3}

    def __len__(self):
        return 3


double = lambda x: Array()


# %% with a false class
class Float(Yes):
    __class__ = float


double = lambda x: Float()
# %% in a list
double = lambda x: [Yes()] * 3
# %% in an array of objects
double = lambda x: np.array([Yes()] * 3, dtype=object)


# %% with a type that says it is another
class Meta(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__
    __module__ = "numpy"

    def __instancecheck__(cls, other):
        return True


class Ndarray(Yes, metaclass=Meta):
    pass


Ndarray.__module__, Ndarray.__qualname__, Ndarray.__name__ = "numpy", "ndarray", "ndarray"
double = lambda x: Ndarray()
