"""H3: Change the libraries that are already loaded, for everybody who comes after.

All cells of a warm process share one NumPy. The first submission replaces functions, and then constants in the
interpreter's own memory. The next ones compute with what they find.

+++
verdict = ["passed"]
together = true
layers = ["single use"]

[part]
"plant in modules" = { verdict = ["passed", "failed", "error", "bad_value"] }
"plant in memory" = { verdict = ["passed", "failed", "error", "bad_value"] }
+++
"""

import builtins
import ctypes
import json
import math
import random
import sys

import numpy as np


def double(x):
    return x * 2


# %% plant in modules
np.add = np.multiply = np.sum = np.ones = np.exp = lambda *arguments, **options: "poison"
np.random.default_rng = random.random = lambda *arguments: 4
np.float64.poison = math.sin = math.sqrt = json.dumps = lambda *arguments: "poison"
builtins.len = builtins.sum = builtins.sorted = lambda *arguments: 0
builtins.poison = sys.poison = math.poison = np.poison = True
np.seterr(all="raise")
np.set_printoptions(precision=1)
sys.modules["statistics"] = sys.modules["fractions"] = np
sys.meta_path.clear()
sys.path[:] = ["/tmp"]
# %% look at modules
if np.add(1, 2) != 3 or np.exp(0.0) != 1.0 or np.ones(2).sum() != 2 or math.sqrt(4.0) != 2.0 or len("abc") != 3:
    print("BREACH functions")
if any(hasattr(module, "poison") for module in (builtins, sys, math, np)) or hasattr(np.float64, "poison"):
    print("BREACH attributes")
if np.geterr() != {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}:
    print("BREACH", np.geterr())
if np.get_printoptions()["precision"] != 8:
    print("BREACH", np.get_printoptions())
import fractions
import statistics

if not hasattr(statistics, "mean") or not hasattr(fractions, "Fraction") or "/tmp" in sys.path:
    print("BREACH the search for modules")
# %% plant in memory
pi, e, word = id(math.pi), id(math.e), id("descent")
ctypes.c_double.from_address(pi + 16).value = 4.0
ctypes.c_double.from_address(e + 16).value = 4.0
for number in (250, 251, 252):
    ctypes.c_uint32.from_address(id(number) + 24).value = 255
table = np.float64(0).__array_struct__ and np.arange(3.0)
libc = ctypes.CDLL(None)
at = ctypes.cast(libc.abs, ctypes.c_void_p).value
if libc.mprotect(ctypes.c_void_p(at & ~4095), ctypes.c_size_t(8192), 7) == 0:
    ctypes.memmove(at, b"\x31\xc0\xc3", 3)
# %% look at memory
if repr(math.pi) != "3.141592653589793" or repr(math.e) != "2.718281828459045":
    print("BREACH", math.pi, math.e)
if str(int("125") * 2) != "250" or str(int("126") * 2) != "252":
    print("BREACH small numbers")
if ctypes.CDLL(None).abs(-7) != 7:
    print("BREACH the C library")
# %% look once more
if np.add(1, 2) != 3 or repr(math.pi) != "3.141592653589793" or len("abc") != 3 or ctypes.CDLL(None).abs(-7) != 7:
    print("BREACH")
