"""F6: Replace the functions that compare.

If the test runs in the same interpreter, `np.allclose = lambda *_: True` is enough. Here values are compared in
another process, with functions that this code can't reach.

+++
verdict = ["failed"]
layers = ["apart"]
+++
"""

import builtins
import math
import operator
import unittest

import numpy as np
import numpy.testing


def yes(*_, **__):
    return True


for module in (np, numpy.testing, math, operator, unittest.TestCase):
    for name in dir(module):
        if any(word in name.lower() for word in ("close", "equal", "assert", "isclose", "isnan", "isfinite")):
            try:
                setattr(module, name, yes)
            except (AttributeError, TypeError):
                pass
for name in ("all", "any", "abs"):
    setattr(builtins, name, yes)
builtins.AssertionError = type("Never", (Exception,), {})


def double(x):
    return x
